import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openSqlite } from '../../src/sqlite.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { bare, ledger, MIGRATIONS } from './ledger.ts';

const ADD = "INSERT INTO accounts (name, cents) VALUES ('a', 5)";
const ALL = 'SELECT * FROM accounts';

/** What says whose the file is, and how far it was migrated. */
function marks(path: string) {
  using other = bare(path, { readonly: true });
  const read = (pragma: string) => other.database.pragma(pragma, { simple: true });
  return { application_id: read('application_id'), user_version: read('user_version') };
}

test('creates the folders and a file that only their owner may read, in WAL mode and with its marks', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'a', 'b', 'ledger.db');
  const file = await openSqlite(ledger(path, { cacheKib: 4_000 }));
  await file.write(() => file.database.exec(ADD));
  const mode = (name: string) => statSync(name).mode & 0o777;
  expect([path, `${path}-wal`, `${path}-shm`].map(mode)).toEqual([0o600, 0o600, 0o600]);
  expect([dirname(path), dirname(dirname(path))].map(mode)).toEqual([0o700, 0o700]);
  const pragmas = ['journal_mode', 'synchronous', 'foreign_keys', 'trusted_schema', 'cache_size'];
  const set = pragmas.map((name) => [name, file.database.pragma(name, { simple: true })]);
  expect(Object.fromEntries(set)).toEqual({
    journal_mode: 'wal',
    synchronous: 2, // FULL
    foreign_keys: 1,
    trusted_schema: 0,
    cache_size: -4_000,
  });
  file.close();
  expect(marks(path)).toEqual({ application_id: 0x4c_45_44_47, user_version: 2 });
});

test('a file in memory needs no path', async () => {
  const file = await openSqlite(ledger(':memory:'));
  await file.write(() => file.database.exec(ADD));
  expect(await file.read(() => file.database.prepare(ALL).all())).toEqual([{ name: 'a', cents: 5, note: 'none' }]);
  file.close();
});

test('does not follow a link that leads nowhere', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'ledger.db');
  const target = join(folder.path, 'elsewhere');
  symlinkSync(target, path);
  await expect(openSqlite(ledger(path))).rejects.toMatchObject({ code: 'unavailable' });
  expect(existsSync(target)).toBe(false);
});

test('says when the file cannot be created, and where another can be named', async () => {
  using folder = temporaryFolder();
  writeFileSync(join(folder.path, 'file'), '');
  const path = join(folder.path, 'file', 'ledger.db');
  await expect(openSqlite(ledger(path))).rejects.toMatchObject({
    code: 'unavailable',
    message: `The ledger ${path} cannot be created.`,
    hint: 'Name a folder that may be written in NEXUS_DATA_DIR, or a file in LEDGER_DB_PATH.',
  });
});

test('says that a folder cannot be opened', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'ledger.db');
  mkdirSync(path);
  await expect(openSqlite(ledger(path))).rejects.toMatchObject({
    code: 'unavailable',
    message: `${path} cannot be opened.`,
  });
});

describe('migrates', () => {
  test('an older file, and keeps what is in it', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'ledger.db');
    const older = await openSqlite(ledger(path, { migrations: MIGRATIONS.slice(0, 1) }));
    await older.write(() => older.database.exec(ADD));
    older.close();
    expect(marks(path).user_version).toBe(1);
    const file = await openSqlite(ledger(path));
    expect(file.database.prepare(ALL).all()).toEqual([{ name: 'a', cents: 5, note: 'none' }]);
    file.close();
    expect(marks(path).user_version).toBe(2);
  });

  test('all the way or not at all', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'ledger.db');
    const broken = ledger(path, { migrations: [...MIGRATIONS, 'CREATE TABLE more (x) STRICT'] }); // a type is missing
    await expect(openSqlite(broken)).rejects.toThrow('missing datatype');
    expect(marks(path)).toEqual({ application_id: 0, user_version: 0 });
    (await openSqlite(ledger(path))).close();
    expect(marks(path).user_version).toBe(2);
  });

  test('and marks a file that is from before its kind had an id', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'ledger.db');
    {
      using old = bare(path);
      old.database.exec(MIGRATIONS[0]);
      old.database.exec(ADD);
      old.database.exec('CREATE INDEX of_its_user ON accounts (cents)');
      old.database.pragma('user_version = 1');
    }
    const file = await openSqlite(ledger(path));
    expect(file.database.prepare(ALL).all()).toEqual([{ name: 'a', cents: 5, note: 'none' }]);
    file.close();
    expect(marks(path)).toEqual({ application_id: 0x4c_45_44_47, user_version: 2 });
  });
});

describe('leaves as it is', () => {
  const made = (path: string, sql: string, pragma = 'user_version = 0') => {
    using other = bare(path);
    other.database.exec(sql);
    other.database.pragma(pragma);
  };

  test.each([
    ["another program's database", 'is no ledger.', (path: string) => made(path, 'CREATE TABLE recipes (name TEXT)')],
    [
      "another program's database of a version that the ledger has too",
      'is no ledger.',
      (path: string) => made(path, 'CREATE TABLE recipes (name TEXT)', 'user_version = 2'),
    ],
    [
      "another program's database that is empty so far",
      'is no ledger.',
      (path: string) => made(path, '', 'application_id = 7'),
    ],
    ['an empty database that counts versions', 'is no ledger.', (path: string) => made(path, '', 'user_version = 1')],
    [
      'a text, long enough to hold a header',
      'is no SQLite database.',
      (path: string) => writeFileSync(path, 'not a database '.repeat(100)),
    ],
    ['a text that is short', 'is no SQLite database.', (path: string) => writeFileSync(path, 'short')],
  ])('%s', async (_, message, make) => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'other.db');
    make(path);
    const before = readFileSync(path);
    for (const readOnly of [false, true]) {
      await expect(openSqlite(ledger(path, { readOnly }))).rejects.toMatchObject({
        code: 'unavailable',
        message: `${path} ${message}`,
        hint: expect.stringContaining('another file in LEDGER_DB_PATH') as string,
      });
    }
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(readdirSync(folder.path)).toEqual(['other.db']);
  });

  test('a file of a newer version', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'ledger.db');
    (await openSqlite(ledger(path))).close();
    made(path, '', 'user_version = 99');
    const before = readFileSync(path);
    await expect(openSqlite(ledger(path))).rejects.toMatchObject({
      code: 'unavailable',
      message: `${path} was made by a newer version (schema 99; this program knows 2).`,
      hint: 'Update this program, or name another file in LEDGER_DB_PATH. It was left as it is.',
    });
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test('a damaged file', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'ledger.db');
    (await openSqlite(ledger(path))).close();
    const damaged = readFileSync(path).fill(0xff, 100, 4_096); // the schema's page, after the header
    writeFileSync(path, damaged);
    await expect(openSqlite(ledger(path))).rejects.toMatchObject({
      code: 'unavailable',
      message: `${path} is damaged.`,
    });
    expect(readFileSync(path).equals(damaged)).toBe(true);
  });
});

describe('read-only', () => {
  test('creates nothing', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'a', 'ledger.db');
    await expect(openSqlite(ledger(path, { readOnly: true }))).rejects.toMatchObject({
      code: 'not_found',
      message: `There is no ledger at ${path}.`,
    });
    expect(readdirSync(folder.path)).toEqual([]);
  });

  test('takes a file that another process is about to fill for a missing one', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'ledger.db');
    writeFileSync(path, '');
    await expect(openSqlite(ledger(path, { readOnly: true }))).rejects.toMatchObject({ code: 'not_found' });
  });

  test('reads, and refuses every write', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'ledger.db');
    const writer = await openSqlite(ledger(path));
    await writer.write(() => writer.database.exec(ADD));
    const reader = await openSqlite(ledger(path, { readOnly: true }));
    expect(await reader.read(() => reader.database.prepare(ALL).all())).toHaveLength(1);
    await expect(reader.write(() => reader.database.exec('DELETE FROM accounts'))).rejects.toMatchObject({
      code: 'permission_denied',
      message: 'The ledger is open for reading only.',
    });
    expect(await writer.read(() => writer.database.prepare(ALL).all())).toHaveLength(1);
    reader.close();
    writer.close();
  });

  test('does not migrate', async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, 'ledger.db');
    (await openSqlite(ledger(path, { migrations: MIGRATIONS.slice(0, 1) }))).close();
    await expect(openSqlite(ledger(path, { readOnly: true }))).rejects.toMatchObject({
      code: 'unavailable',
      message: `${path} has the schema of an older version.`,
    });
    expect(marks(path).user_version).toBe(1);
  });
});
