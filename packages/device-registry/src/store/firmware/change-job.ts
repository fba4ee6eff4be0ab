import type { DeviceStatus } from '@nexus/models';
import { type FirmwareJob, isOpen, type JobEvent, statusAfter, step } from '../../domain/firmware/job.ts';
import { isSameVersion } from '../../domain/firmware/version.ts';
import { writeAudit } from '../audit.ts';
import type { Deed } from '../firmware-store.ts';
import type { SqliteConnection } from '../sqlite-connection.ts';
import { tables } from '../tables.ts';
import { updateJob } from './job-rows.ts';

/**
 * Takes a job one step on, and its device with it, within a write transaction.
 *
 * @returns The job after the event; the same object when nothing changed.
 */
export function changeJob(
  connection: SqliteConnection,
  job: FirmwareJob,
  event: JobEvent,
  actor: string,
  reason?: string,
): FirmwareJob {
  const next = step(job, event);
  if (next === job) return job;
  updateJob(connection, next);
  const deed = { actor, at_ms: event.at_ms };
  if (event.kind === 'released') begin(connection, next, deed, reason);
  if (isOpen(job) && !isOpen(next)) settle(connection, next, deed);
  else if (!isOpen(job) && event.kind === 'reported') noteVersion(connection, next, event.report, deed);
  return next;
}

function begin(connection: SqliteConnection, job: FirmwareJob, deed: Deed, reason: string | undefined): void {
  const { device_id, job_id, previous_version, target_version, status_before } = job;
  connection.run(tables.updateTable('devices').set({ status: 'updating' }).where('device_id', '=', device_id));
  writeAudit(connection, {
    ...deed,
    action: 'firmware_update_started',
    subject: device_id,
    before: { status: status_before, firmware_version: previous_version },
    after: { status: 'updating', job_id, target_version },
    reason,
  });
}

/** Gives the device its status back, and the version that it reported. */
function settle(connection: SqliteConnection, job: FirmwareJob, deed: Deed): void {
  const { device_id, job_id, state, error, previous_version, target_version } = job;
  const status: DeviceStatus | undefined = statusAfter(job);
  const after = { job_id, ...(state === 'completed' && { firmware_version: target_version }), ...(error && { error }) };
  const before = state === 'completed' ? { firmware_version: previous_version } : undefined;
  writeAudit(connection, {
    ...deed,
    action: `firmware_update_${state}`,
    subject: device_id,
    ...(before && { before }),
    after: { ...after, ...(status !== undefined && { status }) },
  });
  if (state === 'completed') setVersion(connection, device_id, target_version);
  if (status === undefined) return; // its turn never came
  connection.run(
    tables.updateTable('devices').set({ status }).where('device_id', '=', device_id).where('status', '=', 'updating'),
  );
}

/** A device that was given up may finish after all: its job stays as it ended, but what it runs now is known. */
function noteVersion(
  connection: SqliteConnection,
  { device_id, job_id }: FirmwareJob,
  { status, firmware_version }: { readonly status: string; readonly firmware_version?: string | undefined },
  deed: Deed,
): void {
  if (status !== 'succeeded' || firmware_version === undefined || firmware_version === '') return;
  const device = tables.selectFrom('devices').select('firmware_version').where('device_id', '=', device_id);
  const known = connection.first(device)?.firmware_version ?? '';
  if (isSameVersion(known, firmware_version)) return;
  setVersion(connection, device_id, firmware_version);
  writeAudit(connection, {
    ...deed,
    action: 'firmware_version_reported',
    subject: device_id,
    before: { firmware_version: known },
    after: { firmware_version, job_id },
  });
}

function setVersion(connection: SqliteConnection, device_id: string, firmware_version: string): void {
  connection.run(tables.updateTable('devices').set({ firmware_version }).where('device_id', '=', device_id));
}
