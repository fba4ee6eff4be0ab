import { type BuildingTime, Instant } from '@nexus/models';
import * as z from 'zod';
import { type Episode, METHODS, SEVERITIES } from '../domain/anomalies/finding.ts';
import { hundredths, tidy } from '../domain/tidy.ts';
import type { SelectedSeries } from '../lookup/select-series.ts';

export const PresentedEpisode = z.object({
  device_id: z.string(),
  device_name: z.string().optional(),
  zone: z.string().optional(),
  metric: z.string(),
  start: Instant,
  end: Instant.describe('Last reading concerned, or the end of a silence.'),
  peak_value: z.number().optional().describe('Value that deviates most; absent for a gap.'),
  unit: z.string(),
  score: z.number().describe('0.5 at the threshold, towards 1 beyond.'),
  methods: z.array(z.enum(METHODS)),
  severity: z.enum(SEVERITIES),
  why: z.string(),
});

export function presentEpisode(
  episode: Episode,
  { series, device }: SelectedSeries,
  time: BuildingTime,
): z.infer<typeof PresentedEpisode> {
  const { start_ms, end_ms, peak_value, score, methods, severity, why } = episode;
  return {
    device_id: series.device_id,
    ...(device ? { device_name: device.name, zone: device.zone_name } : {}),
    metric: series.metric,
    start: time.iso(start_ms),
    end: time.iso(end_ms),
    ...(peak_value === undefined ? {} : { peak_value: tidy(peak_value) }),
    unit: series.unit,
    score: hundredths(score),
    methods: [...methods],
    severity,
    why,
  };
}
