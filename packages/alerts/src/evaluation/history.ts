import { setImmediate as yieldToOthers } from 'node:timers/promises';
import type { SeriesInfo, TelemetryStore } from '@nexus/telemetry/store';
import type { TimeWindow } from '@nexus/models';
import type { Sample } from '../domain/engine/state.ts';
import type { Seen } from '../domain/engine/step.ts';
import { ANY_METRIC, type Rule } from '../domain/rule.ts';
import { samplesOf } from './samples.ts';

const CHUNK_MS = 30 * 60_000;

/** Series that rules may be about. */
export function watchedBy(rules: readonly Rule[], series: readonly SeriesInfo[]): SeriesInfo[] {
  const metrics = new Set(rules.filter(({ enabled }) => enabled).map(({ metric }) => metric));
  return metrics.has(ANY_METRIC) ? [...series] : series.filter(({ metric }) => metrics.has(metric));
}

/** Readings of many series over a window, by time, in portions of half an hour. */
export async function* storedSamples(
  telemetry: TelemetryStore,
  series: readonly SeriesInfo[],
  window: TimeWindow,
): AsyncGenerator<Sample[]> {
  for (let start_ms = window.start_ms; start_ms < window.end_ms; start_ms += CHUNK_MS) {
    const chunk = { start_ms, end_ms: Math.min(start_ms + CHUNK_MS, window.end_ms) };
    const samples: Sample[] = [];
    for (const { device_id, metric, first_ms, last_ms } of series) {
      if (last_ms < chunk.start_ms || first_ms >= chunk.end_ms) continue;
      samples.push(...samplesOf(device_id, metric, await telemetry.range(device_id, metric, chunk)));
    }
    await yieldToOthers();
    yield samples;
  }
}

/** About how many readings there are in a window. */
export function expectedReadings(series: readonly SeriesInfo[], { start_ms, end_ms }: TimeWindow): number {
  return series.reduce((sum, { first_ms, last_ms, count }) => {
    const span_ms = Math.max(last_ms - first_ms, 1);
    const within_ms = Math.max(0, Math.min(last_ms, end_ms) - Math.max(first_ms, start_ms));
    return sum + Math.min(count, (count * within_ms) / span_ms + 1);
  }, 0);
}

/** What is known of series without looking at their readings; for a device as a whole the most frequent one counts. */
export function seenOf(series: readonly SeriesInfo[]): Seen[] {
  const each = series.map(({ device_id, metric, first_ms, last_ms, count }): Seen => {
    return { device_id, metric, last_ms, ...(count > 1 ? { interval_ms: (last_ms - first_ms) / (count - 1) } : {}) };
  });
  const devices = new Map<string, Seen>();
  for (const seen of each) {
    const known = devices.get(seen.device_id);
    devices.set(seen.device_id, {
      device_id: seen.device_id,
      metric: ANY_METRIC,
      last_ms: Math.max(seen.last_ms, known?.last_ms ?? 0),
      interval_ms: Math.min(seen.interval_ms ?? Infinity, known?.interval_ms ?? Infinity),
    });
  }
  const all = [...devices.values()].map(({ interval_ms, ...seen }) =>
    interval_ms === Infinity ? seen : { ...seen, interval_ms },
  );
  return [...each, ...all];
}
