import type { DeviceStatus } from '@nexus/models';
import { DummyDriver, type Generated, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';
import type { JobState } from '../domain/firmware/job.ts';
import type { RolloutState } from '../domain/firmware/rollout.ts';

export interface ZoneRow {
  zone_id: string;
  name: string;
  /** `matchKey(name)`: what a name given by a person is compared with. */
  name_key: string;
  building: string;
  building_key: string;
  floor: number;
  area_sqm: number;
  description: string | null;
  /** Words of id and name, see `searchText`. */
  search: string;
}

export interface DeviceRow {
  device_id: string;
  name: string;
  name_key: string;
  device_type: string;
  zone_id: string;
  ip_address: string | null;
  mac_address: string;
  firmware_version: string;
  hardware_revision: string;
  manufacturer: string;
  model_number: string;
  status: DeviceStatus;
  last_seen_ms: number | null;
  /** JSON. */
  metadata: string | null;
  search: string;
}

export interface AuditRow {
  audit_id: Generated<number>;
  at_ms: number;
  actor: string;
  action: string;
  subject: string;
  /** JSON. */
  before: string | null;
  /** JSON. */
  after: string | null;
  reason: string | null;
}

export interface PlanRow {
  plan_id: string;
  created_ms: number;
  expires_ms: number;
  actor: string;
  target_version: string;
  max_failure_pct: number;
  /** JSON. */
  selector: string;
  /** JSON. */
  plan: string;
  digest: string;
  fleet_digest: string;
}

export interface RolloutRow {
  rollout_id: string;
  plan_id: string;
  digest: string;
  target_version: string;
  max_failure_pct: number;
  wave_count: number;
  /** JSON. */
  excluded: string;
  state: RolloutState;
  note: string | null;
  actor: string;
  reason: string;
  created_ms: number;
  finished_ms: number | null;
}

export interface JobRow {
  job_id: string;
  device_id: string;
  rollout_id: string | null;
  wave: number | null;
  previous_version: string;
  target_version: string;
  state: JobState;
  progress_pct: number;
  stage: string | null;
  error: string | null;
  status_before: DeviceStatus | null;
  sequence: number;
  /** `sending` is written before anything is sent: whoever takes over then looks whether it was. */
  delivery: 'none' | 'sending' | 'sent' | 'retracted';
  created_ms: number;
  released_ms: number | null;
  sent_ms: number | null;
  started_ms: number | null;
  finished_ms: number | null;
  deadline_ms: number | null;
}

export interface RegistryTables {
  zones: ZoneRow;
  devices: DeviceRow;
  audit: AuditRow;
  firmware_plans: PlanRow;
  firmware_rollouts: RolloutRow;
  firmware_jobs: JobRow;
  lease: { name: string; holder: string; fence: number; expires_ms: number };
  notes: { key: string; value: string };
}

/**
 * Builds statements and runs none: `SqliteConnection` does, synchronously.
 *
 * A transaction is thereby never open across an `await`, where another store of this process could run into its lock.
 */
export const tables = new Kysely<RegistryTables>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
});
