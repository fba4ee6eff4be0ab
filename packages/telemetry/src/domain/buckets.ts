import type { BuildingTime, TimeWindow } from '@nexus/models';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** A length that people know, which begins where their clocks and calendars do. */
interface BucketLength {
  readonly label: string;
  /** In ms, or a unit of the calendar: a day of the building may have 23 or 25 hours. */
  readonly length: number | 'day' | 'week' | 'month';
}

const LENGTHS: readonly BucketLength[] = [
  { label: '1 min', length: MINUTE_MS },
  { label: '5 min', length: 5 * MINUTE_MS },
  { label: '10 min', length: 10 * MINUTE_MS },
  { label: '15 min', length: 15 * MINUTE_MS },
  { label: '30 min', length: 30 * MINUTE_MS },
  { label: '1 h', length: HOUR_MS },
  { label: '2 h', length: 2 * HOUR_MS },
  { label: '3 h', length: 3 * HOUR_MS },
  { label: '6 h', length: 6 * HOUR_MS },
  { label: '12 h', length: 12 * HOUR_MS },
  { label: '1 d', length: 'day' },
  { label: '7 d', length: 'week' },
  { label: '1 month', length: 'month' },
];

interface Bucket {
  readonly start_ms: number;
  readonly mean: number;
  readonly min: number;
  readonly max: number;
  readonly n: number;
}

/**
 * Puts values into buckets of the shortest length that makes at most `limit` of them; a bucket without a value is none.
 *
 * @param timestamps Ascending.
 * @returns `undefined` when even months are too many.
 */
export function bucketsWithin(
  limit: number,
  timestamps: Float64Array,
  values: Float64Array,
  time: BuildingTime,
): { length: BucketLength; buckets: Bucket[] } | undefined {
  for (const length of LENGTHS) {
    const buckets = bucketize(limit, timestamps, values, length, time);
    if (buckets) return { length, buckets };
  }
  return undefined;
}

/** @returns `undefined` as soon as there are more than `limit`. */
function bucketize(
  limit: number,
  timestamps: Float64Array,
  values: Float64Array,
  length: BucketLength,
  time: BuildingTime,
): Bucket[] | undefined {
  const buckets: Bucket[] = [];
  let from = 0;
  while (from < timestamps.length) {
    if (buckets.length === limit) return undefined;
    const bounds = bucketAt(timestamps[from] ?? 0, length, time);
    let sum = 0;
    let min = Number.POSITIVE_INFINITY;
    let max = Number.NEGATIVE_INFINITY;
    let to = from;
    for (; to < timestamps.length && (timestamps[to] ?? 0) < bounds.end_ms; to += 1) {
      const value = values[to] ?? 0;
      sum += value;
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
    buckets.push({ start_ms: bounds.start_ms, mean: sum / (to - from), min, max, n: to - from });
    from = to;
  }
  return buckets;
}

/** Within a day buckets are counted from local midnight, and the last one ends with the day. */
function bucketAt(ms: number, { length }: BucketLength, time: BuildingTime): TimeWindow {
  const unit = typeof length === 'number' ? 'day' : length;
  const start_ms = time.startOf(unit, ms);
  const end_ms = time.next(unit, ms);
  if (typeof length !== 'number') return { start_ms, end_ms };
  const bucket_ms = start_ms + Math.floor((ms - start_ms) / length) * length;
  return { start_ms: bucket_ms, end_ms: Math.min(end_ms, bucket_ms + length) };
}
