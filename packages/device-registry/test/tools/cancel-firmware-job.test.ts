import { expect, test } from 'vitest';
import { connectFleet } from '../connect-fleet.ts';
import { say, sensors } from '../firmware/fleet.ts';

test('cancels a job that has not begun, and the device is as before', async () => {
  await using registry = await connectFleet(sensors(1));
  const { job_id } = await registry.value('initiate_firmware_update', {
    device_id: 'DEV-0101',
    target_version: '2.4.1',
  });
  expect(await registry.value('cancel_firmware_job', { job_id, reason: 'wrong file' })).toMatchObject({
    status: 'cancelled',
    error: 'wrong file',
  });
  expect((await registry.store.getDevice('DEV-0101'))?.status).toBe('online');
});

test('refuses one that has begun, and one that is unknown', async () => {
  await using registry = await connectFleet(sensors(1));
  const { job_id } = await registry.value('initiate_firmware_update', {
    device_id: 'DEV-0101',
    target_version: '2.4.1',
  });
  await say(registry.store, 'DEV-0101', { sequence: 0, status: 'accepted' });
  const failure = await registry.failure('cancel_firmware_job', { job_id, reason: 'r' });
  expect(failure).toMatchObject({ code: 'conflict', text: expect.stringContaining('It ends by itself') as string });
  expect((await registry.failure('cancel_firmware_job', { job_id: 'JOB-X', reason: 'r' })).code).toBe('not_found');
});
