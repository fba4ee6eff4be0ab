import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { openSqlite } from '../../src/sqlite.ts';
import { explainSqliteError } from '../../src/sqlite/sqlite-errors.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { bare, ledger } from './ledger.ts';

const COUNT = 'SELECT count(*) FROM accounts';

test('a write that fails half-way leaves nothing behind, and says so to whoever remembers something of it', async () => {
  const file = await openSqlite(ledger(':memory:'));
  const add = file.database.prepare('INSERT INTO accounts (name, cents) VALUES (?, 1)');
  const remembered: string[] = [];
  const addBoth = () => {
    for (const name of ['a', 'b']) {
      add.run(name);
      remembered.push(name);
    }
    throw new Error('no more ink');
  };
  await expect(file.write(addBoth, () => remembered.splice(0))).rejects.toThrow('no more ink');
  expect(remembered).toEqual([]);
  expect(await file.read(() => file.database.prepare(COUNT).pluck().get())).toBe(0);
  file.close();
});

test('what one read selects is of one instant, whatever is written meanwhile', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'ledger.db');
  const file = await openSqlite(ledger(path));
  using other = bare(path);
  const count = file.database.prepare(COUNT).pluck();
  const counts = await file.read(() => {
    const first = count.get();
    other.database.exec("INSERT INTO accounts (name, cents) VALUES ('a', 1)");
    return [first, count.get()];
  });
  expect(counts).toEqual([0, 0]);
  expect(await file.read(() => count.get())).toBe(1);
  file.close();
});

test('a write has the lock before it looks, so that nobody can write between its look and its change', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'ledger.db');
  const file = await openSqlite(ledger(path));
  using other = bare(path, { timeout: 0 });
  await file.write(() => {
    expect(() => other.database.exec('BEGIN IMMEDIATE')).toThrow('database is locked');
  });
  other.database.exec('BEGIN IMMEDIATE');
  file.close();
});

test('a write waits for the lock, and lets others run while it does', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'ledger.db');
  const file = await openSqlite(ledger(path));
  using holder = bare(path);
  holder.database.exec('BEGIN IMMEDIATE');
  let attempts = 0;
  const written = file.write(
    () => file.database.exec("INSERT INTO accounts (name, cents) VALUES ('a', 1)"),
    () => (attempts += 1),
  );
  await sleep(0); // SQLite's own wait is over by now; only in a pause between two of them can this go on
  holder.database.exec('COMMIT');
  await written;
  expect(attempts).toBeGreaterThanOrEqual(1);
  expect(file.database.prepare(COUNT).pluck().get()).toBe(1);
  file.close();
});

test.each(['IMMEDIATE', 'EXCLUSIVE'])('opens a fresh file on which another holds a lock (%s)', async (lock) => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'ledger.db');
  using holder = bare(path);
  holder.database.exec(`BEGIN ${lock}`);
  const opening = openSqlite(ledger(path));
  await sleep(0);
  holder.database.exec('COMMIT');
  const file = await opening;
  expect(file.database.pragma('journal_mode', { simple: true })).toBe('wal');
  file.close();
});

test('two of one process that open a fresh file at once both get it', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'ledger.db');
  const files = await Promise.all([openSqlite(ledger(path)), openSqlite(ledger(path))]);
  for (const [i, file] of files.entries()) {
    await file.write(() => file.database.prepare('INSERT INTO accounts (name, cents) VALUES (?, 1)').run(String(i)));
  }
  expect(files.map((file) => file.database.prepare(COUNT).pluck().get())).toEqual([2, 2]);
  for (const file of files) file.close();
});

test('a caller hears that the file is damaged, and not where it is', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'ledger.db');
  (await openSqlite(ledger(path))).close();
  writeFileSync(path, readFileSync(path).fill(0xff, 4_096, 8_192)); // the page of the table
  const file = await openSqlite(ledger(path));
  await expect(file.read(() => file.database.prepare('SELECT * FROM accounts').all())).rejects.toMatchObject({
    code: 'unavailable',
    message: 'The ledger is damaged.',
  });
  file.close();
});

test.each([
  ['SQLITE_BUSY', 'unavailable', 'The ledger is busy; nothing was changed.'],
  ['SQLITE_BUSY_SNAPSHOT', 'unavailable', 'The ledger is busy; nothing was changed.'],
  ['SQLITE_LOCKED', 'unavailable', 'The ledger is busy; nothing was changed.'],
  ['SQLITE_FULL', 'unavailable', 'The disk of the ledger is full; nothing was changed.'],
  ['SQLITE_READONLY_DBMOVED', 'permission_denied', 'The ledger is open for reading only.'],
  ['SQLITE_IOERR_READ', 'unavailable', 'The ledger cannot be read or written.'],
])('explains %s', (code, expected, message) => {
  const cause = new Database.SqliteError('as SQLite says it', code);
  const names = { title: 'ledger', variable: 'LEDGER_DB_PATH', name: 'The ledger' };
  expect(explainSqliteError(cause, names)).toMatchObject({ code: expected, message, cause });
});

test('an error that no caller can act on stays what it is', () => {
  const bug = new Database.SqliteError('no such column: x', 'SQLITE_ERROR');
  expect(explainSqliteError(bug, { title: 'ledger', variable: 'LEDGER_DB_PATH', name: 'The ledger' })).toBe(bug);
});
