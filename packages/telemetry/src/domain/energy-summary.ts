import type { TimeWindow } from '@nexus/models';
import { percentile } from './distribution.ts';
import { hourlyPower, type LoadProfile, sumOf, totalOf } from './load-profile.ts';
import { percentage } from './tidy.ts';

/** What one meter counted in a window. */
export interface MeterUse {
  readonly profile: LoadProfile;
  /** In the window of the same length before; absent when too little is known of it. */
  readonly previous_kwh?: number | undefined;
  /** Whether so much of the window is known that a comparison with the one before is fair. */
  readonly isComparable?: boolean;
}

export interface EnergySummary {
  readonly energy_kwh: number;
  readonly estimated_kwh: number;
  /** Share of the time that was measured without a gap, over all meters. */
  readonly coverage_pct: number;
  /** Highest hourly mean; what a silent meter would have added is not in it. */
  readonly peak?: { readonly start_ms: number; readonly kw: number };
  /** 5th percentile of the hourly means, of hours in which every meter that counted at all is known. */
  readonly baseload_kw?: number;
  /** Absent unless it is known of every meter that counted in the window. */
  readonly previous_kwh?: number;
  /** Absent unless the window itself is known as well. */
  readonly change_pct?: number;
}

/**
 * Adds meters up.
 *
 * @param hours The hours of the window, as `hoursOf` gives them.
 * @param elapsed_ms The part of the window that is not in the future.
 */
export function summarize(
  meters: readonly MeterUse[],
  hours: readonly TimeWindow[],
  elapsed_ms: number,
): EnergySummary {
  const counting = meters.filter(({ profile }) => totalOf(profile.known_ms) > 0);
  const profile = sumOf(
    counting.map((meter) => meter.profile),
    hours.length,
  );
  const energy_kwh = totalOf(profile.kwh);
  const power = hourlyPower(profile, hours, counting.length);
  const peak = power.reduce<(typeof power)[number] | undefined>(
    (most, at) => (at.kw > (most?.kw ?? 0) ? at : most),
    undefined,
  );
  const known = Float64Array.from(power.flatMap(({ kw, isKnown }) => (isKnown ? kw : []))).sort();
  const measured_ms = totalOf(profile.known_ms) - totalOf(profile.estimated_ms);
  return {
    energy_kwh,
    estimated_kwh: totalOf(profile.estimated_kwh),
    coverage_pct: percentage(measured_ms, elapsed_ms * meters.length),
    ...(peak ? { peak: { start_ms: peak.hour.start_ms, kw: peak.kw } } : {}),
    ...(counting.length > 0 && known.length > 0 ? { baseload_kw: percentile(known, 0.05) } : {}),
    ...comparison(counting, energy_kwh),
  };
}

function comparison(meters: readonly MeterUse[], energy_kwh: number): { previous_kwh?: number; change_pct?: number } {
  let previous_kwh = 0;
  let isComparable = true;
  for (const meter of meters) {
    if (meter.previous_kwh === undefined) return {};
    previous_kwh += meter.previous_kwh;
    isComparable &&= meter.isComparable ?? false;
  }
  if (meters.length === 0) return {};
  const change_pct = Number((((energy_kwh - previous_kwh) / previous_kwh) * 100).toFixed(1));
  return { previous_kwh, ...(isComparable && previous_kwh > 0 ? { change_pct } : {}) };
}
