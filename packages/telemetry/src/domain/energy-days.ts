import type { BuildingTime, TimeWindow } from '@nexus/models';
import { type EnergySummary, type MeterUse, summarize } from './energy-summary.ts';
import type { LoadProfile } from './load-profile.ts';

/** The local days of a window, with what all meters together did in each. */
export function summarizeDays(
  meters: readonly MeterUse[],
  hours: readonly TimeWindow[],
  nowMs: number,
  time: BuildingTime,
): { date: string; summary: EnergySummary }[] {
  const days = Map.groupBy(hours.keys(), (h) => time.dateOf(hours[h]?.start_ms ?? 0));
  return [...days].map(([date, indices]) => {
    const [from, to] = [indices[0] ?? 0, (indices.at(-1) ?? 0) + 1];
    const ofDay = hours.slice(from, to);
    const start_ms = ofDay[0]?.start_ms ?? 0;
    const elapsed_ms = Math.max(0, Math.min(ofDay.at(-1)?.end_ms ?? 0, nowMs) - start_ms);
    const parts = meters.map(({ profile }) => ({ profile: partOf(profile, from, to) }));
    return { date, summary: summarize(parts, ofDay, elapsed_ms) };
  });
}

function partOf(profile: LoadProfile, from: number, to: number): LoadProfile {
  return {
    kwh: profile.kwh.subarray(from, to),
    known_ms: profile.known_ms.subarray(from, to),
    estimated_kwh: profile.estimated_kwh.subarray(from, to),
    estimated_ms: profile.estimated_ms.subarray(from, to),
  };
}
