import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDeviceRegistryStore } from '@nexus/device-registry/store';
import { BuildingTime } from '@nexus/models';
import { openTelemetryStore } from '@nexus/telemetry/store';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { behaviourOf, seedDemo } from '../../src/index.ts';

const BIN = join(import.meta.dirname, '../../dist/bin.js');

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nexus-simulator-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function start(...args: string[]): ChildProcess {
  return spawn(process.execPath, [BIN, 'firmware', ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'], NEXUS_DATA_DIR: folder, NEXUS_TIMEZONE: 'UTC' },
  });
}

test(
  'the devices of the demo answer jobs of the registry until they are interrupted',
  { timeout: 120_000 },
  async () => {
    const registry = await openDeviceRegistryStore(join(folder, 'device_registry.db'));
    const telemetry = await openTelemetryStore(join(folder, 'telemetry.db'));
    await seedDemo({ registry, telemetry, time: new BuildingTime({ zone: 'UTC' }), days: 1 });
    await telemetry[Symbol.asyncDispose]();
    const devices = ['DEV-CO2-0002', 'DEV-CO2-0003'].filter((id) => behaviourOf(1, id, '9.9.9') === 'obedient');
    expect(devices).toHaveLength(2);
    const at_ms = Date.now();
    for (const device_id of devices) {
      await registry.firmware.initiate({ actor: 'ann', at_ms, device_id, target_version: '9.9.9' });
    }
    const child = start('--speed', '100');
    try {
      await vi.waitFor(
        async () => {
          const { total } = await registry.firmware.jobs({ state: 'completed' }, { limit: 9, offset: 0 });
          expect(total).toBe(2);
        },
        { timeout: 60_000, interval: 200 },
      );
      child.kill('SIGINT');
      const [code] = (await once(child, 'close')) as [number | null];
      expect(code).toBe(0);
    } finally {
      child.kill('SIGKILL');
    }
    expect((await registry.getDevice('DEV-CO2-0002'))?.firmware_version).toBe('9.9.9');
    await registry[Symbol.asyncDispose]();
  },
);

test('answers for no devices but those of the demo', async () => {
  const child = start();
  let said = '';
  child.stderr?.on('data', (chunk) => (said += String(chunk)));
  const [code] = (await once(child, 'close')) as [number | null];
  expect({ code, said }).toEqual({
    code: 1,
    said: expect.stringContaining('Real devices are never answered for') as string,
  });
});
