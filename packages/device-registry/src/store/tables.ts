import type { DeviceStatus } from '@nexus/models';
import { DummyDriver, type Generated, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';

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

export interface RegistryTables {
  zones: ZoneRow;
  devices: DeviceRow;
  audit: AuditRow;
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
