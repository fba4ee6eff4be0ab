import type { SqliteFile } from '@nexus/server-kit/sqlite';
import type { Catalogue } from './catalogue.ts';
import { type LogTable, runsOf } from './log.ts';
import type { Memory } from './memory.ts';
import type { FeedBatch, FeedRun } from './store.ts';

/** What is given at a time, in whole batches. */
const READINGS = 20_000;

/** Gives what was stored in the order in which it was. */
export class Feed {
  readonly #file: SqliteFile;
  readonly #memory: Memory;
  readonly #log: LogTable;

  constructor(file: SqliteFile, memory: Memory, log: LogTable) {
    this.#file = file;
    this.#memory = memory;
    this.#log = log;
  }

  end(): Promise<number> {
    return this.#file.look(() => this.#log.end());
  }

  after(cursor: number): Promise<FeedBatch> {
    return this.#file.read(() => {
      const catalogue = this.#memory.current();
      const end = this.#log.end();
      // Of another database, or of one before a backup was restored.
      if (cursor > end) return { cursor: end, missed: true, runs: [] };
      const runs: FeedRun[] = [];
      let [last, n, missed] = [cursor, 0, false];
      for (const row of this.#log.after(cursor)) {
        missed ||= row.seq > last + 1;
        last = row.seq;
        for (const { series_id, columns } of runsOf(row)) {
          runs.push({ ...names(catalogue, series_id), columns });
          n += columns.n;
        }
        if (n >= READINGS) break;
      }
      return last === cursor && cursor < end ? { cursor: end, missed: true, runs } : { cursor: last, missed, runs };
    });
  }
}

function names(catalogue: Catalogue, series_id: number): Omit<FeedRun, 'columns'> {
  const series = catalogue.byId(series_id);
  if (!series) throw new Error(`the log tells of series ${series_id}, which is not there`);
  const { device_id, metric, unit } = series;
  return { device_id, metric, unit };
}
