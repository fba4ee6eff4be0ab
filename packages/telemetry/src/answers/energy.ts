import { type BuildingTime, Instant } from '@nexus/models';
import * as z from 'zod';
import type { CounterEvent } from '../domain/energy-counter.ts';
import type { EnergySummary } from '../domain/energy-summary.ts';
import { hundredths, tidy } from '../domain/tidy.ts';
import type { Place } from '../energy/meters.ts';

/** One line of an energy report. */
export const EnergyGroup = z.object({
  key: z.string(),
  name: z.string(),
  building: z.string().optional(),
  floor: z.int().optional(),
  energy_kwh: z.number(),
  share_pct: z.number(),
  meters: z.int(),
  area_sqm: z.number().optional(),
  kwh_per_sqm: z.number().optional().describe('On the area of its zones, metered or not.'),
  peak_kw: z.number().optional(),
  peak_at: Instant.optional(),
  baseload_kw: z.number().optional().describe('5th percentile of hourly means.'),
  previous_kwh: z.number().optional(),
  change_pct: z.number().optional(),
  estimated_kwh: z.number().optional(),
  coverage_pct: z.number(),
});

export const MeterEvent = z.object({
  device_id: z.string(),
  kind: z.enum(['reset', 'rollover', 'glitch', 'spike', 'gap']),
  at: Instant,
  note: z.string(),
});

export function presentGroup(
  place: Place,
  meters: number,
  summary: EnergySummary,
  share_pct: number,
  time: BuildingTime,
): z.infer<typeof EnergyGroup> {
  const { energy_kwh, estimated_kwh, coverage_pct, peak, baseload_kw, previous_kwh, change_pct } = summary;
  const { area_sqm } = place;
  return {
    ...place,
    energy_kwh: hundredths(energy_kwh),
    share_pct,
    meters,
    ...(area_sqm === undefined ? {} : { area_sqm: tidy(area_sqm), kwh_per_sqm: hundredths(energy_kwh / area_sqm) }),
    ...(peak ? { peak_kw: hundredths(peak.kw), peak_at: time.iso(peak.start_ms) } : {}),
    ...(baseload_kw === undefined ? {} : { baseload_kw: hundredths(baseload_kw) }),
    ...(previous_kwh === undefined ? {} : { previous_kwh: hundredths(previous_kwh) }),
    ...(change_pct === undefined ? {} : { change_pct }),
    ...(estimated_kwh > 0 ? { estimated_kwh: hundredths(estimated_kwh) } : {}),
    coverage_pct,
  };
}

export function presentEvent(
  device_id: string,
  { kind, at_ms, note }: CounterEvent,
  time: BuildingTime,
): z.infer<typeof MeterEvent> {
  return { device_id, kind, at: time.iso(at_ms), note };
}
