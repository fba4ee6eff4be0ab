import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { afterAll, expect, test } from 'vitest';
import { bundleProgram } from '../../../../tools/bundle-program.ts';
import { openTelemetryStore } from '../../src/store/index.ts';
import { openBuilding } from '../building.ts';

const writer = await bundleProgram(new URL('writer.ts', import.meta.url));
afterAll(() => writer[Symbol.dispose]());

test('twelve processes that open one fresh file at once lose nothing', { timeout: 60_000 }, async () => {
  await using building = await openBuilding();
  const path = join(building.folder, 'fresh', 'telemetry.db');
  const names = Array.from({ length: 12 }, (_, i) => String(i));
  const outcomes = await Promise.all(names.map((name) => writer.run(path, name)));
  expect(outcomes).toEqual(names.map(() => ({ code: 0, stderr: '' })));
  await using store = await openTelemetryStore(path);
  const series = await store.series({});
  expect(series).toHaveLength(13);
  expect(series.map(({ count }) => count)).toEqual(Array.from({ length: 13 }, () => 1000));
  expect((await store.range('SHARED', 'temperature', { start_ms: 0, end_ms: 1000 })).n).toBe(1000);
});

test('what another process stored is known to whatever comes next, in the same turn of the event loop too', async () => {
  await using building = await openBuilding();
  const path = join(building.folder, 'fresh', 'telemetry.db');
  await using store = await openTelemetryStore(path);
  const { port1: caller, port2: port } = new MessageChannel();
  const counts: Promise<number>[] = [];
  const { promise: both, resolve } = Promise.withResolvers<void>();
  port.on('message', (message) => {
    if (message === 'second') execFileSync(process.execPath, [writer.path, path, '1']); // 20 × 2 × 50 readings
    counts.push(store.info().then(({ readings }) => readings));
    if (message === 'second') resolve();
  });
  // A port hands over all that has come, one message after the other.
  caller.postMessage('first');
  caller.postMessage('second');
  await both;
  expect(await Promise.all(counts)).toEqual([0, 2_000]);
  port.close();
});
