import { randomBytes } from 'node:crypto';
import type { FirmwareJob } from '../../domain/firmware/job.ts';
import type { SqliteConnection } from '../sqlite-connection.ts';
import { type JobRow, tables } from '../tables.ts';

const ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'; // without 0, O, 1 and I
const ID_LENGTH = 10;

/** `JOB-7K3QZ9M2WX`: 50 random bits that a person can read out. */
export function newId(prefix: 'JOB' | 'PLAN' | 'ROLLOUT'): string {
  const letters = Array.from(randomBytes(ID_LENGTH), (byte) => ALPHABET[byte % ALPHABET.length]);
  return `${prefix}-${letters.join('')}`;
}

/** Jobs with the types of their devices. */
export function jobsQuery() {
  return tables
    .selectFrom('firmware_jobs')
    .innerJoin('devices', 'devices.device_id', 'firmware_jobs.device_id')
    .selectAll('firmware_jobs')
    .select('devices.device_type');
}

export function toJob(row: JobRow & { readonly device_type: string }): FirmwareJob {
  const { rollout_id, wave, stage, error, status_before, delivery: _, ...rest } = row;
  const { released_ms, sent_ms, started_ms, finished_ms, deadline_ms, ...job } = rest;
  return {
    ...job,
    ...(rollout_id !== null && { rollout_id }),
    ...(wave !== null && { wave }),
    ...(stage !== null && { stage }),
    ...(error !== null && { error }),
    ...(status_before !== null && { status_before }),
    ...(released_ms !== null && { released_ms }),
    ...(sent_ms !== null && { sent_ms }),
    ...(started_ms !== null && { started_ms }),
    ...(finished_ms !== null && { finished_ms }),
    ...(deadline_ms !== null && { deadline_ms }),
  };
}

export function insertJob(connection: SqliteConnection, job: FirmwareJob): void {
  const { job_id, device_id, rollout_id = null, wave = null, previous_version, target_version, created_ms } = job;
  const fixed = { job_id, device_id, rollout_id, wave, previous_version, target_version, created_ms };
  connection.run(tables.insertInto('firmware_jobs').values({ ...fixed, ...changing(job), delivery: 'none' }));
}

export function updateJob(connection: SqliteConnection, job: FirmwareJob): void {
  connection.run(tables.updateTable('firmware_jobs').set(changing(job)).where('job_id', '=', job.job_id));
}

function changing(job: FirmwareJob) {
  return {
    state: job.state,
    progress_pct: job.progress_pct,
    stage: job.stage ?? null,
    error: job.error ?? null,
    status_before: job.status_before ?? null,
    sequence: job.sequence,
    released_ms: job.released_ms ?? null,
    sent_ms: job.sent_ms ?? null,
    started_ms: job.started_ms ?? null,
    finished_ms: job.finished_ms ?? null,
    deadline_ms: job.deadline_ms ?? null,
  };
}
