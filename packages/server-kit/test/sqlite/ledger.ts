import Database from 'better-sqlite3';
import type { SqliteOptions } from '../../src/sqlite.ts';

/** Two releases of one schema. */
export const MIGRATIONS = [
  'CREATE TABLE accounts (name TEXT PRIMARY KEY, cents INTEGER NOT NULL) STRICT',
  "ALTER TABLE accounts ADD COLUMN note TEXT NOT NULL DEFAULT 'none'",
] as const;

/** How a server would open its file: a ledger, whose id is `LEDG`. */
export function ledger(path: string, over: Partial<SqliteOptions> = {}): SqliteOptions {
  return {
    path,
    title: 'ledger',
    variable: 'LEDGER_DB_PATH',
    applicationId: 0x4c_45_44_47,
    migrations: MIGRATIONS,
    synchronous: 'FULL',
    ...over,
  };
}

/** A connection past the kit. */
export function bare(
  path: string,
  options: Database.Options = {},
): Disposable & { readonly database: Database.Database } {
  const database = new Database(path, options);
  return { database, [Symbol.dispose]: () => database.close() };
}
