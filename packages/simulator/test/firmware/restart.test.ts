import { openDeviceRegistryStore } from '@nexus/device-registry/store';
import { expect, test, vi } from 'vitest';
import { answerInProcess } from '../../src/firmware/in-process.ts';
import { demoBuilding, DeviceFleet, exchange } from '../../src/index.ts';

const NOW_MS = Date.parse('2026-11-20T10:17:00Z');
const ANN = { actor: 'ann', at_ms: NOW_MS } as const;
const building = demoBuilding({ seed: 1, zone: 'Europe/Vienna', seeded_ms: NOW_MS });
const device_id = 'DEV-CO2-0002';

/** A device that takes any update well. */
function fleet(): DeviceFleet {
  return new DeviceFleet({ seed: 1, versions: new Map([[device_id, '2.4.0']]), behaviour: () => 'obedient' });
}

test('an update that had begun when the devices’ process ended goes on with the next one', async () => {
  await using registry = await openDeviceRegistryStore(':memory:');
  const { firmware } = registry;
  await registry.importInventory({ zones: building.zones, devices: building.devices }, ANN);
  await firmware.initiate({ ...ANN, device_id, target_version: '9.9.9' });
  const job = async () => (await firmware.jobs({ device_id }, { limit: 9, offset: 0 })).jobs[0];
  {
    const killed = fleet();
    await exchange(firmware, killed, NOW_MS);
    // Half of it takes 15 to 30 s.
    await exchange(firmware, killed, NOW_MS + 30_000);
  }
  const before = await job();
  expect(before?.progress_pct).toBeGreaterThanOrEqual(50);
  const next = fleet();
  const stop = new AbortController();
  const seen: number[] = [];
  let now_ms = NOW_MS + 30_000;
  const answering = answerInProcess(firmware, next, { now: () => (now_ms += 5_000), signal: stop.signal });
  await vi.waitFor(
    async () => {
      const now = await job();
      seen.push(now?.progress_pct ?? 0);
      expect(now?.state).toBe('completed');
    },
    { timeout: 40_000, interval: 50 },
  );
  stop.abort();
  await answering;
  expect(seen.every((pct) => pct >= (before?.progress_pct ?? 0))).toBe(true); // what it said before is not told again
  expect(next.versions.get(device_id)).toBe('9.9.9');
});
