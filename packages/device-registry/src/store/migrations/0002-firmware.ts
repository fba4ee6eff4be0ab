import { LEASE_TABLE } from '@nexus/server-kit/sqlite';

/** Firmware: plans, roll-outs and jobs, and which process moves them on. */
export const firmware = /* sql */ `
  CREATE TABLE firmware_plans (
    plan_id         TEXT PRIMARY KEY,
    created_ms      INTEGER NOT NULL,
    expires_ms      INTEGER NOT NULL,
    actor           TEXT NOT NULL,
    target_version  TEXT NOT NULL,
    max_failure_pct REAL NOT NULL,
    selector        TEXT NOT NULL,
    plan            TEXT NOT NULL,
    digest          TEXT NOT NULL,
    fleet_digest    TEXT NOT NULL
  ) STRICT;
  CREATE INDEX firmware_plans_by_expiry ON firmware_plans (expires_ms);

  CREATE TABLE firmware_rollouts (
    rollout_id      TEXT PRIMARY KEY,
    -- A plan is used once.
    plan_id         TEXT NOT NULL UNIQUE,
    digest          TEXT NOT NULL,
    target_version  TEXT NOT NULL,
    max_failure_pct REAL NOT NULL,
    wave_count      INTEGER NOT NULL,
    excluded        TEXT NOT NULL,
    state           TEXT NOT NULL CHECK (state IN ('running', 'paused', 'completed', 'stopped', 'cancelled')),
    note            TEXT,
    actor           TEXT NOT NULL,
    reason          TEXT NOT NULL,
    created_ms      INTEGER NOT NULL,
    finished_ms     INTEGER
  ) STRICT;
  CREATE INDEX firmware_rollouts_unfinished ON firmware_rollouts (rollout_id) WHERE finished_ms IS NULL;

  CREATE TABLE firmware_jobs (
    job_id           TEXT PRIMARY KEY,
    device_id        TEXT NOT NULL REFERENCES devices (device_id),
    rollout_id       TEXT REFERENCES firmware_rollouts (rollout_id),
    wave             INTEGER,
    previous_version TEXT NOT NULL,
    target_version   TEXT NOT NULL,
    state            TEXT NOT NULL
      CHECK (state IN ('queued', 'in_progress', 'completed', 'failed', 'cancelled', 'timed_out')),
    progress_pct     INTEGER NOT NULL,
    stage            TEXT,
    error            TEXT,
    status_before    TEXT,
    sequence         INTEGER NOT NULL,
    delivery         TEXT NOT NULL CHECK (delivery IN ('none', 'sending', 'sent', 'retracted')),
    created_ms       INTEGER NOT NULL,
    released_ms      INTEGER,
    sent_ms          INTEGER,
    started_ms       INTEGER,
    finished_ms      INTEGER,
    deadline_ms      INTEGER
  ) STRICT;
  CREATE UNIQUE INDEX firmware_jobs_one_open ON firmware_jobs (device_id) WHERE state IN ('queued', 'in_progress');
  CREATE INDEX firmware_jobs_by_rollout ON firmware_jobs (rollout_id, wave, state);
  CREATE INDEX firmware_jobs_by_device ON firmware_jobs (device_id);
  CREATE INDEX firmware_jobs_by_deadline ON firmware_jobs (deadline_ms) WHERE deadline_ms IS NOT NULL;
  CREATE INDEX firmware_jobs_by_delivery ON firmware_jobs (delivery, state) WHERE delivery != 'retracted';

  ${LEASE_TABLE}
`;
