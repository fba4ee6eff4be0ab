import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { openDeviceRegistryStore } from '../../src/store/index.ts';
import { device, DEVICES, IMPORT, temporaryFolder, ZONES } from '../building.ts';
import { testDeviceRegistryStore } from './contract.ts';

describe('in SQLite', () => {
  testDeviceRegistryStore(() => openDeviceRegistryStore(':memory:'));
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

test('knows a registry by its mark', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'registry.db');
  await using store = await openDeviceRegistryStore(path);
  await store.setNote('a', 'b');
  using other = closing(new Database(path));
  expect(other.value.pragma('application_id', { simple: true })).toBe(0x4e_58_52_31); // NXR1
  other.value.pragma('application_id = 7');
  await expect(openDeviceRegistryStore(path)).rejects.toMatchObject({
    code: 'unavailable',
    message: `${path} is no device registry.`,
    hint: 'Name another file in NEXUS_DEVICE_DB_PATH. It was left as it is.',
  });
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

test('the trail can be added to only', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'registry.db');
  await using store = await openDeviceRegistryStore(path);
  await store.importInventory({ zones: ZONES, devices: [] }, IMPORT);
  using database = closing(new Database(path));
  expect(() => database.value.exec("UPDATE audit SET actor = 'nobody'")).toThrow('append-only');
  expect(() => database.value.exec('DELETE FROM audit')).toThrow('append-only');
});

function closing(value: Database.Database): Disposable & { readonly value: Database.Database } {
  return { value, [Symbol.dispose]: () => value.close() };
}
