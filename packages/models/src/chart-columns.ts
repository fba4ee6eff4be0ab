import type { TimeWindow } from './time-window.ts';

/** A reading, or a bucket of readings: then `min` and `max` are its extremes. */
export interface ChartPoint {
  readonly t_ms: number;
  readonly mean: number;
  readonly min: number;
  readonly max: number;
  /** Readings in it. */
  readonly n: number;
}

/** What is drawn at one place of the time axis. */
export interface ChartColumn {
  readonly mean: number;
  readonly min: number;
  readonly max: number;
}

/** A point holds until the next one, unless that comes later than so many usual intervals. */
const GAP_FACTOR = 2.5;

/**
 * Divides a window into columns of equal length; no extreme gets lost, and where nothing is known a column is `undefined`.
 *
 * @param points Ascending, within the window.
 * @param gaps Where no point holds, for who knows better than the points can tell.
 */
export function chartColumns(
  points: readonly ChartPoint[],
  { start_ms, end_ms }: TimeWindow,
  count: number,
  gaps: readonly TimeWindow[] = [],
): (ChartColumn | undefined)[] {
  const columns: { sum: number; n: number; min: number; max: number; isHeld: boolean }[] = [];
  const at = (ms: number) =>
    Math.min(count - 1, Math.max(0, Math.floor(((ms - start_ms) * count) / (end_ms - start_ms))));
  const isGap = (column: number) => {
    const middle_ms = start_ms + ((column + 0.5) * (end_ms - start_ms)) / count;
    return gaps.some((gap) => middle_ms >= gap.start_ms && middle_ms < gap.end_ms);
  };
  const interval_ms = usualInterval(points) ?? end_ms - start_ms;
  for (const [i, { t_ms, mean, min, max, n }] of points.entries()) {
    const next_ms = points[i + 1]?.t_ms ?? end_ms;
    const until_ms = next_ms - t_ms <= GAP_FACTOR * interval_ms ? next_ms : t_ms + interval_ms;
    const from = at(t_ms);
    const column = columns[from];
    if (column && !column.isHeld) {
      column.sum += mean * n;
      column.n += n;
      column.min = Math.min(column.min, min);
      column.max = Math.max(column.max, max);
    } else columns[from] = { sum: mean * n, n, min, max, isHeld: false };
    for (let held = from + 1; held <= at(until_ms - 1); held += 1) {
      if (!isGap(held)) columns[held] = { sum: mean * n, n, min, max, isHeld: true };
    }
  }
  return Array.from({ length: count }, (_, i) => {
    const column = columns[i];
    return column && { mean: column.sum / column.n, min: column.min, max: column.max };
  });
}

function usualInterval(points: readonly ChartPoint[]): number | undefined {
  const intervals = points.slice(1).map(({ t_ms }, i) => t_ms - (points[i]?.t_ms ?? 0));
  return intervals.sort((a, b) => a - b)[Math.floor((intervals.length - 1) / 2)];
}
