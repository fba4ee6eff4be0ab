import { NexusError } from '@nexus/models';
import Database from 'better-sqlite3';

export function isBusy(error: unknown): boolean {
  return error instanceof Database.SqliteError && /^SQLITE_(BUSY|LOCKED)/.test(error.code);
}

/**
 * What a caller can do about SQLite's own failures; any other error comes back as it is.
 *
 * @param file How to name it: by its path only to whoever started this process.
 */
export function explainSqliteError(error: unknown, file = 'The device registry'): unknown {
  if (!(error instanceof Database.SqliteError)) return error;
  const fault = (message: string, hint: string) => new NexusError('unavailable', message, { hint, cause: error });
  if (isBusy(error)) return fault('The device registry is busy; nothing was changed.', 'Try again in a few seconds.');
  if (error.code.startsWith('SQLITE_FULL')) {
    return fault('The disk of the device registry is full; nothing was changed.', 'Free some space and try again.');
  }
  if (error.code.startsWith('SQLITE_READONLY')) {
    return new NexusError('permission_denied', 'The device registry is open for reading only.', { cause: error });
  }
  if (error.code === 'SQLITE_NOTADB') {
    return fault(`${file} is no SQLite database.`, 'It was left as it is: move it away, or name another file.');
  }
  if (error.code.startsWith('SQLITE_CORRUPT')) {
    return fault(`${file} is damaged.`, 'It was left as it is: keep a copy and restore the last backup.');
  }
  if (error.code.startsWith('SQLITE_CANTOPEN')) {
    return fault(`${file} cannot be opened.`, 'Check that its folder exists and may be written.');
  }
  if (error.code.startsWith('SQLITE_IOERR')) {
    return fault(`${file} cannot be read or written.`, 'Check the disk, and that it is a local one.');
  }
  return error;
}
