import { type DeviceRegistryStore, openDeviceRegistryStore } from '@nexus/device-registry/store';
import { expect, test } from 'vitest';
import { behaviourOf, demoBuilding, DeviceFleet, exchange } from '../../src/index.ts';

const NOW_MS = Date.parse('2026-11-20T10:17:00Z');
const ANN = { actor: 'ann', at_ms: NOW_MS } as const;
const TARGET = '2.4.1';
const building = demoBuilding({ seed: 1, zone: 'Europe/Vienna', seeded_ms: NOW_MS });
const alive = new Set(building.heartbeats(NOW_MS).map(({ device_id }) => device_id));

async function openDemo() {
  const registry = await openDeviceRegistryStore(':memory:');
  await registry.importInventory({ zones: building.zones, devices: building.devices }, ANN);
  await registry.recordHeartbeats(building.heartbeats(NOW_MS));
  const versions = building.devices
    .filter(({ device_id }) => alive.has(device_id))
    .map(({ device_id, firmware_version }) => [device_id, firmware_version] as const);
  return { registry, fleet: new DeviceFleet({ seed: 1, versions: new Map(versions) }) };
}

/** Lets the clock run until the roll-out has ended. */
async function play(registry: DeviceRegistryStore, fleet: DeviceFleet, rollout_id: string) {
  for (let at_ms = NOW_MS; at_ms < NOW_MS + 86_400_000; at_ms += 5_000) {
    await exchange(registry.firmware, fleet, at_ms);
    const rollout = await registry.firmware.rollout(rollout_id);
    if (rollout.finished_ms !== undefined) return rollout;
  }
  throw new Error('The roll-out does not end.');
}

const sensors = building.devices.filter(
  ({ device_type, building: name }) => device_type === 'temperature_sensor' && name === 'NORTH',
);

function plan(registry: DeviceRegistryStore, max_failure_pct: number) {
  return registry.firmware.plan({
    ...ANN,
    selector: { building: 'NORTH', device_type: 'temperature_sensor' },
    target_version: TARGET,
    waves: ['1', '5%', '25%', 'rest'],
    max_failure_pct,
    allow_downgrade: false,
    keep: true,
  });
}

test('2.4.1 for all temperature sensors in Building North: the plan has whom it should', async () => {
  const { registry } = await openDemo();
  const { plan: found } = await plan(registry, 10);
  const reasons = new Map(found.excluded.map(({ device_id, reason }) => [device_id, reason]));
  const expected = sensors.map(({ device_id, firmware_version, status }) => {
    if (status === 'decommissioned') return 'decommissioned';
    if (firmware_version === '2.4.1') return 'already_current';
    if (firmware_version === '2.10.0') return 'newer_version';
    return alive.has(device_id) ? undefined : 'offline';
  });
  expect(sensors.map(({ device_id }) => reasons.get(device_id))).toEqual(expected);
  const count = expected.filter((reason) => reason === undefined).length;
  expect(found.targets).toHaveLength(count);
  // 1, then 5 % and 25 % of all, rounded up.
  const [second, third] = [Math.ceil(count * 0.05), Math.ceil(count * 0.25)];
  expect(found.wave_sizes).toEqual([1, second, third, count - 1 - second - third]);
  await registry[Symbol.asyncDispose]();
});

test('and when it is rolled out, the registry says of every device what the device runs', async () => {
  const { registry, fleet } = await openDemo();
  const { plan_id, plan: planned } = await plan(registry, 100);
  const { rollout_id } = await registry.firmware.start({ ...ANN, plan_id, reason: 'fixes the clock' });
  const rollout = await play(registry, fleet, rollout_id);
  expect(rollout.state).toBe('completed');
  const { jobs } = await registry.firmware.jobs({ rollout_id }, { limit: 999, offset: 0 });
  const states = new Map(jobs.map(({ device_id, state }) => [device_id, state]));
  const END = { obedient: 'completed', failing: 'failed', silent: 'timed_out', unchanged: 'failed' } as const;
  for (const { device_id } of planned.targets) {
    expect([device_id, states.get(device_id)]).toEqual([device_id, END[behaviourOf(1, device_id, TARGET)]]);
  }
  const { devices } = await registry.listDevices({}, { limit: 999, offset: 0 });
  const registered = devices.filter(({ device_id }) => alive.has(device_id));
  expect(registered.map(({ device_id, firmware_version }) => [device_id, firmware_version])).toEqual(
    [...fleet.versions].sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  expect(devices.filter(({ status }) => status === 'updating')).toEqual([]);
  await registry[Symbol.asyncDispose]();
});

test('a version that no device takes stops with the first wave, and the others never hear of it', async () => {
  const { registry, fleet } = await openDemo();
  const { plan_id, plan: planned } = await plan(registry, 10);
  const { rollout_id } = await registry.firmware.start({ ...ANN, plan_id, reason: 'r' });
  const first = planned.targets[0]!.device_id;
  const refused = { status: 'rejected', sequence: 0 } as const;
  const orders = await registry.firmware.takeOrders(99, () => {});
  expect(orders.map(({ device_id }) => device_id)).toEqual([first]);
  const report = { execution_id: orders[0]!.execution_id, ...refused };
  await registry.firmware.report([{ device_id: first, report, is_old: false }], NOW_MS, () => {});
  const rollout = await play(registry, fleet, rollout_id);
  expect(rollout).toMatchObject({ state: 'stopped', waves: [{ failed: 1 }, {}, {}, {}] });
  const { devices } = await registry.listDevices({}, { limit: 999, offset: 0 });
  const before = new Map(building.devices.map(({ device_id, firmware_version }) => [device_id, firmware_version]));
  expect(devices.filter(({ device_id, firmware_version }) => before.get(device_id) !== firmware_version)).toEqual([]);
  await registry[Symbol.asyncDispose]();
});
