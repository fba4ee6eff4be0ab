import type Database from 'better-sqlite3';

/** Small named values that are written together with what they are about. */
export function progressOf(database: Database.Database, key: string): string | undefined {
  return database.prepare<[string], string>('SELECT value FROM progress WHERE key = ?').pluck().get(key);
}

export function numberOf(database: Database.Database, key: string): number | undefined {
  const value = progressOf(database, key);
  return value === undefined ? undefined : Number(value);
}

export function setProgress(database: Database.Database, key: string, value: string | number): void {
  database
    .prepare('INSERT INTO progress VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value')
    .run(key, String(value));
}

/** Counts up, so that who listens sees that something has changed. */
export function bump(database: Database.Database, key: 'alerts_version' | 'rules_version'): void {
  setProgress(database, key, (numberOf(database, key) ?? 0) + 1);
}
