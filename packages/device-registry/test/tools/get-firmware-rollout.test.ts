import { expect, test } from 'vitest';
import { device, NOW_MS } from '../building.ts';
import { connectFleet } from '../connect-fleet.ts';
import { BROKEN, DONE, say, sensors } from '../firmware/fleet.ts';

test('tells the newest, its failures and whom the plan left out', async () => {
  await using registry = await connectFleet([
    ...sensors(2),
    device(1, 'N1-A', { firmware_version: '2.4.1', last_seen_ms: NOW_MS }),
  ]);
  const rollout_id = await registry.rollOut(['1', 'rest']);
  await say(registry.store, 'DEV-0101', BROKEN);
  const answer = await registry.value('get_firmware_rollout');
  expect(answer).toMatchObject({
    rollout_id,
    status: 'stopped',
    note: 'Failures passed the limit of 10 % of a wave.',
    progress_pct: 100,
    failed: 1,
    cancelled: 1,
    failures: [{ device_id: 'DEV-0101', error: 'no space' }],
    excluded: { already_current: 1 },
    finished_at: '2026-06-01T12:00:00Z',
  });
  expect(answer['more_failures']).toBeUndefined();
  expect(await registry.value('get_firmware_rollout', { rollout_id })).toEqual(answer);
});

test('progress is 100 % only at the end', async () => {
  await using registry = await connectFleet(sensors(3));
  await registry.rollOut(['rest']);
  const progress = async () => (await registry.value('get_firmware_rollout'))['progress_pct'];
  await say(registry.store, 'DEV-0101', DONE);
  expect(await progress()).toBe(33);
  await say(registry.store, 'DEV-0102', DONE);
  expect(await progress()).toBe(66);
  await say(registry.store, 'DEV-0103', DONE);
  expect(await progress()).toBe(100);
});

test('names ten failures and counts the others', async () => {
  await using registry = await connectFleet(sensors(12));
  const plan = await registry.value('plan_firmware_rollout', {
    building: 'north',
    target_version: '2.4.1',
    waves: [],
    max_failure_pct: 100,
  });
  await registry.value('start_firmware_rollout', { plan_id: plan['plan_id'], reason: 'r' });
  for (const { device_id } of sensors(12)) await say(registry.store, device_id, BROKEN);
  const answer = await registry.value('get_firmware_rollout');
  expect(answer['failures']).toHaveLength(10);
  expect(answer).toMatchObject({ failed: 12, more_failures: 2, status: 'completed' });
});

test('without any there is none', async () => {
  await using registry = await connectFleet(sensors(1));
  expect((await registry.failure('get_firmware_rollout')).code).toBe('not_found');
  expect((await registry.failure('get_firmware_rollout', { rollout_id: 'ROLLOUT-X' })).code).toBe('not_found');
});
