import type { Columns } from '../domain/columns.ts';
import { Run } from './run.ts';
import type { SeriesInfo } from './store.ts';

/** A series as its row in the database tells it; without a reading the ends are absent. */
export interface SeriesRow {
  readonly series_id: number;
  readonly device_id: string;
  readonly metric: string;
  readonly unit: string;
  readonly count: number;
  readonly first_ms: number | null;
  readonly last_ms: number | null;
  readonly last_value: number | null;
  readonly last_quality: number | null;
  /** The row and the blocks hold what the log has up to here. */
  readonly sealed_seq: number;
}

/** A series with all that is stored of it. */
export interface Series extends SeriesInfo {
  readonly series_id: number;
  count: number;
  /** Without a reading the ends are infinite. */
  first_ms: number;
  last_ms: number;
  last_value: number | null;
  last_quality: number;
  sealed_seq: number;
  /** What the log has and no block yet. */
  readonly run: Run;
}

/** All series by their names and numbers. */
export class Catalogue {
  readonly #byId = new Map<number, Series>();
  readonly #byDevice = new Map<string, Map<string, Series>>();
  #ordered: Series[] | undefined;
  /** The greatest number of a series. */
  maxId = 0;

  get size(): number {
    return this.#byId.size;
  }

  add(row: SeriesRow): Series {
    const { first_ms, last_ms, last_quality } = row;
    const series: Series = {
      ...row,
      first_ms: first_ms ?? Number.POSITIVE_INFINITY,
      last_ms: last_ms ?? Number.NEGATIVE_INFINITY,
      last_quality: last_quality ?? 0,
      run: new Run(),
    };
    this.#byId.set(row.series_id, series);
    const ofDevice = this.#byDevice.get(row.device_id) ?? new Map<string, Series>();
    this.#byDevice.set(row.device_id, ofDevice.set(row.metric, series));
    this.#ordered = undefined;
    this.maxId = Math.max(this.maxId, row.series_id);
    return series;
  }

  byId(series_id: number): Series | undefined {
    return this.#byId.get(series_id);
  }

  find(device_id: string, metric: string): Series | undefined {
    return this.#byDevice.get(device_id)?.get(metric);
  }

  /** In no order. */
  ofDevice(device_id: string): Iterable<Series> {
    return this.#byDevice.get(device_id)?.values() ?? [];
  }

  /** By device and metric. */
  all(): readonly Series[] {
    return (this.#ordered ??= [...this.#byId.values()].sort(byName));
  }
}

export function byName(a: SeriesInfo, b: SeriesInfo): number {
  return compare(a.device_id, b.device_id) || compare(a.metric, b.metric);
}

/** Adds readings that were stored, `fresh` of them at instants of which nothing was. */
export function absorb(series: Series, columns: Columns, fresh: number): void {
  const newest = newestOf(columns);
  series.count += fresh;
  series.first_ms = Math.min(series.first_ms, columns.timestamp_ms[0] as number);
  if (newest.last_ms >= series.last_ms) {
    series.last_ms = newest.last_ms;
    series.last_value = newest.last_value;
    series.last_quality = newest.last_quality;
  }
  series.run.take(columns);
}

/** The last reading of columns that have one. */
export function newestOf({
  n,
  timestamp_ms,
  value,
  quality,
}: Columns): Pick<Series, 'last_ms' | 'last_value' | 'last_quality'> {
  const last_value = value[n - 1] as number;
  return {
    last_ms: timestamp_ms[n - 1] as number,
    last_value: Number.isNaN(last_value) ? null : last_value,
    last_quality: quality[n - 1] as number,
  };
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
