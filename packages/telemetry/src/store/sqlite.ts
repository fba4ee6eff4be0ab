import type { TimeWindow } from '@nexus/models';
import { openSqlite, type SqliteFile } from '@nexus/server-kit/sqlite';
import type { Columns } from '../domain/columns.ts';
import { BlockTable } from './blocks.ts';
import { byName, type Series } from './catalogue.ts';
import { Feed } from './feed.ts';
import { Ingestion } from './ingestion.ts';
import { LogTable } from './log.ts';
import { Memory } from './memory.ts';
import { telemetryDatabase } from './database.ts';
import { SeriesReading } from './reading.ts';
import { Retention } from './retention.ts';
import { Sealing } from './sealing.ts';
import {
  type FeedBatch,
  type IngestReport,
  QUALITIES,
  type Reading,
  type SeriesFilter,
  type SeriesInfo,
  type StoreInfo,
  type TelemetryStore,
} from './store.ts';

const CACHE_KIB = 64 * 1024;
/** A block of a day fits, and takes no page of its own. */
const PAGE_BYTES = 16 * 1024;

interface StoreOptions {
  /** Neither creates nor migrates, and refuses every write. */
  readonly readOnly?: boolean;
  /** Readings in the log that are moved into blocks together; by default about 512 a series, and 50,000 at least. */
  readonly sealAfterReadings?: number;
}

/**
 * Opens a telemetry database, creating it and its folders where they are not there; many processes may do so at once.
 *
 * @param path Of the file, or `:memory:`.
 * @throws {NexusError} `not_found` for a missing or empty file that is opened read-only; `unavailable` for a file that
 * is no telemetry database, is damaged, or was made by a newer version.
 */
export async function openTelemetryStore(path: string, options: StoreOptions = {}): Promise<TelemetryStore> {
  const file = await openSqlite({
    ...telemetryDatabase,
    path,
    cacheKib: CACHE_KIB,
    pageBytes: PAGE_BYTES,
    readOnly: options.readOnly ?? false,
  });
  return new SqliteTelemetryStore(file, options.sealAfterReadings);
}

class SqliteTelemetryStore implements TelemetryStore {
  readonly #file: SqliteFile;
  readonly #memory: Memory;
  readonly #ingestion: Ingestion;
  readonly #sealing: Sealing;
  readonly #reading: SeriesReading;
  readonly #retention: Retention;
  readonly #feed: Feed;

  constructor(file: SqliteFile, sealAfterReadings: number | undefined) {
    const log = new LogTable(file.database);
    const blocks = new BlockTable(file.database);
    this.#file = file;
    this.#memory = new Memory(file.database, log);
    this.#ingestion = new Ingestion(file, this.#memory, blocks);
    this.#sealing = new Sealing(file, this.#memory, blocks, log, sealAfterReadings);
    this.#reading = new SeriesReading(file, this.#memory, blocks);
    this.#retention = new Retention(file, this.#memory, log);
    this.#feed = new Feed(file, this.#memory, log);
  }

  async ingest(readings: readonly Reading[]): Promise<IngestReport> {
    const report = await this.#ingestion.ingest(readings);
    if (this.#sealing.isDue()) await this.#sealing.step(2 * readings.length);
    return report;
  }

  async series({ device_ids, metric }: SeriesFilter): Promise<SeriesInfo[]> {
    const found = await this.#select(device_ids, (series) => metric === undefined || series.metric === metric);
    return found.map(({ device_id, metric, unit, first_ms, last_ms, count }) => ({
      device_id,
      metric,
      unit,
      first_ms,
      last_ms,
      count,
    }));
  }

  async latest(device_ids: readonly string[], metrics?: readonly string[]): Promise<Reading[]> {
    const found = await this.#select(device_ids, ({ metric }) => metrics === undefined || metrics.includes(metric));
    return found.map(({ device_id, metric, last_ms, last_value, unit, last_quality }) => ({
      device_id,
      metric,
      timestamp_ms: last_ms,
      value: last_value,
      unit,
      quality: qualityOf(last_quality),
    }));
  }

  range(device_id: string, metric: string, window: TimeWindow): Promise<Columns> {
    return this.#reading.range(device_id, metric, window);
  }

  async before(device_id: string, metric: string, instant_ms: number): Promise<Reading | undefined> {
    const found = await this.#reading.before(device_id, metric, instant_ms);
    const [series] = await this.series({ device_ids: [device_id], metric });
    if (!found || !series) return undefined;
    const value = found.value[0] as number;
    return {
      device_id,
      metric,
      timestamp_ms: found.timestamp_ms[0] as number,
      value: Number.isNaN(value) ? null : value,
      unit: series.unit,
      quality: qualityOf(found.quality[0] as number),
    };
  }

  feed(cursor: number): Promise<FeedBatch> {
    return this.#feed.after(cursor);
  }

  feedEnd(): Promise<number> {
    return this.#feed.end();
  }

  dropBefore(before_ms: number): Promise<number> {
    return this.#retention.dropBefore(before_ms);
  }

  async info(): Promise<StoreInfo> {
    const all = await this.#select(undefined, () => true);
    const first_ms = all.reduce((first, series) => Math.min(first, series.first_ms), Number.POSITIVE_INFINITY);
    const last_ms = all.reduce((last, series) => Math.max(last, series.last_ms), Number.NEGATIVE_INFINITY);
    const fault = this.#sealing.fault?.message;
    return {
      readings: all.reduce((sum, { count }) => sum + count, 0),
      series: all.length,
      ...(all.length === 0 ? {} : { first_ms, last_ms }),
      ...(fault === undefined ? {} : { fault }),
    };
  }

  /** Series with readings, by device and metric. */
  #select(device_ids: readonly string[] | undefined, isWanted: (series: Series) => boolean): Promise<Series[]> {
    return this.#file.look(() => {
      const catalogue = this.#memory.current();
      if (!device_ids) return catalogue.all().filter((series) => series.count > 0 && isWanted(series));
      const found: Series[] = [];
      for (const device_id of new Set(device_ids)) {
        for (const series of catalogue.ofDevice(device_id))
          if (series.count > 0 && isWanted(series)) found.push(series);
      }
      return found.sort(byName);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#file.close();
  }
}

function qualityOf(code: number) {
  return QUALITIES[code] ?? 'bad';
}
