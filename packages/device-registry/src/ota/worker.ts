import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@nexus/server-kit';
import type { FirmwareStore, Guard, JobOrder } from '../store/store.ts';
import type { OpenChannel, OtaChannel } from './channel.ts';
import { ReportBuffer } from './report-buffer.ts';

const BATCH = 200;
const REPORTS_AT_ONCE = 500;
const LOOK_EVERY_MS = 1_000;
const HEAR_AGAIN_MS = 15_000;

export interface WorkerOptions {
  readonly firmware: FirmwareStore;
  readonly open: OpenChannel;
  readonly now: () => number;
  readonly log: Logger;
  readonly signal: AbortSignal;
  /** How soon another process takes over; see `underLease`. */
  readonly lease?: { readonly ttl_ms: number; readonly renew_ms: number };
  /** So often devices at work are heard again, and always before the clock ends a job; 15 s by default. */
  readonly hearAgainEvery_ms?: number;
}

/**
 * Sends jobs, hears devices and watches the clock, in one process at a time, until `signal` aborts.
 *
 * It may be killed anywhere. An order is noted as under way before it is sent, and whoever takes over looks with the
 * broker whether it was: so none is sent twice, and none is forgotten.
 */
export async function runFirmwareWorker(options: WorkerOptions): Promise<void> {
  const { firmware, log, signal, lease } = options;
  const onError = (error: unknown) => log.warning('the firmware lease cannot be looked at', { error });
  await firmware.underLease({ ...lease, signal, onError }, async (guard, held) => {
    log.info('this process delivers firmware jobs');
    const worker = new Worker(options, guard);
    await worker.run(held);
  });
}

class Worker {
  readonly #options: WorkerOptions;
  readonly #guard: Guard;
  readonly #reports = new ReportBuffer();
  /** Whether orders are under way of which it is not known whether they arrived. */
  #isUnsure = true;
  /** When the devices at work were last heard again, by the process's own clock. */
  #heardMs = performance.now();

  constructor(options: WorkerOptions, guard: Guard) {
    this.#options = options;
    this.#guard = guard;
  }

  async run(signal: AbortSignal): Promise<void> {
    const { open, log } = this.#options;
    await using channel = await open({
      onReport: (report) => {
        if (!this.#reports.add(report)) log.warning('too many firmware reports at once', { device: report.device_id });
      },
    });
    while (!signal.aborted) {
      let isBusy = false;
      try {
        isBusy = await this.#turn(channel, signal);
      } catch (error) {
        if (signal.aborted) return;
        log.warning('firmware work failed and is tried again', { error });
      }
      // A device that answers is heard at once, whatever else there is to do by the second.
      if (!isBusy) await Promise.race([this.#reports.arrival, pause(LOOK_EVERY_MS, signal)]);
    }
  }

  /** @returns Whether there may be more to do at once. */
  async #turn(channel: OtaChannel, signal: AbortSignal): Promise<boolean> {
    const { firmware, now, hearAgainEvery_ms = HEAR_AGAIN_MS } = this.#options;
    const reported = await this.#write(REPORTS_AT_ONCE);
    if (!channel.isConnected || !(await firmware.hasWork())) return false;
    if (this.#isUnsure) await this.#makeSure(channel);
    if (performance.now() - this.#heardMs >= hearAgainEvery_ms) await this.#hearAgain(channel);
    // Only after what was said in our absence: it counts before the clock does.
    if (this.#heardMs > channel.connectedMs) await firmware.timeOut(now(), this.#guard);
    const sent = signal.aborted ? 0 : await this.#send(channel);
    const retracted = signal.aborted ? 0 : await this.#retract(channel);
    return reported + sent + retracted > 0;
  }

  /** @returns How many of the waiting reports were written. */
  async #write(limit: number): Promise<number> {
    const { firmware, now } = this.#options;
    const reports = this.#reports.take(limit);
    if (reports.length === 0) return 0;
    await firmware.report(reports, now(), this.#guard).catch((error: unknown) => {
      this.#reports.putBack(reports);
      throw error;
    });
    return reports.length;
  }

  /** Nothing that was heard waits any more afterwards, so that the clock may look. */
  async #hearAgain(channel: OtaChannel): Promise<void> {
    const began_ms = performance.now(); // after a connection that was lost meanwhile not all was heard
    const ids = (await this.#options.firmware.ordersAtWork()).map(({ device_id }) => device_id);
    for (let start = 0; start < ids.length; start += BATCH) {
      await channel.hearAgain(ids.slice(start, start + BATCH));
      await this.#write(this.#reports.size);
    }
    this.#heardMs = began_ms;
  }

  /** Looks with the broker which of the orders under way it has; the others are sent again. */
  async #makeSure(channel: OtaChannel): Promise<void> {
    const { firmware, now } = this.#options;
    const underWay = await firmware.ordersUnderWay();
    for (let start = 0; start < underWay.length; start += BATCH) {
      const orders = underWay.slice(start, start + BATCH);
      const held = await channel.held(orders.map(({ device_id }) => device_id));
      const [there, lost] = partition(orders, ({ device_id, execution_id }) => held.get(device_id) === execution_id);
      await firmware.sent(idsOf(there), now(), this.#guard);
      await firmware.notSent(idsOf(lost), this.#guard);
    }
    this.#isUnsure = false;
  }

  async #send(channel: OtaChannel): Promise<number> {
    const { firmware, now, log } = this.#options;
    const orders = await firmware.takeOrders(BATCH, this.#guard);
    if (orders.length === 0) return 0;
    const outcomes = await Promise.allSettled(orders.map((order) => channel.send(order)));
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed !== undefined) {
      this.#isUnsure = true;
      log.warning('some firmware jobs may not have been sent', { error: failed.reason });
    }
    const sent = orders.filter((_, index) => outcomes[index]?.status === 'fulfilled');
    await firmware.sent(idsOf(sent), now(), this.#guard);
    return sent.length;
  }

  async #retract(channel: OtaChannel): Promise<number> {
    const { firmware } = this.#options;
    const orders = await firmware.ordersToRetract(BATCH);
    const outcomes = await Promise.allSettled(orders.map((order) => channel.retract(order)));
    const retracted = orders.filter((_, index) => outcomes[index]?.status === 'fulfilled');
    if (retracted.length > 0) await firmware.retracted(idsOf(retracted), this.#guard);
    return retracted.length;
  }
}

function idsOf(orders: readonly JobOrder[]): string[] {
  return orders.map(({ execution_id }) => execution_id);
}

function partition<Item>(items: readonly Item[], isFirst: (item: Item) => boolean): [Item[], Item[]] {
  return [items.filter(isFirst), items.filter((item) => !isFirst(item))];
}

/** Ends early when the signal aborts. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal, ref: false }).catch(() => {});
}
