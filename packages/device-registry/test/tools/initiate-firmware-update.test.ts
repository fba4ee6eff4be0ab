import { CallToolResultSchema } from '@modelcontextprotocol/sdk/types.js';
import { expect, test } from 'vitest';
import { device, NOW_MS } from '../building.ts';
import { connectFleet } from '../connect-fleet.ts';
import { BROKEN, say, sensors } from '../firmware/fleet.ts';
import { elicitingClient } from '../eliciting-client.ts';

const UPDATE = { device_id: 'Device 101', target_version: 'v2.4.1' };

test('starts a job for a device given by name, and says who asked in the trail', async () => {
  await using registry = await connectFleet(sensors(1));
  const answer = await registry.value('initiate_firmware_update', { ...UPDATE, reason: 'clock' });
  expect(answer).toEqual({
    job_id: expect.stringMatching(/^JOB-[2-9A-Z]{10}$/) as string,
    device_id: 'DEV-0101',
    status: 'queued',
    previous_version: '2.4.0',
    target_version: '2.4.1',
    update_initiated_at: '2026-06-01T12:00:00Z',
    estimated_duration_seconds: 60,
  });
  expect((await registry.store.recentAudit(1))[0]).toMatchObject({
    actor: 'test 1.0.0',
    subject: 'DEV-0101',
    reason: 'clock',
    after: { job_id: answer['job_id'] },
  });
});

test.each([
  { device_type: 'hvac_controller', seconds: 300 },
  { device_type: 'lighting_controller', seconds: 180 },
  { device_type: 'smart_meter', seconds: 120 },
  { device_type: 'door_lock', seconds: 90 },
  { device_type: 'co2_sensor', seconds: 60 },
  { device_type: 'weather_station', seconds: 60 },
])('a $device_type takes about $seconds s', async ({ device_type, seconds }) => {
  await using registry = await connectFleet(sensors(1, { device_type }));
  const answer = await registry.value('initiate_firmware_update', UPDATE);
  expect(answer['estimated_duration_seconds']).toBe(seconds);
});

test('says that nothing is sent where there is no broker', async () => {
  await using registry = await connectFleet(sensors(1), { hasBroker: false });
  const answer = await registry.value('initiate_firmware_update', UPDATE);
  expect(answer).toMatchObject({
    status: 'queued',
    undelivered: 'No broker is configured (NEXUS_MQTT_URL), so jobs stay queued until a server with one runs.',
  });
});

test.each([
  { bad: { device_id: 'DEV-9999' }, code: 'not_found', says: 'See list_devices.' },
  { bad: { device_id: 'DEV-0001' }, code: 'conflict', says: 'decommissioned' },
  { bad: { target_version: '2.4.0' }, code: 'conflict', says: 'runs 2.4.0 already' },
  { bad: { target_version: 'latest' }, code: 'invalid_argument', says: '"latest" is no semantic version' },
  { bad: { target_version: '2.4' }, code: 'invalid_argument', says: 'such as 2.4.1' },
])('refuses $bad', async ({ bad, code, says }) => {
  await using registry = await connectFleet([...sensors(1), device(1, 'N1-A', { status: 'decommissioned' })]);
  const failure = await registry.failure('initiate_firmware_update', { ...UPDATE, ...bad });
  expect(failure.code).toBe(code);
  expect(failure.text).toContain(says);
  expect((await registry.value('get_firmware_jobs'))['total']).toBe(0);
});

test('refuses a device that is updating already', async () => {
  await using registry = await connectFleet(sensors(1));
  await registry.value('initiate_firmware_update', UPDATE);
  const failure = await registry.failure('initiate_firmware_update', { ...UPDATE, target_version: '3.0.0' });
  expect(failure).toMatchObject({ code: 'conflict', text: expect.stringContaining('already, to 2.4.1') as string });
});

test('a client that can ask its person does, and only a yes starts anything', async () => {
  await using registry = await connectFleet(sensors(1), { capabilities: { elicitation: { form: {} } } });
  const asked = elicitingClient(registry.client, [
    { action: 'decline' },
    { action: 'accept', content: { confirm: false } },
  ]);
  for (let i = 0; i < 2; i += 1) {
    expect((await registry.failure('initiate_firmware_update', UPDATE)).code).toBe('permission_denied');
  }
  expect(asked[0]).toBe('Install firmware 2.4.1 on Device 101 (DEV-0101), which runs 2.4.0?');
  expect((await registry.store.getDevice('DEV-0101'))?.status).toBe('online');
  elicitingClient(registry.client, [{ action: 'accept', content: { confirm: true } }]);
  expect(await registry.value('initiate_firmware_update', UPDATE)).toMatchObject({ status: 'queued' });
});

test('as a task it tells how the device gets on, and ends with it', async () => {
  await using registry = await connectFleet(sensors(1));
  await registry.client.listTools();
  const seen: unknown[] = [];
  let last: unknown;
  const call = { name: 'initiate_firmware_update', arguments: UPDATE };
  const stream = registry.client.experimental.tasks.callToolStream(call, CallToolResultSchema, { task: {} });
  for await (const message of stream) {
    if (message.type === 'taskCreated') await say(registry.store, 'DEV-0101', { sequence: 0, status: 'installing' });
    if (message.type === 'taskStatus') {
      seen.push(message.task.statusMessage);
      if (message.task.statusMessage?.includes('installing')) await say(registry.store, 'DEV-0101', BROKEN);
    }
    if (message.type === 'result') last = message.result.structuredContent;
  }
  expect(last).toMatchObject({ status: 'failed', error: 'no space' });
  expect(seen).toContain('in_progress: installing, 0 %');
});

test('is not offered read-only', async () => {
  await using registry = await connectFleet(sensors(1), { readOnly: true });
  expect((await registry.failure('initiate_firmware_update', UPDATE)).code).toBe('permission_denied');
  expect((await registry.store.getDevice('DEV-0101'))?.last_seen_ms).toBe(NOW_MS);
});
