import { setTimeout as sleep } from 'node:timers/promises';
import { type BuildingTime, cleanText } from '@nexus/models';
import type { Logger } from '@nexus/server-kit';
import { presentAlert } from '../answers/alert.ts';
import type { Evaluating, Notification } from '../store/index.ts';
import { type Channel, UndeliverableError } from './channel.ts';

const PAUSE_MS = 250;
const AT_ONCE = 20;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 10 * 60_000;
/** About a day. */
const MOST_ATTEMPTS = 150;

/** Carries what is in the outbox to its receivers, at least once, and of one alert in its order. */
export class Courier {
  readonly #channels: ReadonlyMap<string, Channel>;
  readonly #time: BuildingTime;
  readonly #log: Logger;

  constructor(channels: readonly Channel[], { time, log }: { readonly time: BuildingTime; readonly log: Logger }) {
    this.#channels = new Map(channels.map((channel) => [channel.name, channel]));
    this.#time = time;
    this.#log = log;
  }

  get channels(): string[] {
    return [...this.#channels.keys()];
  }

  /** Until `signal` aborts; what cannot be written down is sent again. */
  async deliver(evaluating: Evaluating, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        const due = await evaluating.due(this.#time.nowMs(), AT_ONCE);
        await Promise.all(due.map((notification) => this.#send(evaluating, notification, signal)));
        if (due.length === AT_ONCE) continue;
      } catch (error) {
        if (signal.aborted) return;
        this.#log.warning('the outbox cannot be written', { error });
      }
      await sleep(PAUSE_MS, undefined, { signal }).catch(() => {});
    }
  }

  async #send(evaluating: Evaluating, notification: Notification, signal: AbortSignal): Promise<void> {
    const { notification_id, channel, attempts } = notification;
    try {
      const by = this.#channels.get(channel);
      if (!by) throw new UndeliverableError('There is no such channel any more.');
      await by.send(notification, this.#body(notification), signal);
    } catch (error) {
      if (signal.aborted) return; // whoever evaluates next sends it again
      await this.#failed(evaluating, notification, error, attempts + 1);
      return;
    }
    await evaluating.delivered(notification_id, this.#time.nowMs());
  }

  async #failed(
    evaluating: Evaluating,
    { notification_id, channel, key }: Notification,
    error: unknown,
    attempts: number,
  ) {
    const now_ms = this.#time.nowMs();
    const isFinal = error instanceof UndeliverableError || attempts >= MOST_ATTEMPTS;
    const wait_ms = Math.min(FIRST_RETRY_MS * 2 ** (attempts - 1), LONGEST_RETRY_MS) * (0.75 + Math.random() / 2);
    const reason = cleanText(error instanceof Error ? error.message : String(error), 200);
    this.#log.warning(isFinal ? 'a notification is given up' : 'a notification is tried again', {
      channel,
      key,
      attempts,
      reason,
    });
    await evaluating.failed(notification_id, now_ms, reason, isFinal ? undefined : now_ms + Math.round(wait_ms));
  }

  #body({ key, kind, level, delayed_ms, alert }: Notification): string {
    const told = presentAlert(alert, this.#time);
    const delayed = delayed_ms >= 1000 ? { delayed_seconds: Math.round(delayed_ms / 1000) } : {};
    return JSON.stringify({ id: key, type: `alert.${kind}`, escalation_level: level, ...delayed, alert: told });
  }
}
