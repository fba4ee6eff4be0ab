import { setImmediate as yieldToOthers } from 'node:timers/promises';
import type { SqliteFile } from '@nexus/server-kit/sqlite';
import type Database from 'better-sqlite3';
import { blockId, dayOf, seriesOf } from './blocks.ts';
import type { SeriesRow } from './catalogue.ts';
import type { LogTable } from './log.ts';
import type { Memory } from './memory.ts';

/** A few milliseconds of work: ingest waits no longer than that. */
const BLOCKS_PER_STEP = 200;

interface DroppedRow {
  readonly block_id: number;
  readonly n: number;
}

/** Drops whole days of blocks, the oldest first. */
export class Retention {
  readonly #file: SqliteFile;
  readonly #memory: Memory;
  readonly #log: LogTable;
  readonly #oldest: Database.Statement<[number, number], DroppedRow>;
  readonly #drop: Database.Statement<[number]>;
  readonly #firstOf: Database.Statement<[number, number], number>;
  readonly #row: Database.Statement<[number], Pick<SeriesRow, 'count' | 'last_ms'>>;
  readonly #save: Database.Statement<[number, number, number]>;
  readonly #empty: Database.Statement<[number]>;

  constructor(file: SqliteFile, memory: Memory, log: LogTable) {
    this.#file = file;
    this.#memory = memory;
    this.#log = log;
    const { database } = file;
    this.#oldest = database.prepare('SELECT block_id, n FROM block WHERE block_id < ? ORDER BY block_id LIMIT ?');
    this.#drop = database.prepare('DELETE FROM block WHERE block_id <= ?');
    this.#firstOf = database
      .prepare<[number, number], number>(
        'SELECT first_ms FROM block WHERE block_id >= ? AND block_id < ? ORDER BY block_id LIMIT 1',
      )
      .pluck();
    this.#row = database.prepare('SELECT count, last_ms FROM series WHERE series_id = ?');
    this.#save = database.prepare('UPDATE series SET count = ?, first_ms = ? WHERE series_id = ?');
    this.#empty = database.prepare(
      `UPDATE series SET count = 0, first_ms = NULL, last_ms = NULL, last_value = NULL, last_quality = NULL
       WHERE series_id = ?`,
    );
  }

  /** @returns How many readings were dropped. */
  async dropBefore(before_ms: number): Promise<number> {
    const end = blockId(dayOf(before_ms), 0);
    let dropped = 0;
    for (;;) {
      const step = await this.#file.write(
        () => this.#step(end),
        () => this.#memory.forget(),
      );
      this.#memory.wrote();
      dropped += step.readings;
      if (step.blocks < BLOCKS_PER_STEP) return dropped;
      await yieldToOthers();
    }
  }

  /** One transaction. */
  #step(end: number): { blocks: number; readings: number } {
    this.#memory.current();
    const rows = this.#oldest.all(end, BLOCKS_PER_STEP);
    const newest = rows.at(-1);
    if (!newest) return { blocks: 0, readings: 0 };
    this.#drop.run(newest.block_id);
    const bySeries = new Map<number, number>();
    for (const { block_id, n } of rows) {
      bySeries.set(seriesOf(block_id), (bySeries.get(seriesOf(block_id)) ?? 0) + n);
    }
    const day = Math.floor(newest.block_id / blockId(1, 0));
    for (const [series_id, n] of bySeries) this.#shorten(series_id, n, day);
    const state = this.#log.state();
    this.#log.saveState({ ...state, epoch: state.epoch + 1 });
    this.#memory.adoptEpoch(state.epoch + 1);
    return { blocks: rows.length, readings: rows.reduce((sum, { n }) => sum + n, 0) };
  }

  /** Takes `n` readings of before or on `day` off a series. */
  #shorten(series_id: number, n: number, day: number): void {
    const row = this.#row.get(series_id);
    const lastDay = row?.last_ms == null ? -1 : dayOf(row.last_ms);
    let first_ms: number | undefined;
    for (let d = day; d <= lastDay && first_ms === undefined; d += 1) {
      first_ms = this.#firstOf.get(blockId(d, series_id), blockId(d, series_id + 1));
    }
    if (row && first_ms !== undefined) this.#save.run(row.count - n, first_ms, series_id);
    else this.#empty.run(series_id);
    this.#memory.shorten(series_id, n, first_ms);
  }
}
