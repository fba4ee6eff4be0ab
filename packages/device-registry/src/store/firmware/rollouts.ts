import { NexusError } from '@nexus/models';
import type { Exclusion, RolloutPlan } from '../../domain/firmware/plan.ts';
import { controlled, NO_JOBS, nextAction, openIn, sumOf, type WaveCounts } from '../../domain/firmware/rollout.ts';
import { isSameVersion } from '../../domain/firmware/version.ts';
import { writeAudit } from '../audit.ts';
import type { Deed, FirmwareStore, StoredRollout } from '../firmware-store.ts';
import type { SqliteConnection } from '../sqlite-connection.ts';
import { type RolloutRow, tables } from '../tables.ts';
import { changeJob } from './change-job.ts';
import { insertJob, jobsQuery, newId, toJob } from './job-rows.ts';
import { assertFleetUnchanged, planRow } from './plans.ts';

type StartRequest = Parameters<FirmwareStore['start']>[0];
type ControlRequest = Parameters<FirmwareStore['control']>[0];

/** Within a write transaction: uses the plan up, freezes its targets as jobs and begins the first wave. */
export function startRollout(connection: SqliteConnection, request: StartRequest): StoredRollout {
  const { plan_id, reason, actor, at_ms } = request;
  const row = planRow(connection, plan_id);
  const used = connection.first(
    tables.selectFrom('firmware_rollouts').select('rollout_id').where('plan_id', '=', plan_id),
  );
  if (used !== undefined) {
    throw new NexusError('conflict', `This plan was used already: it became ${used.rollout_id}.`, {
      hint: 'See get_firmware_rollout; another roll-out needs another plan.',
    });
  }
  if (row === undefined) {
    throw new NexusError('not_found', 'There is no such plan.', { hint: 'Make one with plan_firmware_rollout.' });
  }
  if (at_ms >= row.expires_ms || at_ms < row.created_ms) {
    throw new NexusError('conflict', 'This plan is past its time; nothing was started.', {
      hint: 'Call plan_firmware_rollout again.',
    });
  }
  assertFleetUnchanged(connection, row);
  const { targets, excluded, wave_sizes } = JSON.parse(row.plan) as RolloutPlan;
  if (targets.length === 0) {
    throw new NexusError('conflict', 'This plan has no device to update; nothing was started.', {
      hint: 'Its exclusions say why; plan again with other devices.',
    });
  }
  const { digest, target_version, max_failure_pct } = row;
  const rollout_id = newId('ROLLOUT');
  connection.run(
    tables.insertInto('firmware_rollouts').values({
      rollout_id,
      plan_id,
      digest,
      target_version,
      max_failure_pct,
      actor,
      reason,
      wave_count: wave_sizes.length,
      excluded: JSON.stringify(countsOf(excluded)),
      state: 'running',
      created_ms: at_ms,
    }),
  );
  for (const { device_id, device_type, firmware_version, wave } of targets) {
    const job = { job_id: newId('JOB'), device_id, device_type, rollout_id, wave, target_version, created_ms: at_ms };
    insertJob(connection, {
      ...job,
      previous_version: firmware_version,
      state: 'queued',
      progress_pct: 0,
      sequence: -1,
    });
  }
  const after = { plan_id, digest, target_version, devices: targets.length, waves: wave_sizes.length };
  writeAudit(connection, { at_ms, actor, action: 'firmware_rollout_started', subject: rollout_id, after, reason });
  advance(connection, rollout_id, at_ms);
  return readRollout(connection, rollout_id);
}

/** @throws {NexusError} `not_found`; `conflict` when the roll-out cannot take it. */
export function controlRollout(connection: SqliteConnection, request: ControlRequest): StoredRollout {
  const { rollout_id, action, reason, ...deed } = request;
  const { state } = rolloutRow(connection, rollout_id);
  const next = controlled(state, action);
  if (next === undefined) {
    throw new NexusError('conflict', `${rollout_id} is ${state} and cannot be ${PAST[action]}; nothing was changed.`);
  }
  setState(connection, rollout_id, next, deed, reason);
  if (next === 'cancelled') cancelQueued(connection, rollout_id, deed, `The roll-out was cancelled: ${reason}`);
  advance(connection, rollout_id, deed.at_ms);
  return readRollout(connection, rollout_id);
}

const PAST = { pause: 'paused', resume: 'resumed', cancel: 'cancelled' } as const;

/** Moves a roll-out on until it has to wait for a device, a person or the clock. */
export function advance(connection: SqliteConnection, rollout_id: string, at_ms: number): void {
  const deed: Deed = { actor: rollout_id, at_ms };
  for (;;) {
    const row = rolloutRow(connection, rollout_id);
    const waves = waveCounts(connection, row);
    const action = nextAction(row, waves);
    if (action?.kind === 'release') {
      releaseWave(connection, row, action.wave, deed);
      continue;
    }
    if (action?.kind === 'stop') {
      const note = `Failures passed the limit of ${row.max_failure_pct} % of a wave.`;
      setState(connection, rollout_id, 'stopped', deed, note);
      cancelQueued(connection, rollout_id, deed, 'The roll-out stopped after too many failures.');
      continue;
    }
    if (action?.kind === 'complete') setState(connection, rollout_id, 'completed', deed);
    if (row.finished_ms === null && openIn(sumOf(waves)) === 0) {
      const finished = tables.updateTable('firmware_rollouts').set({ finished_ms: at_ms });
      connection.run(finished.where('rollout_id', '=', rollout_id));
    }
    return;
  }
}

export function unfinishedRollouts(connection: SqliteConnection): string[] {
  const unfinished = tables.selectFrom('firmware_rollouts').select('rollout_id').where('finished_ms', 'is', null);
  return connection.all(unfinished).map(({ rollout_id }) => rollout_id);
}

/** @throws {NexusError} `not_found`. */
export function readRollout(connection: SqliteConnection, rolloutId: string): StoredRollout {
  return toRollout(connection, rolloutRow(connection, rolloutId));
}

export function toRollout(connection: SqliteConnection, row: RolloutRow): StoredRollout {
  const { wave_count: _, excluded, note, finished_ms, ...rest } = row;
  return {
    ...rest,
    ...(note !== null && { note }),
    ...(finished_ms !== null && { finished_ms }),
    excluded: JSON.parse(excluded) as StoredRollout['excluded'],
    waves: waveCounts(connection, row),
  };
}

function releaseWave(connection: SqliteConnection, row: RolloutRow, wave: number, deed: Deed): void {
  const waiting = jobsQuery()
    .select(['devices.status', 'devices.firmware_version'])
    .where('rollout_id', '=', row.rollout_id)
    .where('wave', '=', wave)
    .where('state', '=', 'queued')
    .where('released_ms', 'is', null);
  for (const { status, firmware_version, ...job } of connection.all(waiting)) {
    const why = noLongerMeant(status, firmware_version, row.target_version);
    const event = why === undefined ? ({ kind: 'released', status } as const) : ({ kind: 'cancelled', why } as const);
    changeJob(connection, toJob(job), { ...event, at_ms: deed.at_ms }, deed.actor, row.reason);
  }
}

/** The plan is frozen, but devices may have changed while they waited. */
function noLongerMeant(status: string, version: string, target: string): string | undefined {
  if (status === 'decommissioned') return 'The device was decommissioned before its turn.';
  return isSameVersion(version, target) ? `The device runs ${version} already.` : undefined;
}

function cancelQueued(connection: SqliteConnection, rollout_id: string, deed: Deed, why: string): void {
  const queued = jobsQuery().where('rollout_id', '=', rollout_id).where('state', '=', 'queued');
  for (const job of connection.all(queued)) {
    changeJob(connection, toJob(job), { kind: 'cancelled', why, at_ms: deed.at_ms }, deed.actor);
  }
}

function setState(
  connection: SqliteConnection,
  rollout_id: string,
  state: RolloutRow['state'],
  deed: Deed,
  note?: string,
): void {
  const before = { state: rolloutRow(connection, rollout_id).state };
  const changed = { state, note: state === 'running' || note === undefined ? null : note };
  connection.run(tables.updateTable('firmware_rollouts').set(changed).where('rollout_id', '=', rollout_id));
  const action = `firmware_rollout_${state === 'running' ? 'resumed' : state}`;
  writeAudit(connection, { ...deed, action, subject: rollout_id, before, after: { state }, reason: note });
}

function rolloutRow(connection: SqliteConnection, rolloutId: string): RolloutRow {
  const row = connection.first(tables.selectFrom('firmware_rollouts').selectAll().where('rollout_id', '=', rolloutId));
  if (row !== undefined) return row;
  throw new NexusError('not_found', 'There is no such roll-out.', {
    hint: 'get_firmware_rollout without an id tells the newest.',
  });
}

function waveCounts(connection: SqliteConnection, { rollout_id, wave_count }: RolloutRow): WaveCounts[] {
  const waves = Array.from({ length: wave_count }, (): Record<keyof WaveCounts, number> => ({ ...NO_JOBS }));
  const counts = tables
    .selectFrom('firmware_jobs')
    .select(['wave', 'state'])
    .select(({ fn, eb }) => [fn.countAll<number>().as('count'), eb('released_ms', 'is', null).as('is_waiting')])
    .where('rollout_id', '=', rollout_id)
    .groupBy(['wave', 'state', 'is_waiting']);
  for (const { wave, state, count, is_waiting } of connection.all(counts)) {
    const counted = waves[wave ?? -1];
    if (counted !== undefined) counted[state === 'queued' && Boolean(is_waiting) ? 'waiting' : state] += count;
  }
  return waves;
}

function countsOf(excluded: readonly Exclusion[]): Record<string, number> {
  return Object.fromEntries(
    [...Map.groupBy(excluded, ({ reason }) => reason)].map(([reason, all]) => [reason, all.length]),
  );
}
