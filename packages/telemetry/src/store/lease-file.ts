import { openSqlite, type SqliteFile } from '@nexus/server-kit/sqlite';
import { telemetryDatabase } from './database.ts';

/**
 * Opens a telemetry database for the leases in it, by a connection of its own.
 *
 * @throws {NexusError} as `openTelemetryStore`.
 */
export function openLeaseFile(path: string): Promise<SqliteFile> {
  return openSqlite({ ...telemetryDatabase, path });
}
