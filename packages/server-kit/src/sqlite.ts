export { type HeldLease, LEASE_TABLE, type LeaseOptions, runUnderLease } from './sqlite/lease.ts';
export type { Migration } from './sqlite/migrate.ts';
export { openSqlite, type SqliteOptions } from './sqlite/open-sqlite.ts';
export type { SqliteFile } from './sqlite/sqlite-file.ts';
export type { TaskStore } from './tasks/task-store.ts';
export { sqliteTasks, TASK_TABLE } from './sqlite/sqlite-tasks.ts';
