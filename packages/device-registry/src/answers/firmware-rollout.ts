import { type BuildingTime, Instant } from '@nexus/models';
import * as z from 'zod';
import { EXCLUSION_REASONS } from '../domain/firmware/plan.ts';
import { failuresIn, openIn, ROLLOUT_STATES, sizeOf, sumOf, type WaveCounts } from '../domain/firmware/rollout.ts';
import type { FirmwareStore, StoredRollout } from '../store/store.ts';

const MAX_FAILURES = 10;

const Counts = z.object({
  devices: z.int(),
  waiting: z.int().describe('Their wave has not begun.'),
  queued: z.int(),
  in_progress: z.int(),
  completed: z.int(),
  failed: z.int(),
  timed_out: z.int(),
  cancelled: z.int(),
});

export const Rollout = z.object({
  rollout_id: z.string(),
  plan_id: z.string(),
  status: z.enum(ROLLOUT_STATES),
  note: z.string().optional().describe('Why it stopped, was paused or cancelled.'),
  target_version: z.string(),
  progress_pct: z.int().describe('Devices whose job has ended, however it did.'),
  ...Counts.shape,
  waves: z.array(Counts.extend({ wave: z.int().describe('From 1.') })),
  failures: z.array(z.object({ device_id: z.string(), error: z.string() })).optional(),
  more_failures: z.int().optional().describe('Further ones; get_firmware_jobs tells them.'),
  excluded: z.partialRecord(z.enum(EXCLUSION_REASONS), z.int()).optional().describe('By reason, from the plan.'),
  max_failure_pct: z.number(),
  started_by: z.string(),
  reason: z.string(),
  started_at: Instant,
  finished_at: Instant.optional(),
  undelivered: z.string().optional().describe('Why nothing is sent.'),
});

/** A roll-out as it stands, with the first of its failures. */
export async function describeRollout(
  rollout: StoredRollout,
  { firmware, time, undelivered }: { firmware: FirmwareStore; time: BuildingTime; undelivered: string | undefined },
): Promise<z.infer<typeof Rollout>> {
  const { rollout_id, plan_id, state, note, target_version, max_failure_pct, waves, excluded } = rollout;
  const all = sumOf(waves);
  const failures = failuresIn(all) === 0 ? [] : await firstFailures(firmware, rollout_id);
  const left = failuresIn(all) - failures.length;
  return {
    rollout_id,
    plan_id,
    status: state,
    ...(note !== undefined && { note }),
    target_version,
    progress_pct: progressPct(all),
    ...counts(all),
    waves: waves.map((wave, index) => ({ wave: index + 1, ...counts(wave) })),
    ...(failures.length > 0 && { failures }),
    ...(left > 0 && { more_failures: left }),
    ...(Object.keys(excluded).length > 0 && { excluded }),
    max_failure_pct,
    started_by: rollout.actor,
    reason: rollout.reason,
    started_at: time.iso(rollout.created_ms),
    ...(rollout.finished_ms !== undefined && { finished_at: time.iso(rollout.finished_ms) }),
    ...(undelivered !== undefined && openIn(all) > 0 && { undelivered }),
  };
}

/** 100 only when all have ended. */
function progressPct(all: WaveCounts): number {
  const size = sizeOf(all);
  return size === 0 ? 100 : Math.floor(((size - openIn(all)) / size) * 100);
}

function counts(wave: WaveCounts): z.infer<typeof Counts> {
  return { devices: sizeOf(wave), ...wave };
}

async function firstFailures(firmware: FirmwareStore, rollout_id: string) {
  const page = { limit: MAX_FAILURES, offset: 0 };
  const failed = await firmware.jobs({ rollout_id, state: 'failed' }, page);
  const late = await firmware.jobs({ rollout_id, state: 'timed_out' }, page);
  return [...failed.jobs, ...late.jobs]
    .slice(0, MAX_FAILURES)
    .map(({ device_id, error }) => ({ device_id, error: error ?? 'No reason is known.' }));
}
