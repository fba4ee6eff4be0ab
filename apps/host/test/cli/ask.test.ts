import { expect, test } from 'vitest';
import type { HostEvent } from '../../src/loop/events.ts';
import { until } from '../fixtures/host.ts';
import { modelServer } from '../fixtures/model-server.ts';
import { nexus, startNexus } from '../fixtures/nexus.ts';
import { calls, says } from '../fixtures/scripted-backend.ts';
import { building, isAlive, serverLog } from '../fixtures/targets.ts';

const QUESTION = 'How warm is the lobby?';

test('a question is answered with its calls above the answer; a first word with spaces is a question', async () => {
  await using model = await modelServer(calls(['read_point', { point: 'lobby' }]), says('21.5 °C'));
  const { code, stdout, stderr } = await nexus([QUESTION], { servers: [building()], env: model.environment });
  expect(code).toBe(0);
  expect(stdout).toMatch(/^✓ read_point point="lobby" {2}\d+ ms\n21\.5 °C\n$/u);
  expect(stderr).toContain('scripted');
});

test('as JSON every event is a line', async () => {
  await using model = await modelServer(calls(['read_point', { point: 'lobby' }]), says('21.5 °C'));
  const options = { servers: [building()], env: model.environment };
  const { code, stdout } = await nexus(['ask', '--json', ...QUESTION.split(' ')], options);
  const events = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as HostEvent);
  expect(code).toBe(0);
  expect(events[0]).toMatchObject({ type: 'run_started', question: QUESTION });
  expect(events.at(-1)).toMatchObject({ type: 'run_finished', status: 'answered', answer: '21.5 °C', tool_calls: 1 });
});

test('what writes is refused unless it is allowed', async () => {
  const log = serverLog();
  const script = [calls(['set_point', { point: 'a', value: 1 }]), says('done')];
  await using model = await modelServer(...script, ...script);
  const options = { servers: [building({ log })], env: model.environment };
  const refused = await nexus(['ask', 'set a'], options);
  expect(refused.stdout).toContain('✗ set_point');
  expect(log.count('set_point a 1')).toBe(0);
  await nexus(['ask', '--allow-writes', 'set a'], options);
  expect(log.count('set_point a 1')).toBe(1);
});

test('a model that cannot be reached is a failure with a next step', async () => {
  const env = {
    NEXUS_LLM_BACKEND: 'remote',
    NEXUS_REMOTE_API_BASE_URL: 'http://127.0.0.1:9/v1',
    NEXUS_REMOTE_MODEL_NAME: 'm',
  };
  const { code, stdout, stderr } = await nexus(['ask', QUESTION], { servers: [building()], env });
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain('127.0.0.1:9');
});

test('an answer without any server is a failure, which names the way to find out', async () => {
  const { code, stdout } = await nexus(['ask', '--backend', 'builtin', 'co2 in the lobby']);
  expect(code).toBe(1);
  expect(stdout).toContain('no connected server offers get_zone_snapshot. "nexus tools" shows the servers');
});

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s during a call ends with its code and leaves nothing running',
  async (signal) => {
    const log = serverLog();
    await using model = await modelServer(calls(['hang']));
    const running = startNexus(['ask', QUESTION], { servers: [building({ log })], env: model.environment });
    await until(() => log.count('hang') === 1);
    running.child.kill(signal);
    expect((await running.ended).code).toBe(signal === 'SIGINT' ? 130 : 143);
    expect(log.pids().filter(isAlive)).toEqual([]);
  },
);

test('Ctrl-C while a server hangs at its start does not wait for it', async () => {
  const log = serverLog();
  const running = startNexus(['tools'], { servers: [building({ start: 'hang', log })] });
  await until(() => log.pids().length === 1);
  running.child.kill('SIGINT');
  expect((await running.ended).code).toBe(130);
  expect(log.pids().filter(isAlive)).toEqual([]);
});

test.each(['tools', '--help'])('a reader of %s that leaves early is no error', async (word) => {
  const running = startNexus([word], { servers: [building()] });
  running.child.stdout?.destroy();
  expect(await running.ended).toMatchObject({ code: 0, stderr: '' });
});

test('chat without a terminal takes each line as a question of one conversation', async () => {
  await using model = await modelServer(says('one'), calls(['read_point', { point: 'lobby' }]), says('two'));
  const { code, stdout } = await nexus(['chat'], {
    servers: [building()],
    env: model.environment,
    stdin: 'first\n\n/tools\nsecond\n/quit\nthird\n',
  });
  expect(code).toBe(0);
  expect(stdout).toMatch(/^one\n(?: {2}\w+ {2}.+\n){11}✓ read_point point="lobby" {2}\d+ ms\ntwo\n$/u);
});
