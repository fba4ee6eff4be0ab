import type { TimeWindow } from '@nexus/models';
import { countReadings, goodReadings, type ReadingCounts } from '../domain/coverage.ts';
import { type ConsumptionInterval, countConsumption, type CounterEvent } from '../domain/energy-counter.ts';
import type { MeterUse } from '../domain/energy-summary.ts';
import { loadProfile, totalOf } from '../domain/load-profile.ts';
import type { SeriesInfo, TelemetryStore } from '../store/index.ts';

const FIRST_REACH_MS = 2 * 3_600_000;
const ENOUGH_READINGS = 8;
/** Of a window, so much must be known for a comparison. */
const COMPARABLE_SHARE = 0.95;

interface MeterPeriod {
  readonly window: TimeWindow;
  readonly previous: TimeWindow;
  /** Of the window. */
  readonly hours: readonly TimeWindow[];
}

export interface MeterReport extends MeterUse {
  readonly events: readonly CounterEvent[];
  /** Of the window. */
  readonly readings: ReadingCounts;
}

/** What a meter counted in a window and in the one before, and what was noticed in the window. */
export async function meterUse(
  telemetry: TelemetryStore,
  series: SeriesInfo,
  { window, previous, hours }: MeterPeriod,
): Promise<MeterReport> {
  // The ends are judged by what lies around them, and a gap over an end only by its other side.
  const start_ms = await reach(telemetry, series, previous.start_ms, -1);
  const end_ms = await reach(telemetry, series, window.end_ms, 1);
  const columns = await telemetry.range(series.device_id, series.metric, { start_ms, end_ms });
  const readings = goodReadings(columns);
  const { intervals, events } = countConsumption(readings.timestamp_ms, readings.value);
  return {
    profile: loadProfile(intervals, hours),
    ...(isComparable(intervals, previous) ? { previous_kwh: totalOf(loadProfile(intervals, [previous]).kwh) } : {}),
    isComparable: isComparable(intervals, window),
    events: events.filter(({ at_ms }) => at_ms >= window.start_ms && at_ms < window.end_ms),
    readings: countReadings(columns, window),
  };
}

/** A gap within a window leaves its sum known; of one over an end, the part that belongs to the window is a guess. */
function isComparable(intervals: readonly ConsumptionInterval[], { start_ms, end_ms }: TimeWindow): boolean {
  const sure = intervals.filter((one) => !one.estimated || (one.start_ms >= start_ms && one.end_ms <= end_ms));
  return totalOf(loadProfile(sure, [{ start_ms, end_ms }]).known_ms) >= COMPARABLE_SHARE * (end_ms - start_ms);
}

/** How far to read beyond an instant, back (−1) or on (1), to have some good readings there. */
async function reach(
  telemetry: TelemetryStore,
  series: SeriesInfo,
  from_ms: number,
  direction: -1 | 1,
): Promise<number> {
  for (let span_ms = FIRST_REACH_MS; ; span_ms *= 4) {
    const to_ms = from_ms + direction * span_ms;
    const window = { start_ms: Math.min(from_ms, to_ms), end_ms: Math.max(from_ms, to_ms) };
    const isAll = direction < 0 ? to_ms <= series.first_ms : to_ms > series.last_ms;
    if (isAll) return to_ms;
    const beyond = await telemetry.range(series.device_id, series.metric, window);
    if (goodReadings(beyond).value.length >= ENOUGH_READINGS) return to_ms;
  }
}
