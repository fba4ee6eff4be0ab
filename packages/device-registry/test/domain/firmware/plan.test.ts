import { DeviceStatus } from '@nexus/models';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type FleetDevice, planRollout } from '../../../src/domain/firmware/plan.ts';

const NOW_MS = 1_000_000;
const OPTIONS = {
  target_version: '2.4.1',
  waves: ['1', '50%'],
  allow_downgrade: false,
  seen_since_ms: NOW_MS - 600_000,
};

const one = (device_id: string, over: Partial<FleetDevice> = {}): FleetDevice => ({
  device_id,
  name: `Name of ${device_id}`,
  device_type: 'temperature_sensor',
  zone_id: 'Z',
  status: 'online',
  firmware_version: '2.4.0',
  last_seen_ms: NOW_MS,
  has_open_job: false,
  is_only_sensor: false,
  ...over,
});
const ids = (devices: readonly { readonly device_id: string }[]) => devices.map(({ device_id }) => device_id);

test.each([
  { over: { status: 'decommissioned' }, reason: 'decommissioned' },
  { over: { status: 'updating' }, reason: 'updating' },
  { over: { has_open_job: true }, reason: 'updating' },
  { over: { firmware_version: '2.4.1' }, reason: 'already_current' },
  { over: { firmware_version: '2.4.1+build.3' }, reason: 'already_current' },
  { over: { firmware_version: '2.10.0' }, reason: 'newer_version' },
  { over: { status: 'offline' }, reason: 'offline' },
  { over: { last_seen_ms: undefined }, reason: 'offline' },
  { over: { last_seen_ms: OPTIONS.seen_since_ms - 1 }, reason: 'offline' },
  { over: { last_seen_ms: OPTIONS.seen_since_ms }, reason: undefined },
  { over: { firmware_version: '2.4.1-rc.1' }, reason: undefined },
  { over: { firmware_version: 'factory' }, reason: undefined },
  { over: { status: 'degraded' }, reason: undefined },
  // What is worst is said: who is gone for good need not be updated.
  { over: { status: 'decommissioned', has_open_job: true, firmware_version: '2.4.1' }, reason: 'decommissioned' },
  { over: { has_open_job: true, firmware_version: '2.4.1', last_seen_ms: undefined }, reason: 'updating' },
  { over: { status: 'offline', firmware_version: '2.4.1' }, reason: 'already_current' },
] as const)('a device with $over is excluded for $reason', ({ over, reason }) => {
  const { targets, excluded } = planRollout([one('D', over)], OPTIONS);
  expect(excluded.map((exclusion) => exclusion.reason)).toEqual(reason === undefined ? [] : [reason]);
  expect(ids(targets)).toEqual(reason === undefined ? ['D'] : []);
});

test('a newer version goes back only when that is allowed', () => {
  const options = { ...OPTIONS, allow_downgrade: true };
  expect(ids(planRollout([one('D', { firmware_version: '2.10.0' })], options).targets)).toEqual(['D']);
});

test('devices that are well and can be spared come first, then by id; each says its wave and what it runs', () => {
  const plan = planRollout(
    [
      one('E', { status: 'error' }),
      one('C', { is_only_sensor: true, device_type: 'co2_sensor', firmware_version: '2.3.9' }),
      one('B'),
      one('F', { status: 'degraded', is_only_sensor: true }),
      one('A'),
    ],
    OPTIONS,
  );
  expect(plan.targets.map(({ device_id, wave }) => [device_id, wave])).toEqual([
    ['A', 0],
    ['B', 1],
    ['C', 1],
    ['E', 1], // half of five is three
    ['F', 2],
  ]);
  expect(plan.targets[2]).toEqual({
    device_id: 'C',
    name: 'Name of C',
    device_type: 'co2_sensor',
    firmware_version: '2.3.9',
    wave: 1,
  });
  expect(plan.wave_sizes).toEqual([1, 3, 1]);
});

test('warns of rooms left without their sensor, of faulty devices, unreadable versions and mixed types', () => {
  const fleet = [
    one('A', { is_only_sensor: true }),
    one('B', { status: 'error' }),
    one('C', { firmware_version: 'factory' }),
    one('D', { device_type: 'door_lock' }),
    one('X', { status: 'offline', is_only_sensor: true, device_type: 'smart_meter' }),
  ];
  expect(planRollout(fleet, OPTIONS).warnings).toEqual([
    { kind: 'only_sensor', device_ids: ['A'] },
    { kind: 'error_status', device_ids: ['B'] },
    { kind: 'unreadable_version', device_ids: ['C'] },
    { kind: 'mixed_types', device_ids: ['C', 'D', 'A', 'B'] },
  ]);
  expect(planRollout([one('A'), one('X', { status: 'offline', device_type: 'door_lock' })], OPTIONS).warnings).toEqual(
    [],
  );
});

test('takes as long as the slowest device of each wave, one wave after the other', () => {
  const fleet = [
    one('A', { device_type: 'smart_meter' }),
    one('B', { device_type: 'hvac_controller' }),
    one('C', { device_type: 'door_lock' }),
    one('D', { device_type: 'lighting_controller' }),
    one('E'),
  ];
  // 120, then the slowest of 300, 90 and 180, then 60.
  expect(planRollout(fleet, OPTIONS).estimated_duration_seconds).toBe(480);
  expect(planRollout([], OPTIONS)).toEqual({
    targets: [],
    excluded: [],
    warnings: [],
    wave_sizes: [],
    estimated_duration_seconds: 0,
  });
});

const fleets = fc.uniqueArray(
  fc.record({
    device_id: fc.nat(99).map((number) => `D${number}`),
    status: fc.constantFrom(...DeviceStatus.options),
    firmware_version: fc.constantFrom('2.4.0', '2.4.1', '2.10.0', 'x'),
    last_seen_ms: fc.constantFrom(undefined, 0, NOW_MS),
    has_open_job: fc.boolean(),
    is_only_sensor: fc.boolean(),
  }),
  { selector: ({ device_id }) => device_id, maxLength: 40 },
);

test('every device is a target or excluded, in the waves of the sizes told, whatever the order of the fleet', () => {
  fc.assert(
    fc.property(fleets, fc.boolean(), (devices, allow_downgrade) => {
      const fleet = devices.map(({ device_id, ...over }) => one(device_id, over));
      const plan = planRollout(fleet, { ...OPTIONS, allow_downgrade });
      expect([...ids(plan.targets), ...ids(plan.excluded)].sort()).toEqual(ids(fleet).sort());
      const waves = plan.wave_sizes.map((_, wave) => plan.targets.filter((target) => target.wave === wave).length);
      expect(waves).toEqual(plan.wave_sizes);
      expect(planRollout(fleet.toReversed(), { ...OPTIONS, allow_downgrade }).targets).toEqual(plan.targets);
    }),
  );
});
