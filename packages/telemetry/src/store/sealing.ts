import { NexusError } from '@nexus/models';
import type { SqliteFile } from '@nexus/server-kit/sqlite';
import type { BlockTable } from './blocks.ts';
import type { Series } from './catalogue.ts';
import type { LogState, LogTable } from './log.ts';
import type { Memory } from './memory.ts';

/** A block is written anew with every sealing of its day, so each should bring a good part of one. */
const READINGS_PER_SERIES = 512;
const LEAST_READINGS = 50_000;
/** What a process reads into memory at its start. */
const MOST_READINGS = 2_000_000;
/** The log keeps these for those who follow it, though they are in blocks. */
const FED_READINGS = 1_000_000;
const LEAST_STEP = 2_000;
const BATCHES_PER_TRIM = 500;

/**
 * Moves what is in the log into blocks, in small steps of one transaction, each after a batch was stored.
 *
 * A sealing goes through the series in the order of their numbers; how far it has got is in the database, so any process
 * goes on with it. One that stops half-way harms nothing: what is both in the log and in a block is the same.
 */
export class Sealing {
  readonly #file: SqliteFile;
  readonly #memory: Memory;
  readonly #blocks: BlockTable;
  readonly #log: LogTable;
  readonly #after: number | undefined;
  readonly #sealed: Series[] = [];
  /** Where this process left a sealing of which it did every step. */
  #own: Pick<LogState, 'until_seq' | 'next_series'> | undefined;
  #trimsUntil = 0;
  /** Why the last step failed. */
  fault: NexusError | undefined;

  /** @param after Readings that make a sealing due, whatever the number of series. */
  constructor(file: SqliteFile, memory: Memory, blocks: BlockTable, log: LogTable, after?: number) {
    this.#after = after;
    this.#file = file;
    this.#memory = memory;
    this.#blocks = blocks;
    this.#log = log;
  }

  /** Whether there is something to do for `step`. */
  isDue(): boolean {
    return this.#own !== undefined || this.#trimsUntil > 0 || this.#memory.unsealed >= this.#target();
  }

  /**
   * Where it fails the log stays as it is, and is moved by a later step: what was stored is stored.
   *
   * @param readings About how many to move; a step after each batch keeps pace with twice its readings.
   */
  async step(readings: number): Promise<void> {
    try {
      await this.#step(readings);
      this.fault = undefined;
    } catch (error) {
      if (!NexusError.is(error)) throw error;
      this.fault = error;
    }
  }

  async #step(readings: number): Promise<void> {
    if (this.#own === undefined && this.#memory.unsealed < this.#target()) {
      await this.#trim();
      return;
    }
    await this.#file.write(
      () => this.#seal(Math.max(Math.min(LEAST_STEP, this.#target()), readings)),
      () => this.#forget(),
    );
    for (const series of this.#sealed) {
      this.#memory.unsealed -= series.run.n;
      series.run.clear();
      series.sealed_seq = this.#memory.seq;
    }
    this.#sealed.length = 0;
    this.#memory.wrote();
  }

  #target(): number {
    if (this.#after !== undefined) return this.#after;
    const { size } = this.#memory.current();
    return Math.min(MOST_READINGS, Math.max(LEAST_READINGS, size * READINGS_PER_SERIES));
  }

  #seal(readings: number): void {
    this.#sealed.length = 0;
    const catalogue = this.#memory.current();
    const state = this.#log.state();
    const isNew = state.next_series === 0;
    // Another process may have done it all meanwhile.
    if (isNew && this.#memory.unsealed < this.#target()) {
      this.#own = undefined;
      return;
    }
    const until_seq = isNew ? this.#memory.seq : state.until_seq;
    const isOwn = isNew || (this.#own?.until_seq === until_seq && this.#own.next_series === state.next_series);
    let next = isNew ? 1 : state.next_series;
    let moved = 0;
    for (; next <= catalogue.maxId && moved < readings; next += 1) {
      const series = catalogue.byId(next);
      if (!series || series.run.n === 0) continue;
      this.#blocks.put(next, series.run);
      this.#memory.save(series);
      this.#sealed.push(series);
      moved += series.run.n;
    }
    if (next <= catalogue.maxId) {
      this.#log.saveState({ ...state, until_seq, next_series: next });
      this.#own = isOwn ? { until_seq, next_series: next } : undefined;
      return;
    }
    this.#log.saveState({ ...state, sealed_seq: until_seq, until_seq, next_series: 0 });
    this.#own = undefined;
    this.#trimsUntil = until_seq;
    // Series that another process sealed are still in this memory.
    if (isOwn) this.#memory.adoptSealed(until_seq);
    else this.#memory.forget();
  }

  async #trim(): Promise<void> {
    const trimmed = await this.#file.write(() =>
      this.#log.trim(this.#trimsUntil, this.#memory.total - FED_READINGS, BATCHES_PER_TRIM),
    );
    this.#memory.wrote();
    if (trimmed < BATCHES_PER_TRIM) this.#trimsUntil = 0;
  }

  #forget(): void {
    this.#sealed.length = 0;
    this.#own = undefined;
    this.#memory.forget();
  }
}
