export interface Distribution {
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly median: number;
  /** Of a sample (n − 1); absent for a single value. */
  readonly stddev?: number;
  readonly p05: number;
  readonly p95: number;
}

/**
 * Describes a sample; percentiles by linear interpolation between the closest ranks.
 *
 * @returns `undefined` for no value.
 * @see Hyndman and Fan (1996), definition 7, which NumPy, R and Excel's PERCENTILE.INC use by default.
 */
export function distributionOf(values: Float64Array): Distribution | undefined {
  const sorted = Float64Array.from(values).sort();
  const n = sorted.length;
  const min = sorted[0];
  const max = sorted[n - 1];
  if (min === undefined || max === undefined) return undefined;
  // From the smallest on, so that a small spread around a large level keeps its digits.
  let sum = 0;
  for (const value of sorted) sum += value - min;
  const mean = min + sum / n;
  let squares = 0;
  for (const value of sorted) squares += (value - mean) ** 2;
  return {
    min,
    max,
    mean,
    median: percentile(sorted, 0.5),
    ...(n > 1 ? { stddev: Math.sqrt(squares / (n - 1)) } : {}),
    p05: percentile(sorted, 0.05),
    p95: percentile(sorted, 0.95),
  };
}

/** @param sorted Ascending, at least one value. @param share 0 to 1. */
export function percentile(sorted: Float64Array, share: number): number {
  const rank = share * (sorted.length - 1);
  const below = sorted[Math.floor(rank)] ?? Number.NaN;
  const above = sorted[Math.ceil(rank)] ?? below;
  return below + (above - below) * (rank - Math.floor(rank));
}
