import { setImmediate as yieldToOthers } from 'node:timers/promises';
import type { TimeWindow } from '@nexus/models';
import { openSqlite, type SqliteFile } from '@nexus/server-kit/sqlite';
import type Database from 'better-sqlite3';
import { type Compilable, Kysely, sql, SqliteDialect } from 'kysely';
import { Ingestion } from './ingestion.ts';
import { migrations } from './migrations/index.ts';
import type { Tables } from './schema.ts';
import {
  type Columns,
  type IngestReport,
  QUALITIES,
  type Reading,
  type SeriesFilter,
  type SeriesInfo,
  type StoreInfo,
  type TelemetryStore,
} from './store.ts';

/** `NXT1` in SQLite's header. */
const APPLICATION_ID = 0x4e_58_54_31;
/** A batch touches pages all over the file; 64 MiB of them keep it from reading each again. */
const CACHE_KIB = 64 * 1024;
/** About 15 ms of reading: then others get their turn, however long the range is. */
const ROWS_PER_PAGE = 50_000;

type RangeRow = [timestamp_ms: number, value: number | null, quality: number];

/**
 * Opens a telemetry database, creating it and its folders where they are not there; many processes may do so at once.
 *
 * @param path Of the file, or `:memory:`.
 * @param options `readOnly` neither creates nor migrates, and refuses every write.
 * @throws {NexusError} `not_found` for a missing or empty file that is opened read-only; `unavailable` for a file that
 * is no telemetry database, is damaged, or was made by a newer version.
 */
export async function openTelemetryStore(
  path: string,
  options: { readonly readOnly?: boolean } = {},
): Promise<TelemetryStore> {
  const file = await openSqlite({
    path,
    title: 'telemetry database',
    variable: 'NEXUS_TELEMETRY_DB_PATH',
    applicationId: APPLICATION_ID,
    migrations,
    synchronous: 'NORMAL', // a batch survives the process; a power cut may take the last ones
    cacheKib: CACHE_KIB,
    readOnly: options.readOnly ?? false,
  });
  return new SqliteTelemetryStore(file);
}

class SqliteTelemetryStore implements TelemetryStore {
  readonly #file: SqliteFile;
  readonly #kysely: Kysely<Tables>;
  readonly #ingestion: Ingestion;
  readonly #range: Database.Statement<[string, string, number, number, number], RangeRow>;
  readonly #before: Database.Statement<[string, string, number], Omit<Reading, 'quality'> & { quality: number }>;

  constructor(file: SqliteFile) {
    const { database } = file;
    this.#file = file;
    this.#kysely = new Kysely<Tables>({ dialect: new SqliteDialect({ database }) });
    this.#ingestion = new Ingestion(file);
    this.#range = database
      .prepare<[string, string, number, number, number], RangeRow>(
        `SELECT timestamp_ms, value, quality FROM reading
         WHERE series_id = (SELECT series_id FROM series WHERE device_id = ? AND metric = ?)
           AND timestamp_ms >= ? AND timestamp_ms < ?
         ORDER BY timestamp_ms LIMIT ?`,
      )
      .raw();
    this.#before = database.prepare(
      `SELECT device_id, metric, timestamp_ms, value, unit, quality FROM series JOIN reading USING (series_id)
       WHERE device_id = ? AND metric = ? AND timestamp_ms < ? ORDER BY timestamp_ms DESC LIMIT 1`,
    );
  }

  ingest(readings: readonly Reading[]): Promise<IngestReport> {
    return this.#ingestion.ingest(readings);
  }

  async series({ device_ids, metric }: SeriesFilter): Promise<SeriesInfo[]> {
    let query = this.#kysely
      .selectFrom('series')
      .select(['device_id', 'metric', 'unit', 'first_ms', 'last_ms', 'count'])
      .where('count', '>', 0)
      .orderBy('device_id')
      .orderBy('metric');
    if (device_ids) query = query.where('device_id', 'in', oneOf(device_ids));
    if (metric !== undefined) query = query.where('metric', '=', metric);
    return this.#all(query);
  }

  async latest(device_ids: readonly string[], metrics?: readonly string[]): Promise<Reading[]> {
    let query = this.#kysely
      .selectFrom('series')
      .select(['device_id', 'metric', 'last_ms as timestamp_ms', 'last_value as value', 'unit', 'last_quality'])
      .where('count', '>', 0)
      .where('device_id', 'in', oneOf(device_ids))
      .orderBy('device_id')
      .orderBy('metric');
    if (metrics) query = query.where('metric', 'in', oneOf(metrics));
    const rows = await this.#all(query);
    return rows.map(({ last_quality, ...row }) => ({ ...row, quality: qualityOf(last_quality) }));
  }

  async range(device_id: string, metric: string, { start_ms, end_ms }: TimeWindow): Promise<Columns> {
    const pages: RangeRow[][] = [];
    let from_ms = start_ms;
    for (;;) {
      const page = await this.#file.read(() => this.#range.all(device_id, metric, from_ms, end_ms, ROWS_PER_PAGE));
      pages.push(page);
      const last = page.at(-1);
      if (page.length < ROWS_PER_PAGE || !last) return columnsOf(pages);
      from_ms = last[0] + 1;
      await yieldToOthers();
    }
  }

  async before(device_id: string, metric: string, timestamp_ms: number): Promise<Reading | undefined> {
    const row = await this.#file.read(() => this.#before.get(device_id, metric, timestamp_ms));
    return row && { ...row, quality: qualityOf(row.quality) };
  }

  async info(): Promise<StoreInfo> {
    const totals = this.#kysely
      .selectFrom('series')
      .where('count', '>', 0)
      .select(({ fn }) => [
        fn.coalesce(fn.sum<number>('count'), sql<number>`0`).as('readings'),
        fn.countAll<number>().as('series'),
        fn.min<number | null>('first_ms').as('first_ms'),
        fn.max<number | null>('last_ms').as('last_ms'),
      ]);
    const [row] = await this.#all(totals);
    if (row === undefined) throw new Error('an aggregate without a row');
    const { readings, series, first_ms, last_ms } = row;
    return first_ms === null || last_ms === null ? { readings, series } : { readings, series, first_ms, last_ms };
  }

  #all<Row>(query: Compilable<Row>): Promise<Row[]> {
    const { sql, parameters } = query.compile();
    return this.#file.read(() => this.#file.database.prepare<unknown[], Row>(sql).all(...parameters));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#kysely.destroy();
  }
}

/** One bound value, so that a list of any length is one statement. */
function oneOf(values: readonly string[]) {
  return sql<string>`(SELECT value FROM json_each(${JSON.stringify(values)}))`;
}

function qualityOf(code: number) {
  return QUALITIES[code] ?? 'bad';
}

function columnsOf(pages: readonly RangeRow[][]): Columns {
  const n = pages.reduce((sum, page) => sum + page.length, 0);
  const columns = { n, timestamp_ms: new Float64Array(n), value: new Float64Array(n), quality: new Uint8Array(n) };
  let i = 0;
  for (const page of pages) {
    for (const [timestamp_ms, value, quality] of page) {
      columns.timestamp_ms[i] = timestamp_ms;
      columns.value[i] = value ?? Number.NaN;
      columns.quality[i] = quality;
      i += 1;
    }
  }
  return columns;
}
