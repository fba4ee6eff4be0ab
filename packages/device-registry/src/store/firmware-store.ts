import type { FirmwareJob, JobState } from '../domain/firmware/job.ts';
import type { ExclusionReason, RolloutPlan } from '../domain/firmware/plan.ts';
import type { DeviceReport } from '../domain/firmware/report.ts';
import type { ControlAction, RolloutState, WaveCounts } from '../domain/firmware/rollout.ts';

/** Who does something, when. */
export interface Deed {
  readonly actor: string;
  readonly at_ms: number;
}

/** Which devices are meant; what every member asks for must hold. Ids and names as they are registered. */
export interface FleetSelector {
  readonly building?: string | undefined;
  readonly zone_id?: string | undefined;
  readonly floor?: number | undefined;
  readonly device_type?: string | undefined;
  readonly device_ids?: readonly string[] | undefined;
}

export interface PlanRequest extends Deed {
  readonly selector: FleetSelector;
  /** A semantic version. */
  readonly target_version: string;
  readonly waves: readonly string[];
  readonly max_failure_pct: number;
  readonly allow_downgrade: boolean;
  /** Without it the plan cannot be started: nothing is written. */
  readonly keep: boolean;
}

export interface StoredPlan {
  readonly plan_id: string;
  /** Of everything that a start would do. */
  readonly digest: string;
  readonly created_ms: number;
  readonly expires_ms: number;
  readonly target_version: string;
  readonly max_failure_pct: number;
  readonly plan: RolloutPlan;
}

export interface StoredRollout {
  readonly rollout_id: string;
  readonly plan_id: string;
  readonly digest: string;
  readonly target_version: string;
  readonly max_failure_pct: number;
  readonly state: RolloutState;
  /** Why it stopped, was paused or cancelled. */
  readonly note?: string;
  readonly actor: string;
  readonly reason: string;
  readonly created_ms: number;
  /** When its last job ended. */
  readonly finished_ms?: number;
  readonly excluded: Readonly<Partial<Record<ExclusionReason, number>>>;
  readonly waves: readonly WaveCounts[];
}

export interface JobFilter {
  readonly job_id?: string | undefined;
  readonly device_id?: string | undefined;
  readonly rollout_id?: string | undefined;
  readonly state?: JobState | undefined;
}

/** A job as it is sent to its device. */
export interface JobOrder {
  readonly execution_id: string;
  readonly device_id: string;
  readonly target_version: string;
}

export interface ReceivedReport {
  readonly device_id: string;
  readonly report: DeviceReport;
  /** Said some time ago: no sign of life. */
  readonly is_old: boolean;
}

interface LeaseOptions {
  readonly signal: AbortSignal;
  readonly onError: (error: unknown) => void;
  /** How long a holder that says nothing is believed to be alive; 8 s by default. */
  readonly ttl_ms?: number;
  /** How often the holder says that it is, and the others look; 2 s by default. */
  readonly renew_ms?: number;
}

/** Refuses the write when this process may not make it any more. */
export type Guard = () => void;

/** Firmware jobs and roll-outs. Every write moves roll-outs on as far as they can go. */
export interface FirmwareStore {
  /**
   * Starts the update of one device.
   *
   * @throws {NexusError} `conflict` for a device that is decommissioned, has an open job or runs the version already.
   */
  initiate(request: Deed & { device_id: string; target_version: string; reason?: string }): Promise<FirmwareJob>;
  /** The newest first, those of a roll-out by wave and device. */
  jobs(
    filter: JobFilter,
    page: { readonly limit: number; readonly offset: number },
  ): Promise<{ jobs: FirmwareJob[]; total: number }>;

  plan(request: PlanRequest): Promise<StoredPlan>;
  getPlan(planId: string): Promise<StoredPlan | undefined>;
  /**
   * Starts a plan.
   *
   * @throws {NexusError} `not_found`; `conflict` when it was used, is past its time or empty, or the fleet changed.
   */
  start(request: Deed & { readonly plan_id: string; readonly reason: string }): Promise<StoredRollout>;
  /** @throws {NexusError} `not_found`. */
  rollout(rolloutId: string): Promise<StoredRollout>;
  /** The newest first. */
  rollouts(limit: number): Promise<StoredRollout[]>;
  /** @throws {NexusError} `not_found`; `conflict` when the roll-out cannot take it. */
  control(
    request: Deed & { readonly rollout_id: string; readonly action: ControlAction; readonly reason: string },
  ): Promise<StoredRollout>;
  /** @throws {NexusError} `not_found`; `conflict` for a job that has begun or ended. */
  cancelJob(request: Deed & { readonly job_id: string; readonly reason: string }): Promise<FirmwareJob>;

  /**
   * Does `work` in one process at a time; resolves when the signal aborts and the work has ended.
   *
   * @param work Ends when its own signal aborts: another process may have taken over.
   */
  underLease(options: LeaseOptions, work: (guard: Guard, signal: AbortSignal) => Promise<void>): Promise<void>;
  /** Whether some process delivers jobs. */
  hasWorker(at_ms: number): Promise<boolean>;
  /** Whether a worker has anything to do or to wait for. */
  hasWork(): Promise<boolean>;
  /** What devices said; whatever is late, doubled, or not their own changes nothing. */
  report(reports: readonly ReceivedReport[], at_ms: number, guard: Guard): Promise<void>;
  /** Ends the jobs whose time is up. */
  timeOut(at_ms: number, guard: Guard): Promise<void>;
  /** Takes jobs whose turn has come for sending: they are `under way` until `sent` or `notSent`. */
  takeOrders(limit: number, guard: Guard): Promise<JobOrder[]>;
  ordersUnderWay(): Promise<JobOrder[]>;
  /** Those that were sent and whose jobs are open. */
  ordersAtWork(): Promise<JobOrder[]>;
  sent(executionIds: readonly string[], at_ms: number, guard: Guard): Promise<void>;
  notSent(executionIds: readonly string[], guard: Guard): Promise<void>;
  /** Orders that are with the broker though their jobs have ended. */
  ordersToRetract(limit: number): Promise<JobOrder[]>;
  retracted(executionIds: readonly string[], guard: Guard): Promise<void>;
}
