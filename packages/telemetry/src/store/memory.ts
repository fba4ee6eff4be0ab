import type Database from 'better-sqlite3';
import { absorb, Catalogue, newestOf, type Series, type SeriesRow } from './catalogue.ts';
import type { BatchRun } from './codec/batch.ts';
import { type LogTable, runsOf } from './log.ts';

const COLUMNS = 'series_id, device_id, metric, unit, count, first_ms, last_ms, last_value, last_quality, sealed_seq';

/** Counts writes of all stores of this process: what one of them knows is no longer all there is after another's. */
let writes = 0;

/**
 * What a process knows of the file: every series, its newest reading, and the readings that are in no block yet.
 *
 * It is brought up to date before every use, from what other processes added to the log since; after they sealed or
 * dropped readings it is read anew.
 */
export class Memory {
  readonly #database: Database.Database;
  readonly #log: LogTable;
  readonly #dataVersion: Database.Statement<[], number>;
  readonly #rows: Database.Statement<[number], SeriesRow>;
  readonly #save: Database.Statement<SeriesRow>;
  readonly #create: Database.Statement<[string, string, string]>;
  #catalogue = new Catalogue();
  #isLoaded = false;
  #seenVersion = -1;
  /** Up to where the log is in memory. */
  #seq = 0;
  #sealed_seq = 0;
  #epoch = 0;
  /** Set until the callback that runs now has ended: nothing that happens elsewhere can be known of before. */
  #currentAt = -1;
  /** Changes whenever the series are other objects than before. */
  generation = 0;
  /** Readings that are in no block. */
  unsealed = 0;
  /** Readings of the log up to its newest batch. */
  total = 0;

  constructor(database: Database.Database, log: LogTable) {
    this.#database = database;
    this.#log = log;
    this.#dataVersion = database.prepare<[], number>('PRAGMA data_version').pluck();
    this.#rows = database.prepare(`SELECT ${COLUMNS} FROM series WHERE series_id > ?`);
    this.#create = database.prepare('INSERT INTO series (device_id, metric, unit) VALUES (?, ?, ?)');
    this.#save = database.prepare(
      `UPDATE series SET count = @count, first_ms = @first_ms, last_ms = @last_ms, last_value = @last_value,
         last_quality = @last_quality, sealed_seq = @sealed_seq WHERE series_id = @series_id`,
    );
  }

  get seq(): number {
    return this.#seq;
  }

  /** The series as they are now; good until the next `await`. */
  current(): Catalogue {
    // A write must know what was there the instant before it.
    const isCurrent = this.#currentAt === writes && !this.#database.inTransaction;
    if (this.#isLoaded && isCurrent) return this.#catalogue;
    // Before the look: what is written in between is looked at once more.
    const version = this.#dataVersion.get() ?? 0;
    if (!this.#isLoaded || version !== this.#seenVersion) {
      if (this.#database.inTransaction) this.#catchUp();
      else this.#database.transaction(() => this.#catchUp()).deferred();
      this.#seenVersion = version;
    }
    this.#currentAt = writes;
    process.nextTick(() => (this.#currentAt = -1));
    return this.#catalogue;
  }

  /** After a transaction that was rolled back, and whenever another process did what the log does not tell. */
  forget(): void {
    this.#isLoaded = false;
    this.#currentAt = -1;
  }

  /** Within a transaction of a write. */
  create(device_id: string, metric: string, unit: string): Series {
    const series_id = Number(this.#create.run(device_id, metric, unit).lastInsertRowid);
    const nothing = { count: 0, first_ms: null, last_ms: null, last_value: null, last_quality: null };
    return this.#catalogue.add({ series_id, device_id, metric, unit, ...nothing, sealed_seq: this.#seq });
  }

  /** Writes the row of a series whose readings up to now are all in blocks. */
  save({ series_id, device_id, metric, unit, count, first_ms, last_ms, last_value, last_quality }: Series): void {
    const ends = count === 0 ? { first_ms: null, last_ms: null } : { first_ms, last_ms };
    const row = { series_id, device_id, metric, unit, count, ...ends, last_value, last_quality };
    this.#save.run({ ...row, sealed_seq: this.#seq });
  }

  /** Appends a batch, within a transaction of a write. */
  append(runs: readonly BatchRun[]): void {
    const n = runs.reduce((sum, { columns }) => sum + columns.n, 0);
    this.#seq = this.#log.append(this.total + n, runs);
    this.total += n;
    this.#absorb(this.#seq, runs);
  }

  /** What this process has written is no news to it, but to the other stores in it. */
  wrote(): void {
    writes += 1;
  }

  /** This process has sealed all of the log up to here by itself. */
  adoptSealed(seq: number): void {
    this.#sealed_seq = seq;
  }

  /** This process dropped readings of blocks, and told the others so. */
  adoptEpoch(epoch: number): void {
    this.#epoch = epoch;
  }

  /** @param first_ms Of the first reading that is left in a block. */
  shorten(series_id: number, dropped: number, first_ms = Number.POSITIVE_INFINITY): void {
    const series = this.#catalogue.byId(series_id);
    if (!series) return;
    const { run } = series;
    series.count -= dropped;
    series.first_ms = run.n > 0 ? Math.min(first_ms, run.timestamp_ms[0] as number) : first_ms;
    // Otherwise the newest is in a block that is left.
    if (first_ms === Number.POSITIVE_INFINITY) {
      series.last_ms = Number.NEGATIVE_INFINITY;
      if (run.n > 0) Object.assign(series, newestOf(run));
    }
  }

  #catchUp(): void {
    const { sealed_seq, epoch } = this.#log.state();
    if (!this.#isLoaded || sealed_seq !== this.#sealed_seq || epoch !== this.#epoch) {
      this.#catalogue = new Catalogue();
      this.generation += 1;
      this.unsealed = 0;
      this.total = 0;
      this.#seq = sealed_seq;
      this.#sealed_seq = sealed_seq;
      this.#epoch = epoch;
    }
    for (const row of this.#rows.iterate(this.#catalogue.maxId)) this.#catalogue.add(row);
    for (const row of this.#log.after(this.#seq)) {
      this.#seq = row.seq;
      this.total = row.total;
      this.#absorb(row.seq, runsOf(row));
    }
    this.#isLoaded = true;
  }

  #absorb(seq: number, runs: readonly BatchRun[]): void {
    for (const { series_id, fresh, columns } of runs) {
      const series = this.#catalogue.byId(series_id);
      if (!series) throw new Error(`the log tells of series ${series_id}, which is not there`);
      if (seq <= series.sealed_seq) continue;
      const before = series.run.n;
      absorb(series, columns, fresh);
      this.unsealed += series.run.n - before;
    }
  }
}
