import type { Quality, TimeWindow } from '@nexus/models';
import type { Columns } from '../domain/columns.ts';

export { type Columns, QUALITIES } from '../domain/columns.ts';

/** One value of one metric of one device at one instant. */
export interface Reading {
  readonly device_id: string;
  readonly metric: string;
  readonly timestamp_ms: number;
  /** `null` exactly when the quality is `missing`. */
  readonly value: number | null;
  /** `''` for a metric without a unit. */
  readonly unit: string;
  readonly quality: Quality;
}

/** All readings of one metric of one device, in one unit. */
export interface SeriesInfo {
  readonly device_id: string;
  readonly metric: string;
  readonly unit: string;
  readonly first_ms: number;
  readonly last_ms: number;
  readonly count: number;
}

export interface RefusedReading {
  /** Position in the batch. */
  readonly index: number;
  readonly reason: string;
}

/** What became of a batch. */
export interface IngestReport {
  /** Stored, those included that replaced another. */
  readonly accepted: number;
  /** Took the place of a reading of the same series and instant, stored before or earlier in the batch. */
  readonly replaced: number;
  /** `samples` holds the first 20. */
  readonly refused: { readonly count: number; readonly samples: readonly RefusedReading[] };
}

/** Readings of one series out of stored batches, ascending. */
export interface FeedRun {
  readonly device_id: string;
  readonly metric: string;
  readonly unit: string;
  readonly columns: Columns;
}

/** What was stored after a cursor. */
export interface FeedBatch {
  /** Give it back to get what comes after. */
  readonly cursor: number;
  /** Whether something was stored after the given cursor that is not kept any more: `range` has it. */
  readonly missed: boolean;
  /** In the order in which they were stored; empty when there is nothing new. */
  readonly runs: readonly FeedRun[];
}

export interface SeriesFilter {
  readonly device_ids?: readonly string[] | undefined;
  readonly metric?: string | undefined;
}

export interface StoreInfo {
  readonly readings: number;
  readonly series: number;
  /** Absent, like `last_ms`, while there is no reading. */
  readonly first_ms?: number;
  readonly last_ms?: number;
  /** Why this process cannot compact what it stored lately; nothing is lost meanwhile, but the file grows. */
  readonly fault?: string;
}

/**
 * Where readings are kept. Device ids and metrics are exact; metrics are named as `resolveMetric` names them.
 *
 * What is asked for and is not there is an empty answer, never an error.
 */
export interface TelemetryStore extends AsyncDisposable {
  /**
   * Stores a batch, whole or not at all; it is durable when this resolves. Batches of about 10,000 are the fastest.
   *
   * Metrics take their canonical name and values the unit of their series. A reading for the same series and instant
   * replaces the stored one, so a batch may be sent again; late readings go where they belong. Values that are no
   * finite number, other wrong types, and units that do not fit are refused and counted, and do not stop the others.
   *
   * @throws {NexusError} `unavailable` when the database stays busy or cannot be written; nothing was stored then.
   */
  ingest(readings: readonly Reading[]): Promise<IngestReport>;
  /** By device id, then metric. */
  series(filter: SeriesFilter): Promise<SeriesInfo[]>;
  /** The newest reading of each series, by device id, then metric. */
  latest(device_ids: readonly string[], metrics?: readonly string[]): Promise<Reading[]>;
  /** Ascending. */
  range(device_id: string, metric: string, window: TimeWindow): Promise<Columns>;
  /** The last reading strictly before an instant. */
  before(device_id: string, metric: string, timestamp_ms: number): Promise<Reading | undefined>;
  /**
   * The next batches after a cursor, a few at once, in the order in which they were stored by whichever process.
   *
   * About the last million readings are kept for it.
   */
  feed(cursor: number): Promise<FeedBatch>;
  /** The cursor after which there is nothing yet. */
  feedEnd(): Promise<number>;
  /**
   * Drops the readings of all UTC days that end before an instant; those that came lately stay until a later call.
   *
   * @returns How many were dropped.
   */
  dropBefore(before_ms: number): Promise<number>;
  info(): Promise<StoreInfo>;
}
