import { type BuildingTime, Instant } from '@nexus/models';
import * as z from 'zod';
import { type FirmwareJob, JOB_STATES } from '../domain/firmware/job.ts';

export const JobStatus = z.enum(JOB_STATES);

export const ListedJob = z.object({
  job_id: z.string(),
  device_id: z.string(),
  rollout_id: z.string().optional(),
  wave: z.int().optional().describe('From 1.'),
  status: JobStatus.describe('Completed only once the device itself reports the target version.'),
  is_waiting: z.boolean().optional().describe('Queued, and its wave has not begun.'),
  progress_pct: z.int(),
  stage: z.string().optional().describe("What the device is doing, in the device's word."),
  error: z.string().optional(),
  previous_version: z.string(),
  target_version: z.string(),
  created_at: Instant,
  sent_at: Instant.optional().describe('When the broker took it.'),
  started_at: Instant.optional(),
  finished_at: Instant.optional(),
  deadline: Instant.optional(),
});

export function listedJob(job: FirmwareJob, time: BuildingTime): z.infer<typeof ListedJob> {
  const { job_id, device_id, rollout_id, wave, state, progress_pct, stage, error } = job;
  const at = (name: string, ms: number | undefined) => (ms === undefined ? {} : { [name]: time.iso(ms) });
  return {
    job_id,
    device_id,
    ...(rollout_id !== undefined && { rollout_id }),
    ...(wave !== undefined && { wave: wave + 1 }),
    status: state,
    ...(state === 'queued' && job.released_ms === undefined && { is_waiting: true }),
    progress_pct,
    ...(stage !== undefined && { stage }),
    ...(error !== undefined && { error }),
    previous_version: job.previous_version,
    target_version: job.target_version,
    created_at: time.iso(job.created_ms),
    ...at('sent_at', job.sent_ms),
    ...at('started_at', job.started_ms),
    ...at('finished_at', job.finished_ms),
    ...at('deadline', job.deadline_ms),
  };
}
