import * as z from 'zod';
import { Figure, LongText, Optional, Text } from './wire-fields.ts';

export const FirmwarePlan = z.object({
  plan_id: Text,
  target_version: Text,
  target_count: z.number(),
  excluded_count: z.number(),
  waves: z.array(z.object({ devices: z.number() })),
  targets: z.array(z.object({ device_id: Text, name: Text, firmware_version: Text, wave: z.number() })),
  excluded: z.array(z.object({ reason: Text, count: z.number() })),
  warnings: z.array(z.object({ text: LongText, count: z.number() })),
  estimated_duration_seconds: z.number(),
});
export type FirmwarePlan = z.infer<typeof FirmwarePlan>;

export const Rollout = z.object({
  rollout_id: Text,
  status: Text,
  note: LongText.optional(),
  target_version: Text,
  devices: z.number(),
  waiting: z.number(),
  queued: z.number(),
  in_progress: z.number(),
  completed: z.number(),
  failed: z.number(),
  timed_out: z.number(),
  cancelled: z.number(),
  failures: z.array(z.object({ device_id: Text, error: Text })).default([]),
  more_failures: Figure,
  undelivered: LongText.optional(),
});
export type Rollout = z.infer<typeof Rollout>;

export const Job = z.object({
  job_id: Text,
  device_id: Text,
  rollout_id: Optional,
  status: Text,
  is_waiting: z.boolean().optional(),
  progress_pct: z.number(),
  stage: Optional,
  error: LongText.optional(),
  previous_version: Text,
  target_version: Text,
});
export type Job = z.infer<typeof Job>;

export const JobList = z.object({ jobs: z.array(Job), total: Figure });
