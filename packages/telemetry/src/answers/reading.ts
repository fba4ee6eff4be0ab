import { type BuildingTime, Instant, Quality } from '@nexus/models';
import * as z from 'zod';
import { tidy } from '../domain/tidy.ts';
import type { Reading } from '../store/index.ts';

/** A reading as tools answer it: never a value without its unit, quality and age. */
export const PresentedReading = z.object({
  metric: z.string(),
  value: z.number().optional().describe('Absent when the quality is missing.'),
  unit: z.string(),
  quality: Quality,
  timestamp: Instant,
  age_seconds: z.int().describe("Negative when the device's clock runs ahead."),
});

export function presentReading(reading: Reading, time: BuildingTime): z.infer<typeof PresentedReading> {
  const { metric, value, unit, quality, timestamp_ms } = reading;
  return {
    metric,
    ...(value === null ? {} : { value: tidy(value) }),
    unit,
    quality,
    timestamp: time.iso(timestamp_ms),
    age_seconds: Math.floor((time.nowMs() - timestamp_ms) / 1000),
  };
}
