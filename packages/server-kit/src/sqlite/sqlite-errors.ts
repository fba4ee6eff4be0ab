import { NexusError } from '@nexus/models';

/** How a file is called in messages. */
export interface SqliteNames {
  /** Of its kind, such as `device registry`. */
  readonly title: string;
  /** The environment variable in which another file may be named. */
  readonly variable: string;
  /** Of this file: its path, or `The device registry`. */
  readonly name: string;
}

/** By its code, not its class: a program may have loaded two copies of the driver. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

export function isBusy(error: unknown): boolean {
  return /^SQLITE_(BUSY|LOCKED)/.test(errorCode(error));
}

/** What a caller can do about the failures of SQLite and of the disk; any other error comes back as it is. */
export function explainSqliteError(error: unknown, { title, variable, name }: SqliteNames): unknown {
  const code = errorCode(error);
  const fault = (message: string, hint: string) => new NexusError('unavailable', message, { hint, cause: error });
  if (NexusError.is(error)) return error;
  if (isBusy(error)) return fault(`The ${title} is busy; nothing was changed.`, 'Try again in a few seconds.');
  if (code === 'ENOSPC' || code.startsWith('SQLITE_FULL')) {
    return fault(`The disk of the ${title} is full; nothing was changed.`, 'Free some space and try again.');
  }
  if (code.startsWith('SQLITE_READONLY')) {
    return new NexusError('permission_denied', `The ${title} is open for reading only.`, {
      hint: `Check that the file in ${variable} and its folder may be written, and that nothing asked for read-only.`,
      cause: error,
    });
  }
  if (code === 'SQLITE_NOTADB') {
    return fault(
      `${name} is no SQLite database.`,
      `It was left as it is: move it away, or name another file in ${variable}.`,
    );
  }
  if (code.startsWith('SQLITE_CORRUPT')) {
    return fault(`${name} is damaged.`, 'It was left as it is: keep a copy and restore the last backup.');
  }
  if (code.startsWith('SQLITE_CANTOPEN')) {
    return fault(`${name} cannot be opened.`, 'Check that it is a file, and that it and its folder may be written.');
  }
  if (code.startsWith('SQLITE_IOERR')) {
    return fault(`${name} cannot be read or written.`, 'Check the disk, and that it is a local one.');
  }
  return error;
}
