import { expect, test } from 'vitest';
import { behaviourOf, DeviceFleet } from '../../src/index.ts';

const VERSION = '2.4.1';
const ids = Array.from({ length: 2_000 }, (_, index) => `DEV-${index}`);
const one = (behaviour: string) => ids.find((id) => behaviourOf(1, id, VERSION) === behaviour) ?? '';
const fleetOf = (...devices: string[]) =>
  new DeviceFleet({ seed: 1, versions: new Map(devices.map((id) => [id, '2.4.0'])) });
const order = (device_id: string, execution_id = 'JOB-1') => ({ execution_id, device_id, target_version: VERSION });

test('most devices obey, and some do not, each in its way', () => {
  const counts = Map.groupBy(ids, (id) => behaviourOf(1, id, VERSION));
  const share = (behaviour: 'obedient' | 'failing' | 'silent' | 'unchanged') =>
    (counts.get(behaviour)?.length ?? 0) / 2_000;
  expect(share('obedient')).toBeCloseTo(0.96, 1);
  expect(share('failing')).toBeGreaterThan(0.01);
  expect(share('silent')).toBeGreaterThan(0.003);
  expect(share('unchanged')).toBeGreaterThan(0.003);
});

test('a device says in time how it goes, and runs the version when it says so', () => {
  const device = one('obedient');
  const fleet = fleetOf(device);
  expect(fleet.receive(order(device), 1_000)).toBe(true);
  expect(fleet.take(1_000)).toEqual([]);
  const first = fleet.take(2_500);
  expect(first.map(({ report }) => report.status)).toEqual(['accepted']);
  expect(fleet.versions.get(device)).toBe('2.4.0');
  const rest = fleet.take(61_000); // at most a minute
  expect(rest.map(({ report }) => [report.sequence, report.status, report.progress_pct])).toEqual([
    [1, 'downloading', 10],
    [2, 'downloading', 50],
    [3, 'installing', 80],
    [4, 'rebooting', 90],
    [5, 'succeeded', undefined],
  ]);
  expect(fleet.versions.get(device)).toBe(VERSION);
  expect(fleet.nextMs).toBeUndefined();
});

test.each([
  { behaviour: 'failing', last: 'failed', runs: '2.4.0' },
  { behaviour: 'unchanged', last: 'succeeded', runs: '2.4.0' },
  { behaviour: 'silent', last: undefined, runs: '2.4.0' },
])('a device that is $behaviour ends with $last and runs $runs', ({ behaviour, last, runs }) => {
  const device = one(behaviour);
  const fleet = fleetOf(device);
  fleet.receive(order(device), 0);
  const report = fleet.take(60_000).at(-1)?.report;
  expect(report?.status).toBe(last);
  expect(fleet.versions.get(device)).toBe(runs);
});

test('begins each execution once, and who is away begins none', () => {
  const device = one('obedient');
  const fleet = fleetOf(device);
  fleet.receive(order(device), 0);
  expect(fleet.receive(order(device), 1)).toBe(false);
  expect(fleet.receive(order('DEV-AWAY'), 1)).toBe(false);
  expect(fleet.take(99_999)).toHaveLength(6);
});
