import { NexusError } from '@nexus/models';
import type { Logger } from './log.ts';

const MAX_SUBSCRIPTIONS = 100;
const INTERVAL_MS = 1_000;

/** Undefined while the resource cannot be read, such as after it was deleted. */
type Version = string | number | undefined;

/**
 * The resources that one connection listens to.
 *
 * Each is asked for its version once a second: that way a change is seen whichever process made it.
 */
export class Subscriptions {
  readonly #versions = new Map<string, Version>();
  readonly #versionOf: (uri: string, signal: AbortSignal) => Promise<string | number>;
  readonly #changed: (uri: string) => Promise<void>;
  readonly #log: Logger;
  readonly #stop = new AbortController();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    versionOf: (uri: string, signal: AbortSignal) => Promise<string | number>,
    changed: (uri: string) => Promise<void>,
    log: Logger,
  ) {
    this.#versionOf = versionOf;
    this.#changed = changed;
    this.#log = log;
  }

  /** @throws what looking at the resource throws, such as `not_found`. */
  async add(uri: string): Promise<void> {
    if (this.#versions.size >= MAX_SUBSCRIPTIONS && !this.#versions.has(uri)) {
      throw new NexusError('limit_exceeded', `At most ${MAX_SUBSCRIPTIONS} subscriptions on one connection.`);
    }
    this.#versions.set(uri, await this.#versionOf(uri, this.#stop.signal));
    this.#schedule();
  }

  remove(uri: string): void {
    this.#versions.delete(uri);
  }

  stop(): void {
    this.#stop.abort();
    clearTimeout(this.#timer);
    this.#versions.clear();
  }

  #schedule(): void {
    if (this.#timer !== undefined || this.#versions.size === 0 || this.#stop.signal.aborted) return;
    this.#timer = setTimeout(() => {
      void this.#lookAtAll().finally(() => {
        this.#timer = undefined;
        this.#schedule();
      });
    }, INTERVAL_MS);
    this.#timer.unref();
  }

  async #lookAtAll(): Promise<void> {
    for (const [uri, before] of this.#versions) {
      const now = await this.#look(uri, before);
      if (now === before || !this.#versions.has(uri)) continue;
      this.#versions.set(uri, now);
      await this.#changed(uri).catch((error: unknown) => this.#log.warning('a change was not sent', { uri, error }));
    }
  }

  /** Going away is a change as well; it is logged once, not once a second. */
  async #look(uri: string, before: Version): Promise<Version> {
    try {
      return await this.#versionOf(uri, this.#stop.signal);
    } catch (error) {
      if (this.#stop.signal.aborted) return before;
      if (before !== undefined) this.#log.warning('a subscribed resource cannot be read any more', { uri, error });
      return undefined;
    }
  }
}
