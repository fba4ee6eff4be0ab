import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundleProgram, type BundledProgram } from '../../../../tools/bundle-program.ts';
import { openBuilding } from '../building.ts';

const run = promisify(execFile);
const mounts = (folder: string) => [
  '-Urm',
  'sh',
  '-c',
  `mount -t tmpfs -o size=8m tmpfs "${folder}" && exec "$@"`,
  'sh',
];
const UNSHARE = 'unshare';
/** Linux lets an ordinary user mount a small disk of its own, unless it is told not to. */
const canMount = spawnSync(UNSHARE, [...mounts('/mnt'), 'true']).status === 0;

let ingester: BundledProgram;
beforeAll(async () => {
  ingester = await bundleProgram(new URL('ingester.ts', import.meta.url));
});
afterAll(() => ingester[Symbol.dispose]());

test('processes that ingest into one file lose nothing, and their counts add up', async () => {
  await using building = await openBuilding();
  const devices = ['A', 'B', 'C'];
  await Promise.all(devices.map((device) => run(process.execPath, [ingester.path, building.folder, device, '1000'])));
  const series = await building.telemetry.series({});
  expect(series.map(({ device_id, count }) => [device_id, count])).toEqual(devices.map((device) => [device, 1_000]));
  const { origins } = await (await building.ledger()).status();
  expect(origins.get('mqtt')).toMatchObject({ messages: 3_000, accepted: 3_000, replaced: 0, rejected: 0 });
});

test('killed again and again, it has stored all that it acknowledged, once', async () => {
  await using building = await openBuilding();
  for (let round = 0; round < 5; round += 1) {
    const device = `ROUND-${round}`;
    const child = spawn(process.execPath, [ingester.path, building.folder, device, '1000000']);
    const acknowledged: number[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      acknowledged.push(Number(line));
      if (acknowledged.length === 500 + round * 137) child.kill('SIGKILL');
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    const { timestamp_ms } = await building.telemetry.range(device, 'temperature', { start_ms: 0, end_ms: 1e9 });
    const stored = new Set(timestamp_ms);
    expect(stored.size).toBe(timestamp_ms.length);
    expect(acknowledged.filter((at) => !stored.has(at))).toEqual([]);
  }
});

test.skipIf(!canMount)(
  'a full disk is said to be one, keeps what was acknowledged, and heals without a restart',
  async () => {
    await using building = await openBuilding();
    const folder = join(building.folder, 'small');
    await mkdir(folder);
    using fullDisk = await bundleProgram(new URL('full-disk.ts', import.meta.url));
    const { stdout } = await run(UNSHARE, [...mounts(folder), process.execPath, fullDisk.path, folder]);
    const report = JSON.parse(stdout) as { acknowledged: number };
    const { acknowledged } = report;
    expect(acknowledged).toBeGreaterThan(0);
    expect(report).toEqual({
      code: 'unavailable',
      message: 'The disk of the telemetry database is full; nothing was changed.',
      acknowledged,
      whenFull: acknowledged,
      afterwards: acknowledged + 1_000,
    });
  },
);
