import { setTimeout as sleep } from 'node:timers/promises';
import type Database from 'better-sqlite3';
import type { Compilable } from 'kysely';
import { explainSqliteError, isBusy } from './sqlite-errors.ts';

const ATTEMPTS = 3;

/** Runs built statements on one SQLite file, each transaction without a pause. */
export class SqliteConnection {
  readonly #database: Database.Database;

  constructor(database: Database.Database) {
    this.#database = database;
  }

  all<Row>(statement: Compilable<Row>): Row[] {
    const { sql, parameters } = statement.compile();
    return this.#database.prepare<unknown[], Row>(sql).all(...parameters);
  }

  first<Row>(statement: Compilable<Row>): Row | undefined {
    const { sql, parameters } = statement.compile();
    return this.#database.prepare<unknown[], Row>(sql).get(...parameters);
  }

  run(statement: Compilable): void {
    const { sql, parameters } = statement.compile();
    this.#database.prepare(sql).run(...parameters);
  }

  /** What `action` selects is of one instant. */
  read<Result>(action: () => Result): Promise<Result> {
    return this.#attempt(() => this.#database.transaction(action).deferred());
  }

  /** All of what `action` writes or nothing; the lock is taken first, since a lock taken later cannot be waited for. */
  write<Result>(action: () => Result): Promise<Result> {
    return this.#attempt(() => this.#database.transaction(action).immediate());
  }

  close(): void {
    this.#database.close();
  }

  /** SQLite itself has waited `busy_timeout` before it says that the file is busy. */
  async #attempt<Result>(action: () => Result): Promise<Result> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return action();
      } catch (error) {
        if (!isBusy(error) || attempt === ATTEMPTS) throw explainSqliteError(error);
      }
      await sleep(20 + Math.random() * 80);
    }
  }
}
