import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { openDeviceRegistryStore } from '../../src/store/index.ts';
import { device, DEVICES, IMPORT, temporaryFolder, ZONES } from '../building.ts';
import { testDeviceRegistryStore } from './contract.ts';

describe('in SQLite', () => {
  testDeviceRegistryStore(() => openDeviceRegistryStore(':memory:'));
});

test('creates the folders and a file that only its owner may read', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'a/b/registry.db');
  await using store = await openDeviceRegistryStore(path);
  await store.setNote('a', 'b');
  expect([path, `${path}-wal`, `${path}-shm`].map((file) => statSync(file).mode & 0o777)).toEqual([
    0o600, 0o600, 0o600,
  ]);
});

test('a change is there after the file is opened again', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'registry.db');
  {
    await using store = await openDeviceRegistryStore(path);
    await store.importInventory({ zones: ZONES, devices: DEVICES }, IMPORT);
  }
  await using store = await openDeviceRegistryStore(path, { readOnly: true });
  expect(await store.info()).toEqual({ devices: 6, zones: 5, buildings: 2 });
});

test('read-only neither creates nor writes', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'registry.db');
  await expect(openDeviceRegistryStore(path, { readOnly: true })).rejects.toMatchObject({ code: 'not_found' });
  await (await openDeviceRegistryStore(path))[Symbol.asyncDispose]();
  await using store = await openDeviceRegistryStore(path, { readOnly: true });
  await expect(store.setNote('a', 'b')).rejects.toMatchObject({ code: 'permission_denied' });
});

test('two stores of one process on one file see each other at once', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'registry.db');
  await using one = await openDeviceRegistryStore(path);
  await using other = await openDeviceRegistryStore(path);
  await one.importInventory({ zones: ZONES, devices: [] }, IMPORT);
  await Promise.all([
    one.importInventory({ zones: [], devices: [device(1, 'N1-A')] }, IMPORT),
    other.importInventory({ zones: [], devices: [device(2, 'N1-A')] }, IMPORT),
  ]);
  expect((await one.info()).devices).toBe(2);
  expect((await other.info()).devices).toBe(2);
});

test('leaves a file that is no database as it is', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'notes.txt');
  const content = 'not a database, and long enough to hold a whole header of one. '.repeat(20);
  writeFileSync(path, content);
  await expect(openDeviceRegistryStore(path)).rejects.toMatchObject({
    code: 'unavailable',
    message: `${path} is no SQLite database.`,
  });
  expect(readFileSync(path, 'utf8')).toBe(content);
});

test("leaves another program's database as it is", async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'other.db');
  const other = new Database(path);
  other.exec('CREATE TABLE recipes (name TEXT)');
  other.close();
  const before = readFileSync(path);
  await expect(openDeviceRegistryStore(path)).rejects.toMatchObject({
    code: 'unavailable',
    message: `${path} is not a device registry.`,
  });
  expect(readFileSync(path).equals(before)).toBe(true);
});

test('refuses a file of a newer version', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'registry.db');
  await (await openDeviceRegistryStore(path))[Symbol.asyncDispose]();
  const newer = new Database(path);
  newer.pragma('user_version = 99');
  newer.close();
  await expect(openDeviceRegistryStore(path)).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('newer version (schema 99') as string,
    hint: expect.stringContaining('Update this program') as string,
  });
});

test('says when the file cannot be created', async () => {
  using folder = temporaryFolder();
  const file = join(folder.path, 'file');
  writeFileSync(file, '');
  const path = join(file, 'registry.db');
  await expect(openDeviceRegistryStore(path)).rejects.toMatchObject({
    code: 'unavailable',
    message: `The device registry ${path} cannot be created.`,
  });
});

test('the trail can be added to only', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'registry.db');
  await using store = await openDeviceRegistryStore(path);
  await store.importInventory({ zones: ZONES, devices: [] }, IMPORT);
  using database = closing(new Database(path));
  expect(() => database.value.exec("UPDATE audit SET actor = 'nobody'")).toThrow('append-only');
  expect(() => database.value.exec('DELETE FROM audit')).toThrow('append-only');
});

test('a dozen processes open the same fresh files at once and write without a fault or a loss', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'registry.db');
  const outcomes = await Promise.all(Array.from({ length: 12 }, (_, number) => runWriter(path, number)));
  expect(outcomes).toEqual(Array.from({ length: 12 }, () => ({ code: 0, stderr: '' })));
  await using store = await openDeviceRegistryStore(path);
  // Each of the 12 imports 10 devices of its own, changes the status of each, and beats all of them.
  expect(await store.info()).toEqual({ devices: 120, zones: 5, buildings: 2 });
  const { total } = await store.listDevices({ status: 'degraded' }, { limit: 1, offset: 0 });
  expect(total).toBe(120);
  const trail = await store.recentAudit(1_000);
  expect(Map.groupBy(trail, ({ action }) => action).get('status_changed')).toHaveLength(120);
  expect(await store.offlineDevices({}, IMPORT.at_ms, { limit: 1, offset: 0 })).toEqual({ devices: [], total: 0 });
  await using fresh = await openDeviceRegistryStore(`${path}-19`);
  const notes = await Promise.all(Array.from({ length: 12 }, (_, number) => fresh.getNote(String(number))));
  expect(notes).toEqual(Array.from({ length: 12 }, () => 'was here'));
}, 120_000);

async function runWriter(path: string, number: number) {
  const script = fileURLToPath(new URL('writer.ts', import.meta.url));
  const child = spawn(process.execPath, ['--conditions=@nexus/source', script, path, String(number)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stderr };
}

function closing(value: Database.Database): Disposable & { readonly value: Database.Database } {
  return { value, [Symbol.dispose]: () => value.close() };
}
