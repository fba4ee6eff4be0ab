import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { bundleProgram } from '../../../../tools/bundle-program.ts';
import { openDeviceRegistryStore } from '../../src/store/index.ts';
import { IMPORT, temporaryFolder } from '../building.ts';

const writer = await bundleProgram(new URL('writer.ts', import.meta.url));
afterAll(() => writer[Symbol.dispose]());

test('a dozen processes open the same fresh files at once and write without a fault or a loss', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'registry.db');
  const outcomes = await Promise.all(Array.from({ length: 12 }, (_, number) => writer.run(path, String(number))));
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
