import { setImmediate as turnOfOthers } from 'node:timers/promises';
import { NexusError } from '@nexus/models';
import type { RefusedReading, TelemetryStore } from '../store/index.ts';
import type { IntakeLedger } from '../store/intake-ledger.ts';
import { refusalsAmong } from '../store/refusals.ts';
import { Batch, sizeOf } from './batch.ts';
import type { Delivery, Intake, Origin } from './delivery.ts';
import type { DeviceSightings } from './device-sightings.ts';
import type { IntakeTally } from './intake-tally.ts';

/** What the store is fastest with. */
const MAX_BATCH = 10_000;
/** Some 20 MB, a fifth of a second of the fastest source. */
const MAX_PENDING = 100_000;
/** A clock that is further ahead is wrong, and its readings would stay the newest ones until that time has come. */
const MAX_AHEAD_MS = 60 * 60_000;
const AHEAD = 'its time is more than an hour ahead of this clock';

export interface IntakeParts {
  readonly store: TelemetryStore;
  readonly ledger: IntakeLedger;
  readonly tally: IntakeTally;
  readonly sightings: DeviceSightings;
  readonly nowMs: () => number;
}

/** What arrives in one turn of the event loop is one transaction; while one runs, the next gathers. */
export class QueuedIntake implements Intake, AsyncDisposable {
  readonly #parts: IntakeParts;
  readonly #queue: Batch[] = [];
  /** The last batch of an origin in the queue, as long as it has room. */
  readonly #open = new Map<Origin, Batch>();
  #pending = 0;
  #running: Promise<void> | undefined;
  #waiting: (() => void)[] = [];
  #isClosed = false;

  constructor(parts: IntakeParts) {
    this.#parts = parts;
  }

  get isFull(): boolean {
    return this.#pending >= MAX_PENDING;
  }

  whenRoomy(): Promise<void> {
    return this.isFull ? new Promise((resolve) => this.#waiting.push(resolve)) : Promise.resolve();
  }

  /** Not async: hundreds of thousands of calls a second share the promises of their batches. */
  put(delivery: Delivery): Promise<void> {
    if (this.#isClosed || this.isFull) {
      const message = this.#isClosed
        ? 'The server is stopping.'
        : `${this.#pending} readings wait to be stored already.`;
      return Promise.reject(new NexusError('unavailable', message, { hint: 'Send it again later.' }));
    }
    const size = sizeOf(delivery);
    let batch = this.#open.get(delivery.origin);
    if (batch === undefined || batch.size + size > MAX_BATCH) {
      batch = new Batch(delivery.origin);
      this.#open.set(delivery.origin, batch);
      this.#queue.push(batch);
    }
    batch.add(delivery, size);
    this.#pending += size;
    this.#running ??= this.#run();
    return batch.settled;
  }

  async #run(): Promise<void> {
    for (;;) {
      await turnOfOthers();
      const batch = this.#queue.shift();
      if (batch === undefined) break;
      if (this.#open.get(batch.origin) === batch) this.#open.delete(batch.origin);
      await this.#commit(batch);
      this.#pending -= batch.size;
      if (this.#pending <= MAX_PENDING / 2) for (const go of this.#waiting.splice(0)) go();
    }
    this.#running = undefined;
  }

  async #commit(batch: Batch): Promise<void> {
    const { ledger, tally, sightings, nowMs } = this.#parts;
    const now_ms = nowMs();
    try {
      const { accepted, replaced, refused } = await this.#store(batch, now_ms + MAX_AHEAD_MS);
      const rejected = batch.rejected(refused);
      await ledger.bury(rejected, now_ms);
      const { origin, deliveries } = batch;
      tally.count(origin, {
        messages: deliveries.length,
        accepted,
        replaced,
        rejected: rejected.length,
        last_ms: now_ms,
      });
      tally.recover(origin);
      sightings.note(batch, new Set(refused.map(({ index }) => index)), now_ms);
      batch.resolve();
    } catch (error) {
      tally.fail(batch.origin, error, now_ms);
      batch.reject(error);
    }
  }

  async #store({ readings }: Batch, latest_ms: number) {
    const { store } = this.#parts;
    const ahead: RefusedReading[] = [];
    for (let index = 0; index < readings.length; index += 1) {
      if ((readings[index]?.timestamp_ms ?? 0) > latest_ms) ahead.push({ index, reason: AHEAD });
    }
    const isAhead = new Set(ahead.map(({ index }) => index));
    const given = ahead.length === 0 ? readings : readings.filter((_, index) => !isAhead.has(index));
    if (given.length === 0) return { accepted: 0, replaced: 0, refused: ahead };
    const { accepted, replaced, refused } = await store.ingest(given);
    const named = refused.count > refused.samples.length ? await refusalsAmong(store, given) : refused.samples;
    if (ahead.length === 0) return { accepted, replaced, refused: named };
    const indexes = [...readings.keys()].filter((index) => !isAhead.has(index));
    return {
      accepted,
      replaced,
      refused: [...ahead, ...named.map(({ index, reason }) => ({ index: indexes[index] ?? 0, reason }))],
    };
  }

  /** Stores what was put before, and takes no more. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    await this.#running;
  }
}
