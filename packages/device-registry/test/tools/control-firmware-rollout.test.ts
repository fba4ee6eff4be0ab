import { expect, test } from 'vitest';
import { connectFleet } from '../connect-fleet.ts';
import { sensors } from '../firmware/fleet.ts';

test('pauses, resumes and cancels, and the trail says who and why', async () => {
  await using registry = await connectFleet(sensors(2), { hasBroker: false });
  const rollout_id = await registry.rollOut();
  const control = (action: string) =>
    registry.value('control_firmware_rollout', { rollout_id, action, reason: 'lunch' });
  expect(await control('pause')).toMatchObject({
    status: 'paused',
    note: 'lunch',
    undelivered: expect.stringContaining('No broker') as string,
  });
  expect((await registry.store.recentAudit(1))[0]).toMatchObject({
    action: 'firmware_rollout_paused',
    actor: 'test 1.0.0',
    subject: rollout_id,
    before: { state: 'running' },
    after: { state: 'paused' },
    reason: 'lunch',
  });
  expect(await control('resume')).toMatchObject({ status: 'running' });
  const cancelled = await control('cancel');
  expect(cancelled).toMatchObject({ status: 'cancelled', cancelled: 2, finished_at: '2026-06-01T12:00:00Z' });
  expect(cancelled['undelivered']).toBeUndefined(); // nothing is left to be sent
  const again = await registry.failure('control_firmware_rollout', { rollout_id, action: 'resume', reason: 'r' });
  expect(again.code).toBe('conflict');
});

test('an unknown roll-out is not found', async () => {
  await using registry = await connectFleet(sensors(1));
  const control = { rollout_id: 'ROLLOUT-X', action: 'pause', reason: 'r' };
  expect((await registry.failure('control_firmware_rollout', control)).code).toBe('not_found');
});
