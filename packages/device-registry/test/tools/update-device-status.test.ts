import { expect, test } from 'vitest';
import { connectRegistry } from '../connect-registry.ts';

test('sets a status, tells what it was, and the trail says who and why', async () => {
  await using registry = await connectRegistry();
  const change = { device_id: 'HVAC 3B', new_status: 'degraded', reason: 'fan rattles' };
  expect(await registry.value('update_device_status', change)).toEqual({
    device_id: 'DEV-0002',
    old_status: 'online',
    new_status: 'degraded',
    reason: 'fan rattles',
    updated_at: '2026-06-01T12:00:00Z',
  });
  expect((await registry.store.recentAudit(1))[0]).toMatchObject({
    actor: 'test 1.0.0',
    subject: 'DEV-0002',
    reason: 'fan rattles',
  });
});

test('is no heartbeat', async () => {
  await using registry = await connectRegistry();
  const before = await registry.value('get_device', { device_id: 'DEV-0002' });
  await registry.value('update_device_status', { device_id: 'DEV-0002', new_status: 'error', reason: 'r' });
  expect(await registry.value('get_device', { device_id: 'DEV-0002' })).toEqual({ ...before, status: 'error' });
});

test('brings a decommissioned device back', async () => {
  await using registry = await connectRegistry();
  const change = { device_id: 'DEV-0005', new_status: 'offline', reason: 'used again' };
  expect(await registry.value('update_device_status', change)).toMatchObject({ old_status: 'decommissioned' });
});

test.each([
  { bad: { new_status: 'updating' }, code: 'invalid_argument', says: 'new_status' },
  { bad: { new_status: 'broken' }, code: 'invalid_argument', says: 'new_status' },
  { bad: { new_status: 'online' }, code: 'conflict', says: 'DEV-0002 is online already' },
  { bad: { reason: '' }, code: 'invalid_argument', says: 'reason' },
  { bad: { reason: ' \u200b ' }, code: 'invalid_argument', says: 'reason' },
  { bad: { device_id: 'DEV-9999' }, code: 'not_found', says: 'See list_devices.' },
])('refuses $bad and changes nothing', async ({ bad, code, says }) => {
  await using registry = await connectRegistry();
  const trail = await registry.store.recentAudit(200);
  const change = { device_id: 'DEV-0002', new_status: 'error', reason: 'r', ...bad };
  const failure = await registry.failure('update_device_status', change);
  expect(failure.code).toBe(code);
  expect(failure.text).toContain(says);
  expect(await registry.store.recentAudit(200)).toEqual(trail);
  expect((await registry.store.getDevice('DEV-0002'))?.status).toBe('online');
});

test('is neither offered nor run in a read-only server', async () => {
  await using registry = await connectRegistry({ readOnly: true });
  const { tools } = await registry.client.listTools();
  expect(tools.map(({ name }) => name)).toEqual([
    'get_device',
    'get_firmware_jobs',
    'get_firmware_rollout',
    'get_offline_devices',
    'list_devices',
    'list_zones',
    'plan_firmware_rollout',
  ]);
  const change = { device_id: 'DEV-0002', new_status: 'error', reason: 'r' };
  expect((await registry.failure('update_device_status', change)).code).toBe('permission_denied');
  expect((await registry.store.getDevice('DEV-0002'))?.status).toBe('online');
});
