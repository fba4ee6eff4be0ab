import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { NexusError } from '@nexus/models';
import Database from 'better-sqlite3';
import { migrations } from './migrations/index.ts';

const BUSY_TIMEOUT_MS = 5_000;
const ATTEMPTS = 6;

/**
 * Opens and migrates the file, which any number of processes may do at once.
 *
 * @throws {NexusError} `unavailable` when the file is no telemetry database, is damaged, was made by a newer version,
 * stays locked, or cannot be created.
 */
export async function openDatabase(path: string): Promise<Database.Database> {
  let db: Database.Database | undefined;
  try {
    if (path !== ':memory:') createPrivately(path);
    const opened = new Database(path, { timeout: BUSY_TIMEOUT_MS });
    db = opened;
    // Two processes that switch to WAL at once get SQLITE_BUSY without any wait.
    await retryWhileBusy(() => prepare(opened));
    return opened;
  } catch (error) {
    db?.close();
    throw storeFault(error, path);
  }
}

/** Runs a synchronous write again, after a pause of random length, while another process holds the lock. */
export async function retryWhileBusy<Result>(write: () => Result): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return write();
    } catch (error) {
      if (!isBusy(error) || attempt === ATTEMPTS) throw error;
      await sleep(2 ** attempt * 10 * (0.5 + Math.random()));
    }
  }
}

/** What the database or the file system says, as a fault that the caller can act on; anything else as it is. */
export function storeFault(error: unknown, path: string): unknown {
  if (NexusError.is(error) || !(error instanceof Error)) return error;
  const code = 'code' in error ? String(error.code) : '';
  const [message, hint] = describe(code);
  if (message === undefined) return error;
  return new NexusError('unavailable', `${message} (${path}).`, { hint, cause: error });
}

function describe(code: string): [message?: string, hint?: string] {
  if (isBusyCode(code)) return ['The telemetry database stays locked by another process', 'Try again in a moment.'];
  if (code === 'SQLITE_FULL' || code === 'ENOSPC') {
    return ['There is no space left for the telemetry database', 'Free some space; nothing stored was lost.'];
  }
  if (code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT')) {
    return ['The file is damaged or no telemetry database', 'Name another file in NEXUS_TELEMETRY_DB_PATH.'];
  }
  if (/^(SQLITE_(CANTOPEN|READONLY|IOERR|PERM)|EACCES|EPERM|EROFS|ENOTDIR|EISDIR|EEXIST)/.test(code)) {
    return [
      'The telemetry database cannot be written',
      'Check the path in NEXUS_TELEMETRY_DB_PATH and its permissions.',
    ];
  }
  return [];
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && isBusyCode(String(error.code));
}

function isBusyCode(code: string): boolean {
  return code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED');
}

/** SQLite gives the journal files the mode of the database, so only the owner may read any of them. */
function createPrivately(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  try {
    closeSync(openSync(path, 'wx', 0o600));
    chmodSync(path, 0o600);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}

function prepare(db: Database.Database): void {
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = NORMAL');
  db.pragma('foreign_keys = ON');
  db.pragma('trusted_schema = OFF');
  db.pragma('cell_size_check = ON');
  db.pragma('journal_size_limit = 67108864');
  db.pragma('cache_size = -65536');
  if (versionOf(db) !== migrations.length) db.transaction(() => migrate(db)).immediate();
}

function migrate(db: Database.Database): void {
  const version = versionOf(db);
  if (version > migrations.length) {
    throw new NexusError('unavailable', 'The telemetry database was made by a newer version of this program.', {
      hint: 'Update this program, or name another file in NEXUS_TELEMETRY_DB_PATH.',
    });
  }
  if (version === 0 && db.prepare('SELECT 1 FROM sqlite_schema').get() !== undefined) {
    throw new NexusError('unavailable', 'The file is the database of something else.', {
      hint: 'Name another file in NEXUS_TELEMETRY_DB_PATH.',
    });
  }
  for (const migration of migrations.slice(version)) db.exec(migration);
  db.pragma(`user_version = ${migrations.length}`);
}

function versionOf(db: Database.Database): number {
  return Number(db.pragma('user_version', { simple: true }));
}
