import { createHash } from 'node:crypto';
import { NexusError } from '@nexus/models';
import { sql } from 'kysely';
import { type FleetDevice, planRollout, type RolloutPlan } from '../../domain/firmware/plan.ts';
import type { FleetSelector, PlanRequest, StoredPlan } from '../firmware-store.ts';
import { devicesMatching, valuesOf } from '../queries.ts';
import type { SqliteConnection } from '../sqlite-connection.ts';
import { type PlanRow, tables } from '../tables.ts';
import { newId } from './job-rows.ts';

const VALID_MS = 30 * 60_000;
const KEPT_MS = 24 * 60 * 60_000;
/** As `get_offline_devices` has it. */
const OFFLINE_AFTER_MS = 10 * 60_000;

/** Within a transaction; writes only a plan that is to be kept. */
export function makePlan(connection: SqliteConnection, request: PlanRequest): StoredPlan {
  const { selector, target_version, waves, max_failure_pct, allow_downgrade, at_ms, actor } = request;
  const fleet = readFleet(connection, selector);
  const plan = planRollout(fleet, {
    target_version,
    waves,
    allow_downgrade,
    seen_since_ms: at_ms - OFFLINE_AFTER_MS,
  });
  const fleet_digest = fleetDigest(fleet);
  const stored: StoredPlan = {
    plan_id: newId('PLAN'),
    digest: digestOf([target_version, max_failure_pct, plan.targets, plan.wave_sizes, fleet_digest]),
    created_ms: at_ms,
    expires_ms: at_ms + VALID_MS,
    target_version,
    max_failure_pct,
    plan,
  };
  if (!request.keep) return stored;
  connection.run(tables.deleteFrom('firmware_plans').where('expires_ms', '<', at_ms - KEPT_MS));
  connection.run(
    tables.insertInto('firmware_plans').values({
      ...stored,
      actor,
      fleet_digest,
      selector: JSON.stringify(selector),
      plan: JSON.stringify(plan),
    }),
  );
  return stored;
}

export function planRow(connection: SqliteConnection, planId: string): PlanRow | undefined {
  return connection.first(tables.selectFrom('firmware_plans').selectAll().where('plan_id', '=', planId));
}

export function toPlan(row: PlanRow): StoredPlan {
  const { plan_id, digest, created_ms, expires_ms, target_version, max_failure_pct } = row;
  const plan = JSON.parse(row.plan) as RolloutPlan;
  return { plan_id, digest, created_ms, expires_ms, target_version, max_failure_pct, plan };
}

/** @throws {NexusError} `conflict` when what the plan was made for is not what there is. */
export function assertFleetUnchanged(connection: SqliteConnection, row: PlanRow): void {
  const fleet = readFleet(connection, JSON.parse(row.selector) as FleetSelector);
  if (fleetDigest(fleet) === row.fleet_digest) return;
  throw new NexusError('conflict', 'The fleet changed since this plan was made; nothing was started.', {
    hint: 'A device came, went, got another version or another job. Call plan_firmware_rollout again.',
  });
}

function readFleet(connection: SqliteConnection, { device_ids, ...filter }: FleetSelector): FleetDevice[] {
  let query = devicesMatching(filter);
  if (device_ids !== undefined) query = query.where('devices.device_id', 'in', valuesOf(device_ids));
  const rows = connection.all(
    query
      .select(['devices.device_id', 'devices.name', 'devices.device_type', 'devices.zone_id', 'devices.status'])
      .select(['devices.firmware_version', 'devices.last_seen_ms'])
      .select(
        sql<number>`exists (select 1 from firmware_jobs as job where job.device_id = devices.device_id
          and job.state in ('queued', 'in_progress'))`.as('has_open_job'),
      )
      .orderBy('devices.device_id'),
  );
  const sensors = sensorsByZone(connection);
  return rows.map(({ last_seen_ms, has_open_job, ...row }) => ({
    ...row,
    ...(last_seen_ms !== null && { last_seen_ms }),
    has_open_job: has_open_job === 1,
    is_only_sensor:
      sensors.get(`${row.zone_id}\0${row.device_type}`) === 1 && sensors.has(`${row.zone_id}\0occupancy_sensor`),
  }));
}

/** How many sensors of each type a zone has in use. */
function sensorsByZone(connection: SqliteConnection): Map<string, number> {
  const counts = tables
    .selectFrom('devices')
    .select(['zone_id', 'device_type'])
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('status', '!=', 'decommissioned')
    .where(sql<boolean>`substr(device_type, -7) = '_sensor'`)
    .groupBy(['zone_id', 'device_type']);
  return new Map(connection.all(counts).map((row) => [`${row.zone_id}\0${row.device_type}`, row.count]));
}

/** Who is in it, what they run, and who could not be updated for good; not who was heard of when. */
function fleetDigest(fleet: readonly FleetDevice[]): string {
  return digestOf(
    fleet.map(({ device_id, firmware_version, status, has_open_job }) => [
      device_id,
      firmware_version,
      status === 'decommissioned',
      has_open_job,
    ]),
  );
}

function digestOf(value: unknown): string {
  return `sha256:${createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 32)}`;
}
