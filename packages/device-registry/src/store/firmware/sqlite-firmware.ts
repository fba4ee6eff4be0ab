import { NexusError } from '@nexus/models';
import { sql } from 'kysely';
import { type FirmwareJob, isOpen } from '../../domain/firmware/job.ts';
import { isSameVersion } from '../../domain/firmware/version.ts';
import type {
  FirmwareStore,
  Guard,
  JobFilter,
  JobOrder,
  PlanRequest,
  ReceivedReport,
  StoredPlan,
  StoredRollout,
} from '../firmware-store.ts';
import { valuesOf } from '../queries.ts';
import type { SqliteConnection } from '../sqlite-connection.ts';
import { type JobRow, tables } from '../tables.ts';
import { changeJob } from './change-job.ts';
import { insertJob, jobsQuery, newId, toJob } from './job-rows.ts';
import { makePlan, planRow, toPlan } from './plans.ts';
import { advance, controlRollout, readRollout, startRollout, toRollout, unfinishedRollouts } from './rollouts.ts';

/** Of the process that delivers jobs. */
const FIRMWARE_LEASE = 'firmware';

const OPEN = ['queued', 'in_progress'] as const;

/** Firmware in the registry's file; every process may write, and one of them works. */
export class SqliteFirmwareStore implements FirmwareStore {
  readonly #connection: SqliteConnection;

  constructor(connection: SqliteConnection) {
    this.#connection = connection;
  }

  initiate(request: Parameters<FirmwareStore['initiate']>[0]): Promise<FirmwareJob> {
    const { device_id, target_version, actor, at_ms, reason } = request;
    return this.#connection.write(() => {
      const device = this.#connection.first(
        tables.selectFrom('devices').selectAll().where('device_id', '=', device_id),
      );
      if (device === undefined)
        throw new NexusError('not_found', 'There is no such device.', { hint: 'See list_devices.' });
      const { device_type, firmware_version, status } = device;
      if (status === 'decommissioned') throw refused(`${device_id} is decommissioned.`);
      const open = openJobOf(this.#connection, device_id);
      if (open !== undefined) {
        const hint = `See get_firmware_jobs; control_firmware_rollout cancels what has not begun.`;
        throw refused(`${device_id} has the firmware job ${open.job_id} already, to ${open.target_version}.`, hint);
      }
      if (isSameVersion(firmware_version, target_version))
        throw refused(`${device_id} runs ${firmware_version} already.`);
      const job: FirmwareJob = {
        job_id: newId('JOB'),
        device_id,
        device_type,
        previous_version: firmware_version,
        target_version,
        state: 'queued',
        progress_pct: 0,
        sequence: -1,
        created_ms: at_ms,
      };
      insertJob(this.#connection, job);
      return changeJob(this.#connection, job, { kind: 'released', status, at_ms }, actor, reason);
    });
  }

  jobs({ job_id, device_id, rollout_id, state }: JobFilter, page: { limit: number; offset: number }) {
    let matching = jobsQuery();
    if (job_id !== undefined) matching = matching.where('job_id', '=', job_id);
    if (device_id !== undefined) matching = matching.where('firmware_jobs.device_id', '=', device_id);
    if (rollout_id !== undefined) matching = matching.where('rollout_id', '=', rollout_id);
    if (state !== undefined) matching = matching.where('state', '=', state);
    const inOrder = matching.orderBy('created_ms', 'desc').orderBy('wave').orderBy('firmware_jobs.device_id');
    const count = matching.clearSelect().select(({ fn }) => fn.countAll<number>().as('total'));
    return this.#connection.read(() => ({
      jobs: this.#connection.all(inOrder.orderBy('job_id').limit(page.limit).offset(page.offset)).map(toJob),
      total: this.#connection.first(count)?.total ?? 0,
    }));
  }

  plan(request: PlanRequest): Promise<StoredPlan> {
    const make = () => makePlan(this.#connection, request);
    return request.keep ? this.#connection.write(make) : this.#connection.read(make);
  }

  getPlan(planId: string): Promise<StoredPlan | undefined> {
    return this.#connection.read(() => {
      const row = planRow(this.#connection, planId);
      return row && toPlan(row);
    });
  }

  start(request: Parameters<FirmwareStore['start']>[0]): Promise<StoredRollout> {
    return this.#connection.write(() => startRollout(this.#connection, request));
  }

  rollout(rolloutId: string): Promise<StoredRollout> {
    return this.#connection.read(() => readRollout(this.#connection, rolloutId));
  }

  rollouts(limit: number): Promise<StoredRollout[]> {
    const newest = tables
      .selectFrom('firmware_rollouts')
      .selectAll()
      .orderBy('created_ms', 'desc')
      // Of one millisecond the one that was written last.
      .orderBy(sql`rowid`, 'desc');
    return this.#connection.read(() =>
      this.#connection.all(newest.limit(limit)).map((row) => toRollout(this.#connection, row)),
    );
  }

  control(request: Parameters<FirmwareStore['control']>[0]): Promise<StoredRollout> {
    return this.#connection.write(() => controlRollout(this.#connection, request));
  }

  cancelJob({ job_id, reason, actor, at_ms }: Parameters<FirmwareStore['cancelJob']>[0]): Promise<FirmwareJob> {
    return this.#connection.write(() => {
      const [job] = this.#jobs([job_id]);
      if (job === undefined)
        throw new NexusError('not_found', 'There is no such job.', { hint: 'See get_firmware_jobs.' });
      const next = changeJob(this.#connection, job, { kind: 'cancelled', why: reason, at_ms }, actor);
      if (next === job) {
        const hint = isOpen(job)
          ? 'It ends by itself: interrupting it could leave the device without firmware.'
          : undefined;
        throw refused(`${job_id} is ${job.state} and cannot be cancelled.`, hint);
      }
      if (job.rollout_id !== undefined) advance(this.#connection, job.rollout_id, at_ms);
      return next;
    });
  }

  underLease(
    options: Parameters<FirmwareStore['underLease']>[0],
    work: Parameters<FirmwareStore['underLease']>[1],
  ): Promise<void> {
    return this.#connection.underLease({ ...options, name: FIRMWARE_LEASE }, (held) =>
      work(() => held.assertHeld(), held.signal),
    );
  }

  hasWorker(at_ms: number): Promise<boolean> {
    const lease = tables.selectFrom('lease').select('fence').where('name', '=', FIRMWARE_LEASE);
    return this.#connection.read(() => this.#connection.first(lease.where('expires_ms', '>', at_ms)) !== undefined);
  }

  hasWork(): Promise<boolean> {
    const open = tables.selectFrom('firmware_jobs').select('job_id').where('state', 'in', OPEN).limit(1);
    return this.#connection.read(
      () => this.#connection.first(open) !== undefined || this.#orders(toRetract(), 1).length > 0,
    );
  }

  report(reports: readonly ReceivedReport[], at_ms: number, guard: Guard): Promise<void> {
    return this.#guarded(guard, () => {
      const jobs = new Map(
        this.#jobs(reports.map(({ report }) => report.execution_id)).map((job) => [job.job_id, job]),
      );
      const touched = new Set<string>();
      for (const { device_id, report, is_old } of reports) {
        const job = jobs.get(report.execution_id);
        if (job?.device_id !== device_id) continue; // nobody's, or another's
        if (!is_old) this.#sawDevice(device_id, at_ms);
        jobs.set(job.job_id, changeJob(this.#connection, job, { kind: 'reported', report, at_ms }, device_id));
        if (job.rollout_id !== undefined) touched.add(job.rollout_id);
      }
      for (const rolloutId of touched) advance(this.#connection, rolloutId, at_ms);
    });
  }

  timeOut(at_ms: number, guard: Guard): Promise<void> {
    return this.#guarded(guard, () => {
      const due = jobsQuery().where('deadline_ms', '<=', at_ms);
      for (const row of this.#connection.all(due)) {
        changeJob(this.#connection, toJob(row), { kind: 'clock', at_ms }, 'clock');
      }
      for (const rolloutId of unfinishedRollouts(this.#connection)) advance(this.#connection, rolloutId, at_ms);
    });
  }

  takeOrders(limit: number, guard: Guard): Promise<JobOrder[]> {
    return this.#guarded(guard, () => {
      const ready = orders('none', ['queued']).where('released_ms', 'is not', null).where(isNotPaused());
      const taken = this.#orders(ready, limit);
      this.#deliver(
        taken.map(({ execution_id }) => execution_id),
        'sending',
      );
      return taken;
    });
  }

  ordersUnderWay(): Promise<JobOrder[]> {
    return this.#connection.read(() => this.#orders(orders('sending', OPEN), Number.MAX_SAFE_INTEGER));
  }

  ordersAtWork(): Promise<JobOrder[]> {
    return this.#connection.read(() => this.#orders(orders('sent', OPEN), Number.MAX_SAFE_INTEGER));
  }

  sent(executionIds: readonly string[], at_ms: number, guard: Guard): Promise<void> {
    return this.#guarded(guard, () => {
      this.#deliver(executionIds, 'sent');
      for (const job of this.#jobs(executionIds)) changeJob(this.#connection, job, { kind: 'sent', at_ms }, 'worker');
    });
  }

  notSent(executionIds: readonly string[], guard: Guard): Promise<void> {
    return this.#guarded(guard, () => this.#deliver(executionIds, 'none'));
  }

  ordersToRetract(limit: number): Promise<JobOrder[]> {
    return this.#connection.read(() => this.#orders(toRetract(), limit));
  }

  retracted(executionIds: readonly string[], guard: Guard): Promise<void> {
    return this.#guarded(guard, () => this.#deliver(executionIds, 'retracted'));
  }

  #guarded<Result>(guard: Guard, action: () => Result): Promise<Result> {
    return this.#connection.write(() => {
      guard();
      return action();
    });
  }

  #jobs(ids: readonly string[]): FirmwareJob[] {
    return this.#connection.all(jobsQuery().where('job_id', 'in', valuesOf(ids))).map(toJob);
  }

  #orders(query: ReturnType<typeof orders>, limit: number): JobOrder[] {
    return this.#connection.all(query.orderBy('wave').orderBy('device_id').limit(limit));
  }

  #deliver(executionIds: readonly string[], delivery: JobRow['delivery']): void {
    this.#connection.run(
      tables.updateTable('firmware_jobs').set({ delivery }).where('job_id', 'in', valuesOf(executionIds)),
    );
  }

  #sawDevice(device_id: string, at_ms: number): void {
    const seen = sql<number>`max(coalesce(last_seen_ms, 0), ${at_ms})`;
    this.#connection.run(tables.updateTable('devices').set({ last_seen_ms: seen }).where('device_id', '=', device_id));
  }
}

/** The open job of a device, its turn come or not. */
export function openJobOf(connection: SqliteConnection, device_id: string) {
  return connection.first(
    tables
      .selectFrom('firmware_jobs')
      .select(['job_id', 'target_version', 'released_ms'])
      .where('device_id', '=', device_id)
      .where('state', 'in', OPEN),
  );
}

function orders(delivery: JobRow['delivery'], states: readonly JobRow['state'][]) {
  return tables
    .selectFrom('firmware_jobs')
    .select(['job_id as execution_id', 'device_id', 'target_version'])
    .where('delivery', '=', delivery)
    .where('state', 'in', states);
}

function toRetract() {
  return tables
    .selectFrom('firmware_jobs')
    .select(['job_id as execution_id', 'device_id', 'target_version'])
    .where('delivery', 'in', ['sending', 'sent'])
    .where('state', 'not in', OPEN);
}

function isNotPaused() {
  return sql<boolean>`(rollout_id is null or rollout_id in (select rollout_id from firmware_rollouts where state = 'running'))`;
}

function refused(message: string, hint?: string): NexusError {
  return new NexusError('conflict', `${message.replace(/\.$/, '')}; nothing was changed.`, { hint });
}
