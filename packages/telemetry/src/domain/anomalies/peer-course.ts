import type { TimeWindow } from '@nexus/models';
import { type Columns, QUALITIES } from '../columns.ts';

const GOOD = QUALITIES.indexOf('good');
const QUARTER_HOUR_MS = 15 * 60_000;
const HOUR_MS = 3_600_000;
/** In a longer stretch hours are compared, so that courses stay small. */
const LONG_MS = 31 * 86_400_000;

/** The times at which devices are compared. */
export interface PeerGrid {
  readonly start_ms: number;
  readonly bucket_ms: number;
  readonly buckets: number;
}

/** The readings of one series by bucket of a grid; every array has one entry for each. */
export interface PeerCourse {
  /** Of the good readings; NaN where there is none. */
  readonly mean: Float64Array;
  /** How often the value was another than before. */
  readonly changes: Uint32Array;
}

/** Quarter-hours, or hours for more than a month; the first begins at or before the stretch. */
export function peerGrid({ start_ms, end_ms }: TimeWindow): PeerGrid {
  const bucket_ms = end_ms - start_ms > LONG_MS ? HOUR_MS : QUARTER_HOUR_MS;
  const first_ms = Math.floor(start_ms / bucket_ms) * bucket_ms;
  return { start_ms: first_ms, bucket_ms, buckets: Math.ceil((end_ms - first_ms) / bucket_ms) };
}

export function peerCourse(columns: Columns, { start_ms, bucket_ms, buckets }: PeerGrid): PeerCourse {
  const mean = new Float64Array(buckets);
  const changes = new Uint32Array(buckets);
  const counts = new Uint32Array(buckets);
  let before = Number.NaN;
  for (let i = 0; i < columns.n; i += 1) {
    if (columns.quality[i] !== GOOD) continue;
    const bucket = Math.floor(((columns.timestamp_ms[i] ?? 0) - start_ms) / bucket_ms);
    if (bucket < 0 || bucket >= buckets) continue;
    const value = columns.value[i] ?? 0;
    mean[bucket] = (mean[bucket] ?? 0) + value;
    counts[bucket] = (counts[bucket] ?? 0) + 1;
    if (value !== before && !Number.isNaN(before)) changes[bucket] = (changes[bucket] ?? 0) + 1;
    before = value;
  }
  for (let b = 0; b < buckets; b += 1) mean[b] = (mean[b] ?? 0) / (counts[b] ?? 0);
  return { mean, changes };
}
