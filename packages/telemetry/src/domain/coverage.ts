import type { TimeWindow } from '@nexus/models';
import { type Columns, QUALITIES } from './columns.ts';
import { percentage } from './tidy.ts';

/** A silence longer than this many usual intervals is a gap: one lost reading is not one yet. */
export const GAP_FACTOR = 2.5;

const GOOD = QUALITIES.indexOf('good');
const MISSING = QUALITIES.indexOf('missing');

/** How much of a window a series tells of, and how far that may be trusted. */
interface Coverage {
  /** Received of expected, of the time that has passed; 0 without a reading. */
  readonly coverage_pct: number;
  /** Good of received. */
  readonly good_pct: number;
  readonly received: number;
  readonly good: number;
  readonly left_out: { readonly uncertain?: number; readonly bad?: number; readonly missing?: number };
}

/**
 * Compares the readings of a window with what was due in it.
 *
 * Due is one reading each usual interval, which is the median of the intervals in the window: most devices report
 * regularly, and an outage moves a mean but no median. A device that reports only changes seems to cover less.
 *
 * @param nowMs What lies after it is not due yet.
 * @param seriesIntervalMs The series' mean interval, for a window with fewer than two readings.
 */
export function coverageOf(
  columns: Columns,
  window: TimeWindow,
  nowMs: number,
  seriesIntervalMs: number | undefined,
): Coverage {
  const counts = new Float64Array(QUALITIES.length);
  for (const code of columns.quality) counts[code] = (counts[code] ?? 0) + 1;
  const good = counts[GOOD] ?? 0;
  const received = columns.n - (counts[MISSING] ?? 0);
  const elapsed_ms = Math.min(window.end_ms, Math.max(nowMs, window.start_ms)) - window.start_ms;
  const interval_ms = usualInterval(columns.timestamp_ms) ?? seriesIntervalMs ?? elapsed_ms;
  const expected = interval_ms > 0 ? Math.max(1, Math.round(elapsed_ms / interval_ms)) : received;
  const left_out: Record<string, number> = {};
  for (const [code, quality] of QUALITIES.entries()) {
    const count = counts[code] ?? 0;
    if (code !== GOOD && count > 0) left_out[quality] = count;
  }
  return {
    coverage_pct: percentage(Math.min(received, expected), expected),
    good_pct: percentage(good, received),
    received,
    good,
    left_out,
  };
}

/** The median interval between neighbours, in ms; `undefined` for fewer than two readings. */
export function usualInterval(timestamps: Float64Array): number | undefined {
  if (timestamps.length < 2) return undefined;
  const intervals = new Float64Array(timestamps.length - 1);
  for (let i = 0; i < intervals.length; i += 1) intervals[i] = (timestamps[i + 1] ?? 0) - (timestamps[i] ?? 0);
  intervals.sort();
  return intervals[Math.floor((intervals.length - 1) / 2)];
}

/** The mean interval of a whole series. */
export function meanInterval(series: { first_ms: number; last_ms: number; count: number }): number | undefined {
  return series.count < 2 ? undefined : (series.last_ms - series.first_ms) / (series.count - 1);
}

/** Where no reading was received for longer than `GAP_FACTOR` usual intervals, the window's ends included. */
export function gapsIn(columns: Columns, window: TimeWindow, nowMs: number, seriesIntervalMs?: number): TimeWindow[] {
  const limit_ms = (usualInterval(columns.timestamp_ms) ?? seriesIntervalMs ?? Number.POSITIVE_INFINITY) * GAP_FACTOR;
  const gaps: TimeWindow[] = [];
  let last_ms = window.start_ms;
  const look = (until_ms: number) => {
    if (until_ms - last_ms > limit_ms) gaps.push({ start_ms: last_ms, end_ms: until_ms });
    last_ms = until_ms;
  };
  for (let i = 0; i < columns.n; i += 1) if (columns.quality[i] !== MISSING) look(columns.timestamp_ms[i] ?? 0);
  look(Math.min(window.end_ms, Math.max(nowMs, last_ms)));
  return gaps;
}

export interface ReadingCounts {
  /** All but the missing. */
  readonly received: number;
  readonly good: number;
}

/** The readings within a part of the time that columns span. */
export function countReadings(columns: Columns, { start_ms, end_ms }: TimeWindow): ReadingCounts {
  let received = 0;
  let good = 0;
  for (let i = 0; i < columns.n; i += 1) {
    const at_ms = columns.timestamp_ms[i] ?? 0;
    if (at_ms < start_ms || at_ms >= end_ms || columns.quality[i] === MISSING) continue;
    received += 1;
    if (columns.quality[i] === GOOD) good += 1;
  }
  return { received, good };
}

/** The values of the good readings, in their order. */
export function goodReadings(columns: Columns): { timestamp_ms: Float64Array; value: Float64Array } {
  const timestamp_ms = new Float64Array(columns.n);
  const value = new Float64Array(columns.n);
  let n = 0;
  for (let i = 0; i < columns.n; i += 1) {
    if (columns.quality[i] !== GOOD) continue;
    timestamp_ms[n] = columns.timestamp_ms[i] ?? 0;
    value[n] = columns.value[i] ?? 0;
    n += 1;
  }
  return { timestamp_ms: timestamp_ms.subarray(0, n), value: value.subarray(0, n) };
}
