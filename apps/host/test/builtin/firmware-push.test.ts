import { expect, test } from 'vitest';
import { answered, backend, converse, TOOLS, toolsNamed, TOOL_NAMES } from './asking.ts';

const QUESTION = 'Push firmware version 2.4.1 to all temperature sensors in Building North.';

const target = (number: number, wave: number) => {
  return { device_id: `DEV-TEMP-000${number}`, name: `Sensor ${number}`, firmware_version: '2.3.7', wave };
};
const PLAN = {
  plan_id: 'PLAN-1',
  digest: 'sha256:0',
  expires_at: '2026-11-22T10:35:00+01:00',
  target_version: '2.4.1',
  max_failure_pct: 10,
  target_count: 3,
  excluded_count: 3,
  waves: [
    { wave: 1, devices: 1 },
    { wave: 2, devices: 2 },
  ],
  targets: [target(1, 1), target(2, 2), target(3, 2)],
  excluded: [
    { reason: 'already_current', count: 1, devices: [] },
    { reason: 'offline', count: 2, devices: [] },
  ],
  warnings: [{ kind: 'only_sensor', text: 'The room is blind.', count: 1, device_ids: ['DEV-TEMP-0003'] }],
  estimated_duration_seconds: 120,
};
const ROLLOUT = {
  rollout_id: 'ROLLOUT-1',
  plan_id: 'PLAN-1',
  status: 'completed',
  target_version: '2.4.1',
  progress_pct: 100,
  devices: 3,
  waiting: 0,
  queued: 0,
  in_progress: 0,
  completed: 3,
  failed: 0,
  timed_out: 0,
  cancelled: 0,
  waves: [],
};
const SHOWN = [
  'Firmware 2.4.1 for 3 devices, 1, then 2 at a time, in about 2 min. Left out: 1 run it already, 2 out of contact.',
  '  Wave  Device         Name      Runs now',
  '     1  DEV-TEMP-0001  Sensor 1     2.3.7',
  '     2  DEV-TEMP-0002  Sensor 2     2.3.7',
  '     2  DEV-TEMP-0003  Sensor 3     2.3.7',
  '  Mind (1 device): The room is blind.',
];

test('the plan is made and said, then the start is asked for, and its end is the answer', async () => {
  const { calls, text, messages } = await converse(QUESTION, (_call, index) => [PLAN, ROLLOUT][index] ?? {});
  expect(calls.map(({ tool }) => tool)).toEqual(['plan_firmware_rollout', 'start_firmware_rollout']);
  expect(calls[1]?.arguments).toEqual({
    plan_id: 'PLAN-1',
    reason: 'A person asked for firmware 2.4.1.',
    wait_seconds: 20,
  });
  const said = messages.find((message) => message.role === 'assistant' && message.content !== null);
  expect(said?.content?.split('\n')).toEqual(SHOWN);
  expect(text).toBe('The roll-out of 2.4.1 has ended (ROLLOUT-1): 3 of 3 devices updated, 0 failed, 0 to go.');
});

test('the plan reaches who reads along before the call is made', async () => {
  const heard: string[] = [];
  const asked = { role: 'user', content: QUESTION } as const;
  const first = await backend.chatCompletion({ messages: [asked], tools: TOOLS });
  const { message } = first.choices[0];
  const [call] = message.tool_calls ?? [];
  const answer = { role: 'tool', tool_call_id: call?.id ?? '', content: JSON.stringify(PLAN) } as const;
  await backend.chatCompletion({
    messages: [asked, message, answer],
    tools: TOOLS,
    onDelta: ({ text }) => void heard.push(text),
  });
  expect(heard.join('')).toBe(`${SHOWN.join('\n')}\n`);
});

test('a roll-out that stopped says why, who failed, and what was not begun', async () => {
  const rollout = {
    ...ROLLOUT,
    status: 'stopped',
    completed: 0,
    failed: 1,
    cancelled: 2,
    note: 'Failures passed the limit of 10 % of a wave.',
    failures: [{ device_id: 'DEV-TEMP-0001', error: 'no space' }],
  };
  expect((await answered(QUESTION, [PLAN, rollout])).split('\n')).toEqual([
    'The roll-out of 2.4.1 is stopped (ROLLOUT-1): 0 of 3 devices updated, 1 failed, 0 to go, 2 not begun.',
    'Failures passed the limit of 10 % of a wave.',
    '  DEV-TEMP-0001: no space',
  ]);
});

test('one that goes on says how to look again, and without a broker that nothing is sent', async () => {
  const rollout = { ...ROLLOUT, status: 'running', completed: 0, queued: 1, waiting: 2, undelivered: 'No broker.' };
  expect((await answered(QUESTION, [PLAN, rollout])).split('\n')).toEqual([
    'The roll-out of 2.4.1 is under way (ROLLOUT-1): 0 of 3 devices updated, 0 failed, 3 to go.',
    'No broker.',
    '"nexus call get_firmware_rollout" shows how it goes on.',
  ]);
});

test('where nobody can be asked the answer is the plan, and how to go on', async () => {
  const refusal = 'Not run: start_firmware_rollout changes something, and nobody is there to approve it.';
  const text = await answered(QUESTION, [PLAN, refusal]);
  expect(text.split('\n')).toEqual([
    ...SHOWN,
    'Nothing was started: nobody is here to confirm it. "nexus chat" asks, and --allow-writes allows it.',
  ]);
});

test('a person who says no has seen the plan', async () => {
  const refusal = 'Not run: The person did not allow start_firmware_rollout. Do not call it again unless asked to.';
  expect(await answered(QUESTION, [PLAN, refusal])).toBe('Nothing was started.');
});

test('a plan that the server refuses to start is explained', async () => {
  const text = await answered(QUESTION, [PLAN, 'The fleet changed since this plan was made; nothing was started.']);
  expect(text).toContain('Nothing was started. The fleet changed since this plan was made');
});

test('a plan for nobody is not started', async () => {
  const nobody = { ...PLAN, target_count: 0, targets: [], waves: [], warnings: [] };
  expect(await answered(QUESTION, [nobody])).toBe(
    'No device would get firmware 2.4.1. Left out: 1 run it already, 2 out of contact.',
  );
});

test('a server that only reads gives the plan', async () => {
  const tools = toolsNamed(TOOL_NAMES.filter((name) => name !== 'start_firmware_rollout'));
  const { calls, text } = await converse(QUESTION, () => PLAN, [], tools);
  expect(calls).toHaveLength(1);
  expect(text).toContain('Nothing was started');
});

test('an unknown building is said with those there are, and a missing version is asked for', async () => {
  const fault = 'There is no building "North". There are: EAST, WEST. See list_zones.';
  expect(await answered(QUESTION, [fault])).toBe('There is no building "North". There are: EAST, WEST.');
  expect(await answered('Update the firmware of the door locks', [])).toContain('Which version?');
});
