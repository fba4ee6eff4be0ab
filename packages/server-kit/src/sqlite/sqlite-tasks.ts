import type { StoredTask, TaskStore } from '../tasks/task-store.ts';
import type { SqliteFile } from './sqlite-file.ts';

/** For the migrations of a store whose file holds the tasks of its server. */
export const TASK_TABLE = `
  CREATE TABLE tasks (
    task_id        TEXT PRIMARY KEY,
    owner          TEXT NOT NULL,
    tool           TEXT NOT NULL,
    status         TEXT NOT NULL CHECK (status IN ('working', 'completed', 'failed', 'cancelled')),
    status_message TEXT,
    started        TEXT NOT NULL,
    result         TEXT,
    created_ms     INTEGER NOT NULL,
    updated_ms     INTEGER NOT NULL,
    expires_ms     INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX tasks_by_owner ON tasks (owner, created_ms);
  CREATE INDEX tasks_by_expiry ON tasks (expires_ms);
`;

type Row = { readonly [Name in keyof StoredTask]-?: Exclude<StoredTask[Name], undefined> | null } & StoredTask;

/** The tasks of a server in one of its own files. */
export function sqliteTasks(file: SqliteFile): TaskStore {
  const { database } = file;
  return {
    create(task) {
      return file.write(() => {
        database.prepare('DELETE FROM tasks WHERE expires_ms <= ?').run(task.created_ms);
        database
          .prepare(
            `INSERT INTO tasks VALUES (:task_id, :owner, :tool, :status, :status_message, :started, :result,
             :created_ms, :updated_ms, :expires_ms)`,
          )
          .run({ status_message: null, result: null, ...task });
      });
    },
    get(taskId, owner, at_ms) {
      const one = database.prepare<unknown[], Row>(
        'SELECT * FROM tasks WHERE task_id = ? AND owner = ? AND expires_ms > ?',
      );
      return file.read(() => {
        const row = one.get(taskId, owner, at_ms);
        return row && toTask(row);
      });
    },
    list(owner, at_ms, limit) {
      const all = database.prepare<unknown[], Row>(
        'SELECT * FROM tasks WHERE owner = ? AND expires_ms > ? ORDER BY created_ms DESC, task_id LIMIT ?',
      );
      return file.read(() => all.all(owner, at_ms, limit).map(toTask));
    },
    update(taskId, { status, status_message = null, result = null, updated_ms }) {
      const change = database.prepare(
        `UPDATE tasks SET status = ?, status_message = ?, result = ?, updated_ms = ?
         WHERE task_id = ? AND status = 'working'`,
      );
      return file.write(() => change.run(status, status_message, result, updated_ms, taskId).changes === 1);
    },
  };
}

function toTask({ status_message, result, ...row }: Row): StoredTask {
  return { ...row, ...(status_message !== null && { status_message }), ...(result !== null && { result }) };
}
