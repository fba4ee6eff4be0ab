import type Database from 'better-sqlite3';
import { explainSqliteError, type SqliteNames } from './sqlite-errors.ts';
import { whileBusy } from './while-busy.ts';

/** An open file, each of whose transactions runs without a pause; actions are synchronous and may run again. */
export class SqliteFile {
  readonly database: Database.Database;
  readonly #names: SqliteNames;
  /** Made once: a wrapper for each action takes as long as beginning and ending a transaction. */
  readonly #transaction: Database.Transaction<(action: () => unknown) => unknown>;

  /** @param names The path is not in its messages, which reach callers of tools. */
  constructor(database: Database.Database, { title, variable }: { readonly title: string; readonly variable: string }) {
    this.database = database;
    this.#names = { title, variable, name: `The ${title}` };
    this.#transaction = database.transaction((action: () => unknown) => action());
  }

  /**
   * What `action` selects is of one instant.
   *
   * @throws {NexusError} `unavailable`, or what `action` throws.
   */
  async read<Result>(action: () => Result): Promise<Result> {
    return this.#explained(() => this.#transaction.deferred(action) as Result);
  }

  /** One statement, or several that need not be of one instant. @throws {NexusError} as `read`. */
  async look<Result>(action: () => Result): Promise<Result> {
    return this.#explained(action);
  }

  /**
   * All of what `action` writes or nothing; the lock is taken first, since a lock taken later cannot be waited for.
   *
   * @param rolledBack Puts back what `action` changed in memory, after each attempt of which the file kept nothing.
   * @throws {NexusError} `unavailable` when nothing could be written, `permission_denied` when the file was opened
   * read-only, or what `action` throws.
   */
  async write<Result>(action: () => Result, rolledBack?: () => void): Promise<Result> {
    return this.#explained(() => {
      try {
        return this.#transaction.immediate(action) as Result;
      } catch (error) {
        rolledBack?.();
        throw error;
      }
    });
  }

  close(): void {
    this.database.close();
  }

  async #explained<Result>(attempt: () => Result): Promise<Result> {
    try {
      return await whileBusy(attempt);
    } catch (error) {
      throw explainSqliteError(error, this.#names);
    }
  }
}
