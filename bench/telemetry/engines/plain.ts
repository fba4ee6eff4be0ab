import { join } from 'node:path';
import { QUALITIES, type Reading } from '@nexus/telemetry/store';
import Database from 'better-sqlite3';
import { type Generated, Kysely, sql, SqliteDialect } from 'kysely';
import { type Batch, DAY_MS, METRICS_PER_DEVICE, readingsOf, type SeriesName, seriesNames } from '../building.ts';
import { type Answering, type Engine, type Newest, OUTLIER_DEVICES, type Points } from './engine.ts';
import { medianOf, outliersOf } from './figures.ts';

interface Row {
  readonly device_id: string;
  readonly metric: string;
  readonly timestamp: string;
  readonly value: number | null;
  readonly unit: string;
  readonly quality: string;
}

interface Tables {
  readonly reading: Row & { readonly id: Generated<number> };
}

const COLUMNS = ['device_id', 'metric', 'timestamp', 'value', 'unit', 'quality'] as const;
const ROWS_PER_INSERT = 1_000;
const ROWS_PER_FILL = 50;

/** What most projects begin with: text columns, ISO times, one row a reading, one composite index; WAL, NORMAL, 64 MiB. */
export class Plain implements Engine, Answering, Newest {
  readonly name = 'plain layout';
  readonly database: Database.Database;
  readonly #kysely: Kysely<Tables>;
  readonly #names;
  readonly #end_ms: number;
  readonly #fill: Database.Statement;
  readonly #newest: Database.Statement<[string, string], { timestamp: string; value: number | null }>;

  constructor(folder: string, series: number, end_ms = 0) {
    this.database = new Database(join(folder, 'plain.db'));
    this.database.pragma('journal_mode = WAL');
    this.database.pragma('synchronous = NORMAL');
    this.database.pragma('cache_size = -65536');
    this.database.exec(
      `CREATE TABLE IF NOT EXISTS reading (id INTEGER PRIMARY KEY AUTOINCREMENT, device_id TEXT NOT NULL,
       metric TEXT NOT NULL, timestamp TEXT NOT NULL, value REAL, unit TEXT NOT NULL, quality TEXT NOT NULL)`,
    );
    this.#kysely = new Kysely<Tables>({ dialect: new SqliteDialect({ database: this.database }) });
    this.#names = seriesNames(series);
    this.#end_ms = end_ms;
    this.#fill = this.database.prepare(fillStatement(ROWS_PER_FILL));
    this.#newest = this.database.prepare(
      `SELECT device_id, metric, timestamp, value, unit, quality FROM reading WHERE device_id = ? AND metric = ?
       ORDER BY timestamp DESC LIMIT 1`,
    );
  }

  index(): void {
    this.database.exec('CREATE INDEX IF NOT EXISTS reading_series ON reading (device_id, metric, timestamp)');
  }

  /** By the query builder, 1,000 rows a statement, one transaction a batch. */
  ingest(batch: Batch) {
    const rows = this.#rows(batch);
    return () =>
      this.#kysely.transaction().execute(async (transaction) => {
        for (let from = 0; from < rows.length; from += ROWS_PER_INSERT) {
          const part = rows.slice(from, from + ROWS_PER_INSERT);
          await transaction.insertInto('reading').values(part).execute();
        }
      });
  }

  /** The same rows, as fast as SQLite takes them; for filling only. */
  fill({ n, series, timestamp_ms, value, quality }: Batch): void {
    this.database.transaction(() => {
      for (let from = 0; from < n; from += ROWS_PER_FILL) {
        const end = Math.min(n, from + ROWS_PER_FILL);
        const values: (string | number | null)[] = [];
        for (let i = from; i < end; i += 1) {
          const { device_id, metric, unit } = this.#name(series[i] ?? 0);
          const each = value[i] ?? Number.NaN;
          const text = QUALITIES[quality[i] ?? 0] ?? 'good';
          values.push(device_id, metric, isoOf(timestamp_ms[i] ?? 0), Number.isNaN(each) ? null : each, unit, text);
        }
        (end - from === ROWS_PER_FILL ? this.#fill : this.database.prepare(fillStatement(end - from))).run(values);
      }
    })();
  }

  async day(series: number) {
    return this.#last(series, DAY_MS);
  }

  async hourly(series: number) {
    const hour = sql<string>`substr(timestamp, 1, 13)`;
    const rows = await this.#select(series, 30 * DAY_MS)
      .where('value', 'is not', null)
      .select(({ fn }) => [
        hour.as('hour'),
        fn.avg<number>('value').as('mean'),
        fn.min<number>('value').as('min'),
        fn.max<number>('value').as('max'),
      ])
      .groupBy(hour)
      .orderBy('hour')
      .execute();
    return rows.map(({ hour, mean, min, max }) => ({ hour_ms: Date.parse(`${hour}:00:00Z`), mean, min, max }));
  }

  async weekMedian(series: number) {
    return medianOf(await this.#last(series, 7 * DAY_MS));
  }

  async outliers(firstDevice: number) {
    const first = firstDevice * METRICS_PER_DEVICE;
    let count = 0;
    for (let series = first; series < first + OUTLIER_DEVICES * METRICS_PER_DEVICE; series += 1) {
      count += outliersOf(await this.#last(series, DAY_MS));
    }
    return count;
  }

  /** One look-up of the index for each series, prepared once: the best that this layout can do. */
  async newest(devices: readonly string[]) {
    const metrics = this.#names.slice(0, METRICS_PER_DEVICE).map(({ metric }) => metric);
    return devices
      .flatMap((device) => metrics.toSorted().map((metric) => this.#newest.get(device, metric)))
      .filter((row) => row !== undefined)
      .map(({ timestamp, value }) => ({ timestamp_ms: Date.parse(timestamp), value }));
  }

  #name(series: number): SeriesName {
    return this.#names[series] ?? { device_id: '', metric: '', unit: '' };
  }

  #select(series: number, span_ms: number) {
    const { device_id, metric } = this.#name(series);
    return this.#kysely
      .selectFrom('reading')
      .where('device_id', '=', device_id)
      .where('metric', '=', metric)
      .where('timestamp', '>=', isoOf(this.#end_ms - span_ms))
      .where('timestamp', '<', isoOf(this.#end_ms));
  }

  async #last(series: number, span_ms: number): Promise<Points> {
    const rows = await this.#select(series, span_ms).selectAll().orderBy('timestamp').execute();
    return {
      n: rows.length,
      timestamp_ms: (i) => Date.parse(rows[i]?.timestamp ?? ''),
      value: (i) => rows[i]?.value ?? Number.NaN,
    };
  }

  #rows(batch: Batch): Row[] {
    return readingsOf(batch, this.#names).map(rowOf);
  }

  async [Symbol.asyncDispose]() {
    await this.#kysely.destroy();
  }
}

function rowOf({ timestamp_ms, ...reading }: Reading): Row {
  return { ...reading, timestamp: isoOf(timestamp_ms) };
}

function isoOf(timestamp_ms: number): string {
  return new Date(timestamp_ms).toISOString();
}

function fillStatement(rows: number): string {
  const row = `(${COLUMNS.map(() => '?').join(', ')})`;
  return `INSERT INTO reading (${COLUMNS.join(', ')}) VALUES ${Array.from({ length: rows }, () => row).join(', ')}`;
}
