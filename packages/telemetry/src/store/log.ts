import { NexusError } from '@nexus/models';
import type Database from 'better-sqlite3';
import { type BatchRun, decodeBatch, encodeBatch } from './codec/batch.ts';

export interface LogState {
  /** All of the log up to here is in blocks, too. */
  readonly sealed_seq: number;
  /** Up to where the sealing under way will have got, or got last. */
  readonly until_seq: number;
  /** From which series on it goes on; 0 while there is none. */
  readonly next_series: number;
  /** Changes with everything that is stored otherwise than through the log, such as what was dropped. */
  readonly epoch: number;
}

export interface LogRow {
  readonly seq: number;
  readonly total: number;
  readonly data: Buffer;
}

/** The log of batches, and how far it was worked through. */
export class LogTable {
  readonly #append: Database.Statement<[number, Buffer]>;
  readonly #after: Database.Statement<[number], LogRow>;
  readonly #end: Database.Statement<[], number>;
  readonly #state: Database.Statement<[], LogState>;
  readonly #saveState: Database.Statement<LogState>;
  readonly #trim: Database.Statement<[number, number, number]>;

  constructor(database: Database.Database) {
    this.#append = database.prepare('INSERT INTO log (total, data) VALUES (?, ?)');
    this.#after = database.prepare('SELECT seq, total, data FROM log WHERE seq > ? ORDER BY seq');
    this.#end = database
      .prepare<[], number>("SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'log'), 0)")
      .pluck();
    this.#state = database.prepare('SELECT sealed_seq, until_seq, next_series, epoch FROM log_state');
    this.#saveState = database.prepare(
      `UPDATE log_state SET sealed_seq = @sealed_seq, until_seq = @until_seq, next_series = @next_series,
         epoch = @epoch`,
    );
    this.#trim = database.prepare(
      `DELETE FROM log WHERE seq IN (
         SELECT seq FROM log WHERE seq <= ? AND total <= ? ORDER BY seq LIMIT ?)`,
    );
  }

  /** @returns Its number. */
  append(total: number, runs: readonly BatchRun[]): number {
    return Number(this.#append.run(total, encodeBatch(runs)).lastInsertRowid);
  }

  /** What came after, in order; to be left early where it is enough. */
  after(seq: number): Iterable<LogRow> {
    return this.#after.iterate(seq);
  }

  /** The number of the newest batch, whether it is still there or not. */
  end(): number {
    return this.#end.get() ?? 0;
  }

  state(): LogState {
    const state = this.#state.get();
    if (!state) throw new Error('log_state has no row');
    return state;
  }

  saveState(state: LogState): void {
    this.#saveState.run(state);
  }

  /** Deletes up to `limit` of the oldest batches that end at or before `seq` and `total`. @returns How many. */
  trim(seq: number, total: number, limit: number): number {
    return this.#trim.run(seq, total, limit).changes;
  }
}

/** The runs of a batch. @throws {NexusError} `unavailable` for a damaged one. */
export function runsOf({ data }: LogRow): BatchRun[] {
  try {
    return decodeBatch(data);
  } catch (cause) {
    throw new NexusError('unavailable', 'The telemetry database is damaged: its log cannot be read.', {
      hint: 'It was left as it is: keep a copy and restore the last backup.',
      cause,
    });
  }
}
