import type { DeviceStatus } from '@nexus/models';
import { updateSeconds } from './effort.ts';
import type { DeviceReport } from './report.ts';
import { isSameVersion } from './version.ts';

export const JOB_STATES = ['queued', 'in_progress', 'completed', 'failed', 'cancelled', 'timed_out'] as const;
export type JobState = (typeof JOB_STATES)[number];

/** A device that was sent its job has so long to begin: one on battery listens only now and then. */
const BEGIN_WITHIN_MS = 15 * 60_000;
/** And so many times the usual time to end. */
const PATIENCE = 5;

/** One installation of one version on one device. A device has at most one that is open. */
export interface FirmwareJob {
  readonly job_id: string;
  readonly device_id: string;
  readonly device_type: string;
  readonly rollout_id?: string | undefined;
  /** From 0; of a roll-out's jobs. */
  readonly wave?: number | undefined;
  readonly previous_version: string;
  readonly target_version: string;
  readonly state: JobState;
  readonly progress_pct: number;
  /** What the device is doing, in its own word. */
  readonly stage?: string | undefined;
  readonly error?: string | undefined;
  /** The device's, to be given back; absent until the job's turn has come. */
  readonly status_before?: DeviceStatus | undefined;
  /** Of the device's last report; −1 before the first. */
  readonly sequence: number;
  readonly created_ms: number;
  /** When its turn came. */
  readonly released_ms?: number | undefined;
  readonly sent_ms?: number | undefined;
  readonly started_ms?: number | undefined;
  readonly finished_ms?: number | undefined;
  readonly deadline_ms?: number | undefined;
}

export type JobEvent = { readonly at_ms: number } & (
  | { readonly kind: 'released'; readonly status: DeviceStatus }
  | { readonly kind: 'sent' }
  | { readonly kind: 'reported'; readonly report: DeviceReport }
  | { readonly kind: 'cancelled'; readonly why: string }
  | { readonly kind: 'clock' }
);

export function isOpen({ state }: { readonly state: JobState }): boolean {
  return state === 'queued' || state === 'in_progress';
}

/**
 * The job after an event; the same object when the event changes nothing, as all do that come late, twice or too soon.
 *
 * Only the device's own report of the target version completes it. What a device has begun is not cancelled: half an
 * installation can be worse than either version.
 */
export function step(job: FirmwareJob, event: JobEvent): FirmwareJob {
  const { kind, at_ms } = event;
  if (kind === 'reported') return reported(job, event.report, at_ms);
  if (kind === 'clock') return timedOut(job, at_ms);
  if (job.state !== 'queued') return job;
  if (kind === 'cancelled') return ended(job, 'cancelled', at_ms, event.why);
  if (kind === 'released') {
    return job.released_ms === undefined ? { ...job, released_ms: at_ms, status_before: event.status } : job;
  }
  const isInTurn = job.released_ms !== undefined && job.sent_ms === undefined;
  return isInTurn ? { ...job, sent_ms: at_ms, deadline_ms: at_ms + BEGIN_WITHIN_MS } : job;
}

function timedOut(job: FirmwareJob, at_ms: number): FirmwareJob {
  if (!isOpen(job) || job.deadline_ms === undefined || at_ms < job.deadline_ms) return job;
  const what = job.state === 'queued' ? 'begin' : 'finish';
  return ended(job, 'timed_out', at_ms, `The device did not ${what} in time.`);
}

function reported(job: FirmwareJob, report: DeviceReport, at_ms: number): FirmwareJob {
  if (job.released_ms === undefined || report.sequence <= job.sequence) return job;
  const heard = { ...job, sequence: report.sequence };
  if (!isOpen(job)) return heard;
  const { status, error, firmware_version } = report;
  if (status === 'failed' || status === 'rejected') {
    return ended(heard, 'failed', at_ms, error ?? (status === 'failed' ? 'The device failed.' : 'The device refused.'));
  }
  if (status === 'succeeded' && firmware_version !== undefined) {
    if (isSameVersion(firmware_version, job.target_version)) {
      return { ...ended(heard, 'completed', at_ms), progress_pct: 100 };
    }
    return ended(heard, 'failed', at_ms, `The device reported success but runs ${firmware_version}.`);
  }
  return {
    ...heard,
    state: 'in_progress',
    stage: status,
    progress_pct: report.progress_pct ?? job.progress_pct,
    ...(job.started_ms === undefined && {
      started_ms: at_ms,
      deadline_ms: at_ms + PATIENCE * updateSeconds(job.device_type) * 1000,
    }),
  };
}

function ended(job: FirmwareJob, state: JobState, at_ms: number, error?: string): FirmwareJob {
  const { deadline_ms: _, stage: _stage, ...rest } = job;
  return { ...rest, state, finished_ms: at_ms, ...(error !== undefined && { error }) };
}

/** What the device's status is once its job has ended: the earlier one, but who reported is not offline. */
export function statusAfter({ status_before, sequence }: FirmwareJob): DeviceStatus | undefined {
  return status_before === 'offline' && sequence >= 0 ? 'online' : status_before;
}
