import { NexusError } from '@nexus/models';
import type Database from 'better-sqlite3';
import { migrations } from './migrations/index.ts';

/** `NXR1` in SQLite's header: tells a registry from the platform's other files. */
const APPLICATION_ID = 0x4e_58_52_31;

/**
 * Refuses a file that is not a registry, or one of a newer version.
 *
 * @throws {NexusError} `unavailable`
 */
export function checkOrigin(database: Database.Database): void {
  const refuse = (message: string, hint: string) =>
    new NexusError('unavailable', `${database.name} ${message}`, { hint: `${hint} It was left as it is.` });
  // Of one instant, as another process may be creating the file's content just now.
  const look = database.transaction(() => ({
    application: readNumber(database, 'application_id'),
    objects: Number(database.prepare('SELECT count(*) FROM sqlite_schema').pluck().get()),
    version: readNumber(database, 'user_version'),
  }));
  const { application, objects, version } = look.deferred();
  if (application !== APPLICATION_ID && (application !== 0 || objects > 0)) {
    throw refuse('is not a device registry.', 'Name another file in NEXUS_DEVICE_DB_PATH.');
  }
  if (version > migrations.length) {
    throw refuse(
      `was made by a newer version (schema ${version}; this program knows ${migrations.length}).`,
      'Update this program, or name another file in NEXUS_DEVICE_DB_PATH.',
    );
  }
  if (database.readonly && version < migrations.length) {
    throw refuse('has the schema of an older version.', 'Open it once without read-only, which brings it up to date.');
  }
}

/** Brings a file to the newest schema, all or nothing; whoever takes the lock first does it for all. */
export function migrate(database: Database.Database): void {
  if (readNumber(database, 'user_version') === migrations.length) return;
  const bringUpToDate = database.transaction(() => {
    checkOrigin(database);
    for (const migration of migrations.slice(readNumber(database, 'user_version'))) database.exec(migration);
    database.pragma(`application_id = ${APPLICATION_ID}`);
    database.pragma(`user_version = ${migrations.length}`);
  });
  bringUpToDate.immediate();
}

function readNumber(database: Database.Database, pragma: 'application_id' | 'user_version'): number {
  return Number(database.pragma(pragma, { simple: true }));
}
