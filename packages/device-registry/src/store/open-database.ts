import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { NexusError } from '@nexus/models';
import Database from 'better-sqlite3';
import { checkOrigin, migrate } from './migrate.ts';
import { SqliteConnection } from './sqlite-connection.ts';
import { explainSqliteError, isBusy } from './sqlite-errors.ts';

const BUSY_TIMEOUT_MS = 5_000;
const ATTEMPTS = 6;

/** @throws {NexusError} see `openDeviceRegistryStore`. */
export async function openDatabase(path: string, readOnly: boolean): Promise<SqliteConnection> {
  if (path !== ':memory:') {
    if (!readOnly) createFile(path);
    else if (!existsSync(path)) {
      throw new NexusError('not_found', `There is no device registry at ${path}.`, {
        hint: 'Import an inventory, or start the registry once without read-only.',
      });
    }
  }
  for (let attempt = 1; ; attempt += 1) {
    try {
      return new SqliteConnection(open(path, readOnly));
    } catch (error) {
      // Where two processes switch a fresh file to WAL at once, SQLite answers one of them without waiting.
      if (!isBusy(error) || attempt === ATTEMPTS) throw explainSqliteError(error, path);
    }
    await sleep(20 + Math.random() * 80 * attempt);
  }
}

function open(path: string, readOnly: boolean): Database.Database {
  const database = new Database(path, { readonly: readOnly, timeout: BUSY_TIMEOUT_MS });
  try {
    database.pragma('trusted_schema = OFF');
    database.pragma('cell_size_check = ON');
    database.pragma('foreign_keys = ON');
    checkOrigin(database); // before anything is written: the file may be somebody else's
    if (readOnly) return database;
    database.pragma('journal_mode = WAL');
    database.pragma('journal_size_limit = 67108864');
    database.pragma('synchronous = FULL'); // a change that was answered survives a power cut
    migrate(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Only the owner may read an inventory; SQLite gives its side files the same mode. */
function createFile(path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    // Never opens a file that is there: closing it would drop the locks that this process holds on it.
    closeSync(openSync(path, 'wx', 0o600));
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'EEXIST' && existsSync(path)) return;
    throw new NexusError('unavailable', `The device registry ${path} cannot be created.`, {
      hint: 'Name a folder that may be written in NEXUS_DATA_DIR, or a file in NEXUS_DEVICE_DB_PATH.',
      cause,
    });
  }
}
