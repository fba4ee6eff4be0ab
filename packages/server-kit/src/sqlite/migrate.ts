import { NexusError } from '@nexus/models';
import type Database from 'better-sqlite3';

/** The class that opens files: loaded when the first is, which no start waits for. */
export type Driver = typeof Database;

/** SQL, or what SQL cannot do; runs within the transaction of all of them. */
export type Migration = string | ((database: Database.Database) => void);

export interface SchemaOptions {
  /** What such a file is called in messages, in lower case and without an article, such as `device registry`. */
  readonly title: string;
  /** The environment variable in which another file may be named. */
  readonly variable: string;
  /** Four letters in the file's header that tell its kind from any other, as a number of 32 bits. */
  readonly applicationId: number;
  /** In order; the file's `user_version` counts those that it has had. A released one never changes. */
  readonly migrations: readonly Migration[];
}

/** `stale`: older than the migrations, or of before its kind had an id. */
type Origin = 'empty' | 'stale' | 'current';

/**
 * Refuses a file of another kind, one of a newer version, and one that would need migrating but is open read-only.
 *
 * @throws {NexusError} `unavailable`
 */
export function checkOrigin(database: Database.Database, options: SchemaOptions, driver: Driver): Origin {
  const { title, variable, applicationId, migrations } = options;
  const refuse = (message: string, hint: string) =>
    new NexusError('unavailable', `${database.name} ${message}`, { hint: `${hint} It was left as it is.` });
  // Of one instant, as another process may be creating the file's content just now.
  const look = database.transaction(() => ({
    application: readNumber(database, 'application_id'),
    objects: objectsOf(database),
    version: readNumber(database, 'user_version'),
  }));
  const { application, objects, version } = look.deferred();
  if (application === 0 && version === 0 && objects.length === 0) return 'empty';
  const isOurs =
    application === applicationId || (application === 0 && isUnstamped(objects, version, migrations, driver));
  if (!isOurs) throw refuse(`is no ${title}.`, `Name another file in ${variable}.`);
  if (version > migrations.length) {
    throw refuse(
      `was made by a newer version (schema ${version}; this program knows ${migrations.length}).`,
      `Update this program, or name another file in ${variable}.`,
    );
  }
  if (database.readonly && version < migrations.length) {
    throw refuse('has the schema of an older version.', 'Open it once without read-only, which brings it up to date.');
  }
  return application === applicationId && version === migrations.length ? 'current' : 'stale';
}

/** Brings a file to the newest schema, all or nothing; whoever takes the lock first does it for all. */
export function migrate(database: Database.Database, options: SchemaOptions, driver: Driver): void {
  const { applicationId, migrations } = options;
  const bringUpToDate = database.transaction(() => {
    if (checkOrigin(database, options, driver) === 'current') return;
    for (const migration of migrations.slice(readNumber(database, 'user_version'))) apply(database, migration);
    database.pragma(`application_id = ${applicationId}`);
    database.pragma(`user_version = ${migrations.length}`);
  });
  bringUpToDate.immediate();
}

function apply(database: Database.Database, migration: Migration): void {
  if (typeof migration === 'string') database.exec(migration);
  else migration(database);
}

/** Whether a file without an id has all that the migrations make: then it is from before its kind had one. */
function isUnstamped(
  objects: readonly string[],
  version: number,
  migrations: readonly Migration[],
  driver: Driver,
): boolean {
  if (version < 1 || version > migrations.length) return false;
  const model = new driver(':memory:');
  try {
    for (const migration of migrations.slice(0, version)) apply(model, migration);
    const there = new Set(objects);
    return objectsOf(model).every((object) => there.has(object));
  } finally {
    model.close();
  }
}

/** Tables, indexes, views and triggers, each as its kind and name. */
function objectsOf(database: Database.Database): string[] {
  return database.prepare<[], string>("SELECT type || ' ' || name FROM sqlite_schema").pluck().all();
}

function readNumber(database: Database.Database, pragma: 'application_id' | 'user_version'): number {
  return Number(database.pragma(pragma, { simple: true }));
}
