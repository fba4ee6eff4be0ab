import type { Baseline } from './state.ts';

/** Readings before a deviation counts. */
const BASELINE_WARM_UP = 50;
/** Weight of a reading once there are many: about the last 200 make the mean. */
const WEIGHT = 0.01;
/** Of the level: a quieter series is not more sensitive. */
const STDDEV_FLOOR = 0.001;
const LEAST_STDDEV = 1e-9;

/**
 * Standard deviations of a value from the exponentially weighted mean of those before it; then it is one of them.
 *
 * @returns `undefined` while too little is known.
 */
export function deviation(baseline: Baseline, value: number): number | undefined {
  const { n, mean, variance } = baseline;
  const floor = Math.max(STDDEV_FLOOR * Math.abs(mean), LEAST_STDDEV);
  const z = n < BASELINE_WARM_UP ? undefined : Math.abs(value - mean) / Math.max(Math.sqrt(variance), floor);
  // The plain mean at first: weighting from the start would take the first reading for the usual.
  const weight = Math.max(WEIGHT, 1 / (n + 1));
  const difference = value - mean;
  baseline.n = n + 1;
  baseline.mean = mean + weight * difference;
  baseline.variance = (1 - weight) * (variance + weight * difference * difference);
  return z;
}
