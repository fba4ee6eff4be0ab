import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { NexusError } from '@nexus/models';
import type Database from 'better-sqlite3';
import { checkOrigin, type Driver, migrate, type SchemaOptions } from './migrate.ts';
import { errorCode, explainSqliteError } from './sqlite-errors.ts';
import { SqliteFile } from './sqlite-file.ts';
import { whileBusy } from './while-busy.ts';

/** SQLite waits without letting anything else run, so each wait is short; `whileBusy` makes up for it. */
const BUSY_TIMEOUT_MS = 1_000;
/** The log goes back to this once it was larger, 64 MiB. */
const JOURNAL_SIZE_BYTES = 64 * 1024 * 1024;

export interface SqliteOptions extends SchemaOptions {
  /** Of the file, or `:memory:`. */
  readonly path: string;
  /** `FULL`: an answered write survives a power cut. `NORMAL`: the last writes may be lost to one, and only those. */
  readonly synchronous: 'NORMAL' | 'FULL';
  /** Pages that a connection keeps in memory; SQLite's own 2,000 KiB by default. */
  readonly cacheKib?: number;
  /** Of a new file, 4,096 by default; large ones suit large values. */
  readonly pageBytes?: number;
  /** Neither creates nor migrates, and refuses every write. */
  readonly readOnly?: boolean;
}

/**
 * Opens a SQLite file that any number of processes open, migrate and write at once, creating it where it is not there.
 *
 * It is in WAL mode; its folder has mode 0700 and it 0600. What is not of this kind, or newer, is left as it was.
 *
 * @throws {NexusError} `not_found` for a missing or empty file that is opened read-only; `unavailable` for a file that
 * is of another kind, damaged, of a newer version, or of an older one and opened read-only, and for one that stays
 * busy or cannot be created.
 */
export async function openSqlite(options: SqliteOptions): Promise<SqliteFile> {
  const { path, title, variable, readOnly = false } = options;
  try {
    if (path !== ':memory:' && !readOnly) createFile(options);
    if (readOnly && !existsSync(path)) throw missing(options);
    const { default: driver } = await import('better-sqlite3');
    return new SqliteFile(await whileBusy(() => open(options, driver)), options);
  } catch (error) {
    // Whoever starts the process may read the path; who calls a tool of it may not.
    throw explainSqliteError(error, { title, variable, name: path });
  }
}

function open(options: SqliteOptions, driver: Driver): Database.Database {
  const { path, synchronous, cacheKib, pageBytes, readOnly = false } = options;
  const database = new driver(path, { readonly: readOnly, timeout: BUSY_TIMEOUT_MS });
  try {
    database.pragma('trusted_schema = OFF');
    database.pragma('cell_size_check = ON');
    database.pragma('foreign_keys = ON');
    if (cacheKib !== undefined) database.pragma(`cache_size = -${cacheKib}`);
    const origin = checkOrigin(database, options, driver); // before anything is written: the file may be somebody else's
    if (readOnly) {
      if (origin === 'empty') throw missing(options);
      return database;
    }
    if (pageBytes !== undefined && origin === 'empty') database.pragma(`page_size = ${pageBytes}`);
    // Where two processes switch a fresh file to WAL at once, SQLite tells one of them without any wait that it is busy.
    database.pragma('journal_mode = WAL');
    database.pragma(`journal_size_limit = ${JOURNAL_SIZE_BYTES}`);
    database.pragma(`synchronous = ${synchronous}`);
    if (origin !== 'current') migrate(database, options, driver);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** SQLite gives its side files the mode of the file, so only the owner may read any of them. */
function createFile({ path, title, variable }: SqliteOptions): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    // Never opens a file that is there: closing it would drop the locks that this process holds on it.
    closeSync(openSync(path, 'wx', 0o600));
  } catch (cause) {
    const code = errorCode(cause);
    if (code === 'EEXIST' && existsSync(path)) return;
    if (code === 'ENOSPC') throw cause;
    throw new NexusError('unavailable', `The ${title} ${path} cannot be created.`, {
      hint: `Name a folder that may be written in NEXUS_DATA_DIR, or a file in ${variable}.`,
      cause,
    });
  }
}

function missing({ path, title, variable }: SqliteOptions): NexusError {
  return new NexusError('not_found', `There is no ${title} at ${path}.`, {
    hint: `Open it once without read-only, which creates it, or name another file in ${variable}.`,
  });
}
