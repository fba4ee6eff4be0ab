import { CallToolResultSchema } from '@modelcontextprotocol/sdk/types.js';
import { expect, test } from 'vitest';
import { connectFleet } from '../connect-fleet.ts';
import { elicitingClient } from '../eliciting-client.ts';
import { DONE, say, sensors } from '../firmware/fleet.ts';

const PLAN = { device_type: 'temperature_sensor', target_version: '2.4.1', waves: ['1', 'rest'] };

test('starts a plan, and tells the roll-out', async () => {
  await using registry = await connectFleet(sensors(3));
  const { plan_id } = await registry.value('plan_firmware_rollout', PLAN);
  const none = { waiting: 0, queued: 0, in_progress: 0, completed: 0, failed: 0, timed_out: 0, cancelled: 0 };
  expect(await registry.value('start_firmware_rollout', { plan_id, reason: 'fixes the clock' })).toEqual({
    rollout_id: expect.stringMatching(/^ROLLOUT-[2-9A-Z]{10}$/) as string,
    plan_id,
    status: 'running',
    target_version: '2.4.1',
    progress_pct: 0,
    devices: 3,
    ...none,
    queued: 1,
    waiting: 2,
    waves: [
      { wave: 1, devices: 1, ...none, queued: 1 },
      { wave: 2, devices: 2, ...none, waiting: 2 },
    ],
    max_failure_pct: 10,
    started_by: 'test 1.0.0',
    reason: 'fixes the clock',
    started_at: '2026-06-01T12:00:00Z',
  });
  expect((await registry.store.recentAudit(2))[1]).toMatchObject({
    action: 'firmware_rollout_started',
    actor: 'test 1.0.0',
    reason: 'fixes the clock',
  });
});

test('is refused a second time, for an unknown plan, and without a reason', async () => {
  await using registry = await connectFleet(sensors(3));
  const { plan_id } = await registry.value('plan_firmware_rollout', PLAN);
  const start = (args: object) => registry.failure('start_firmware_rollout', { plan_id, reason: 'r', ...args });
  expect(await start({ reason: ' \u200b ' })).toMatchObject({ code: 'invalid_argument' });
  await registry.value('start_firmware_rollout', { plan_id, reason: 'r' });
  expect(await start({})).toMatchObject({ code: 'conflict', text: expect.stringContaining('used already') as string });
  expect(await start({ plan_id: 'PLAN-X' })).toMatchObject({ code: 'not_found' });
});

test('tells a client that waits how it goes, until the end', async () => {
  await using registry = await connectFleet(sensors(2));
  const { plan_id } = await registry.value('plan_firmware_rollout', PLAN);
  const told: string[] = [];
  const result = await registry.client.callTool(
    { name: 'start_firmware_rollout', arguments: { plan_id, reason: 'r', wait_seconds: 25 } },
    undefined,
    {
      onprogress({ progress, total, message }) {
        told.push(`${progress}/${total} ${message}`);
        // Each device answers when it is heard to be its turn.
        void say(registry.store, `DEV-010${progress + 1}`, DONE);
      },
    },
  );
  expect(told).toEqual([
    '0/2 running: 0 updated, 0 failed, 2 to go',
    '1/2 running: 1 updated, 0 failed, 1 to go',
    '2/2 completed: 2 updated, 0 failed, 0 to go',
  ]);
  expect(result.structuredContent).toMatchObject({ status: 'completed', completed: 2, progress_pct: 100 });
});

test('a client does not wait for a roll-out that was paused, once no device is at it', async () => {
  await using registry = await connectFleet(sensors(2));
  const { plan_id } = await registry.value('plan_firmware_rollout', PLAN);
  const told: string[] = [];
  const pause = async () => {
    await say(registry.store, 'DEV-0101', { sequence: 1, status: 'installing' });
    const { rollout_id } = await registry.value('get_firmware_rollout');
    await registry.value('control_firmware_rollout', { rollout_id, action: 'pause', reason: 'lunch' });
  };
  const result = await registry.client.callTool(
    { name: 'start_firmware_rollout', arguments: { plan_id, reason: 'r', wait_seconds: 25 } },
    undefined,
    {
      onprogress({ message = '' }) {
        told.push(message);
        if (told.length === 1) void pause();
        if (told.length === 2) void say(registry.store, 'DEV-0101', DONE);
      },
    },
  );
  expect(told).toEqual([
    'running: 0 updated, 0 failed, 2 to go',
    'paused: 0 updated, 0 failed, 2 to go',
    'paused: 1 updated, 0 failed, 1 to go',
  ]);
  expect(result.structuredContent).toMatchObject({ status: 'paused', completed: 1, waiting: 1, note: 'lunch' });
}, 15_000);

test('as a task it is followed to its end, and cancelling the task cancels the roll-out', async () => {
  await using registry = await connectFleet(sensors(3));
  await registry.client.listTools();
  const { tasks } = registry.client.experimental;
  const start = async (plan: object) => {
    const { plan_id } = await registry.value('plan_firmware_rollout', { ...PLAN, ...plan });
    const call = { name: 'start_firmware_rollout', arguments: { plan_id, reason: 'r' } };
    for await (const message of tasks.callToolStream(call, CallToolResultSchema, { task: {} })) {
      if (message.type === 'taskCreated') return message.task.taskId;
    }
    throw new Error('no task was made');
  };
  const first = await start({ device_ids: ['DEV-0101'] });
  await say(registry.store, 'DEV-0101', DONE);
  const result = await tasks.getTaskResult(first, CallToolResultSchema);
  expect(result.structuredContent).toMatchObject({ status: 'completed', completed: 1 });
  const second = await start({});
  expect(await tasks.cancelTask(second)).toMatchObject({ status: 'cancelled' });
  expect(await registry.value('get_firmware_rollout')).toMatchObject({
    status: 'cancelled',
    cancelled: 2,
    note: 'The task of this roll-out was cancelled.',
  });
});

test('a client that can ask its person does, and a no leaves the plan unused', async () => {
  await using registry = await connectFleet(sensors(3), { capabilities: { elicitation: { form: {} } } });
  const { plan_id } = await registry.value('plan_firmware_rollout', PLAN);
  const asked = elicitingClient(registry.client, [
    { action: 'cancel' },
    { action: 'accept', content: { confirm: true } },
  ]);
  const start = { plan_id, reason: 'r' };
  expect((await registry.failure('start_firmware_rollout', start)).code).toBe('permission_denied');
  expect(await registry.value('start_firmware_rollout', start)).toMatchObject({ status: 'running' });
  expect(asked[0]).toBe('Install firmware 2.4.1 on 3 devices in 2 waves?');
});
