import { expect, test } from 'vitest';
import { device, MINUTE_MS, NOW_MS } from '../building.ts';
import { connectFleet } from '../connect-fleet.ts';
import { sensors } from '../firmware/fleet.ts';

const PLAN = { device_type: 'temperature sensors', building: 'Building North', target_version: '2.4.1' };

test('shows targets, waves, exclusions with the reason each, and the estimate', async () => {
  await using registry = await connectFleet([
    ...sensors(4),
    device(1, 'N1-A', { firmware_version: '2.4.1', last_seen_ms: NOW_MS }),
    device(2, 'N3-3B', { last_seen_ms: NOW_MS - 11 * MINUTE_MS }),
    device(3, 'S0-L', { last_seen_ms: NOW_MS }),
  ]);
  const target = (number: number, wave: number) => {
    return { device_id: `DEV-0${number}`, name: `Device ${number}`, firmware_version: '2.4.0', wave };
  };
  expect(await registry.value('plan_firmware_rollout', PLAN)).toEqual({
    plan_id: expect.stringMatching(/^PLAN-[2-9A-Z]{10}$/) as string,
    digest: expect.stringMatching(/^sha256:[0-9a-f]{32}$/) as string,
    expires_at: '2026-06-01T12:30:00Z',
    target_version: '2.4.1',
    max_failure_pct: 10,
    target_count: 4,
    excluded_count: 2,
    // 1, then 5 % and 25 % of four, which are one each, then the rest.
    waves: [1, 2, 3, 4].map((wave) => ({ wave, devices: 1 })),
    targets: [target(101, 1), target(102, 2), target(103, 3), target(104, 4)],
    excluded: [
      {
        reason: 'already_current',
        count: 1,
        devices: [{ device_id: 'DEV-0001', name: 'Device 1', firmware_version: '2.4.1' }],
      },
      {
        reason: 'offline',
        count: 1,
        devices: [{ device_id: 'DEV-0002', name: 'Device 2', firmware_version: '2.4.0' }],
      },
    ],
    warnings: [],
    estimated_duration_seconds: 240,
  });
});

test('takes devices by id or name, and says that they are of several types', async () => {
  await using registry = await connectFleet([
    ...sensors(2),
    device(1, 'N1-A', { device_type: 'door_lock', last_seen_ms: NOW_MS }),
  ]);
  const device_ids = ['DEV-0101', 'device 1'];
  const plan = await registry.value('plan_firmware_rollout', { device_ids, target_version: '2.4.1', waves: ['rest'] });
  expect(plan).toMatchObject({
    target_count: 2,
    estimated_duration_seconds: 90,
    warnings: [{ kind: 'mixed_types', count: 2, device_ids: ['DEV-0001', 'DEV-0101'] }],
  });
});

test('a plan for many names the first and the resource that has them all', async () => {
  await using registry = await connectFleet([
    ...sensors(100),
    ...sensors(130)
      .slice(100)
      .map((one) => ({ ...one, firmware_version: '2.4.1' })),
  ]);
  const plan = await registry.value('plan_firmware_rollout', PLAN);
  expect(plan).toMatchObject({
    target_count: 100,
    excluded_count: 30,
    all_devices: `firmware://plans/${String(plan['plan_id'])}`,
  });
  expect(plan['targets']).toHaveLength(30);
  expect(plan['waves']).toEqual([1, 5, 25, 69].map((devices, index) => ({ wave: index + 1, devices })));
  expect(JSON.stringify(plan).length / 4).toBeLessThan(1_500);
});

test.each([
  { bad: { target_version: 'new' }, code: 'invalid_argument', says: '"new" is no semantic version' },
  { bad: { building: 'EAST' }, code: 'not_found', says: 'NORTH, SOUTH' },
  { bad: { device_ids: ['DEV-9999'] }, code: 'not_found', says: 'There is no device' },
  { bad: { waves: ['half'] }, code: 'invalid_argument', says: '"25%"' },
  { bad: { device_type: undefined, building: undefined }, code: 'invalid_argument', says: 'which devices' },
])('refuses $bad', async ({ bad, code, says }) => {
  await using registry = await connectFleet(sensors(2));
  const failure = await registry.failure('plan_firmware_rollout', { ...PLAN, ...bad });
  expect(failure.code).toBe(code);
  expect(failure.text).toContain(says);
});

test('nothing that matches is a plan for nobody', async () => {
  await using registry = await connectFleet(sensors(2));
  const plan = await registry.value('plan_firmware_rollout', { ...PLAN, device_type: 'door_lock' });
  expect(plan).toMatchObject({ target_count: 0, excluded_count: 0, waves: [], estimated_duration_seconds: 0 });
});

test('works read-only, and such a plan cannot be started by anybody', async () => {
  await using registry = await connectFleet(sensors(2), { readOnly: true });
  const { plan_id } = await registry.value('plan_firmware_rollout', PLAN);
  expect(await registry.store.firmware.getPlan(String(plan_id))).toBeUndefined();
});
