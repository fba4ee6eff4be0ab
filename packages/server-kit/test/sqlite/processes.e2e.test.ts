import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { bundleProgram } from '../../../../tools/bundle-program.ts';
import { openSqlite } from '../../src/sqlite.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import { ledger } from './ledger.ts';

const writer = await bundleProgram(new URL('writer.ts', import.meta.url));
afterAll(() => writer[Symbol.dispose]());

test('a dozen processes create the same fresh files at once and write without a fault or a loss', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'a', 'ledger.db');
  const names = Array.from({ length: 12 }, (_, number) => String(number));
  const outcomes = await Promise.all(names.map((name) => writer.run(path, name)));
  expect(outcomes).toEqual(names.map(() => ({ code: 0, stderr: '' })));

  const shared = await openSqlite(ledger(path));
  const all = 'SELECT name, cents FROM accounts ORDER BY CAST(name AS INTEGER)';
  // 12 processes add 1 to what they find, 25 times each.
  expect(shared.database.prepare(all).all()).toEqual([{ name: 'shared', cents: 300 }]);
  shared.close();
  for (let i = 0; i < 20; i += 1) {
    const fresh = await openSqlite(ledger(`${path}-${i}`, { readOnly: true }));
    expect(fresh.database.prepare(all).all()).toEqual(names.map((name) => ({ name, cents: 1 })));
    fresh.close();
  }
}, 120_000);
