import { openSqlite, type SqliteFile } from '@nexus/server-kit/sqlite';
import { migrations } from './migrations/index.ts';

/**
 * Opens a telemetry database for the leases in it, by a connection of its own.
 *
 * @throws {NexusError} as `openTelemetryStore`.
 */
export function openLeaseFile(path: string): Promise<SqliteFile> {
  return openSqlite({
    path,
    title: 'telemetry database',
    variable: 'NEXUS_TELEMETRY_DB_PATH',
    applicationId: 0x4e_58_54_31,
    migrations,
    synchronous: 'NORMAL',
  });
}
