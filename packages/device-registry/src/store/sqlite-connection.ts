import {
  type HeldLease,
  type LeaseOptions,
  runUnderLease,
  type SqliteFile,
  sqliteTasks,
  type TaskStore,
} from '@nexus/server-kit/sqlite';
import type Database from 'better-sqlite3';
import type { Compilable } from 'kysely';

/** More than the tools have; a text with a list of values in it is another one for each length. */
const MAX_PREPARED = 100;

/** Runs built statements on one SQLite file, each transaction without a pause. */
export class SqliteConnection {
  readonly #file: SqliteFile;
  /** By text, the one used last at the end. */
  readonly #prepared = new Map<string, Database.Statement>();

  constructor(file: SqliteFile) {
    this.#file = file;
  }

  all<Row>(statement: Compilable<Row>): Row[] {
    const { sql, parameters } = statement.compile();
    return this.#prepare(sql).all(...parameters) as Row[];
  }

  first<Row>(statement: Compilable<Row>): Row | undefined {
    const { sql, parameters } = statement.compile();
    return this.#prepare(sql).get(...parameters) as Row | undefined;
  }

  run(statement: Compilable): void {
    const { sql, parameters } = statement.compile();
    this.#prepare(sql).run(...parameters);
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

  /** Compiling a text takes SQLite longer than most of them take to run. */
  #prepare(sql: string): Database.Statement {
    const prepared = this.#prepared.get(sql) ?? this.#file.database.prepare(sql);
    this.#prepared.delete(sql);
    this.#prepared.set(sql, prepared);
    const [unused] = this.#prepared.keys();
    if (this.#prepared.size > MAX_PREPARED && unused !== undefined) this.#prepared.delete(unused);
    return prepared;
  }
}
