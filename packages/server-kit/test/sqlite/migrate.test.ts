import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { openSqlite } from '../../src/sqlite.ts';
import { checkOrigin, migrate } from '../../src/sqlite/migrate.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { bare, ledger } from './ledger.ts';

test('a file that another process fills during the look is still empty, and then of its kind, but never of another', () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'ledger.db');
  using other = bare(path);
  other.database.pragma('journal_mode = WAL');
  const fillBetweenTwoStatements = (sql: unknown) => {
    if (String(sql).includes('sqlite_schema')) migrate(other.database, ledger(path), Database);
  };
  using looking = bare(path, { verbose: fillBetweenTwoStatements });
  expect(checkOrigin(looking.database, ledger(path), Database)).toBe('empty');
  expect(checkOrigin(looking.database, ledger(path), Database)).toBe('current');
});

test('looks again under the lock: another program may have filled the file while this one waited for it', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'ledger.db');
  const script = fileURLToPath(new URL('other-program.ts', import.meta.url));
  const other = spawn(process.execPath, [script, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(other, 'close');
  await once(other.stdout, 'data'); // it has the lock
  await expect(openSqlite(ledger(path))).rejects.toMatchObject({ message: `${path} is no ledger.` });
  expect(await ended).toEqual([0, null]);
  using after = bare(path);
  expect(after.database.prepare('SELECT name FROM sqlite_schema').pluck().all()).toEqual(['recipes']);
});
