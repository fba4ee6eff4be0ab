import {
  type HeldLease,
  type LeaseOptions,
  runUnderLease,
  type SqliteFile,
  sqliteTasks,
  type TaskStore,
} from '@nexus/server-kit/sqlite';
import type { Compilable } from 'kysely';

/** Runs built statements on one SQLite file, each transaction without a pause. */
export class SqliteConnection {
  readonly #file: SqliteFile;

  constructor(file: SqliteFile) {
    this.#file = file;
  }

  all<Row>(statement: Compilable<Row>): Row[] {
    const { sql, parameters } = statement.compile();
    return this.#file.database.prepare<unknown[], Row>(sql).all(...parameters);
  }

  first<Row>(statement: Compilable<Row>): Row | undefined {
    const { sql, parameters } = statement.compile();
    return this.#file.database.prepare<unknown[], Row>(sql).get(...parameters);
  }

  run(statement: Compilable): void {
    const { sql, parameters } = statement.compile();
    this.#file.database.prepare(sql).run(...parameters);
  }

  /** What `action` selects is of one instant. */
  read<Result>(action: () => Result): Promise<Result> {
    return this.#file.read(action);
  }

  /** All of what `action` writes or nothing. */
  write<Result>(action: () => Result): Promise<Result> {
    return this.#file.write(action);
  }

  /** Does work in one process at a time, see `runUnderLease`. */
  underLease(options: Omit<LeaseOptions, 'file'>, work: (held: HeldLease) => Promise<void>): Promise<void> {
    return runUnderLease({ ...options, file: this.#file }, work);
  }

  tasks(): TaskStore {
    return sqliteTasks(this.#file);
  }

  close(): void {
    this.#file.close();
  }
}
