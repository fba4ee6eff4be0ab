export { openSqlite, type SqliteOptions } from './sqlite/open-sqlite.ts';
export type { SqliteFile } from './sqlite/sqlite-file.ts';
