import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { copyOf, serve, servers } from './real-servers.ts';
import { type ModelTurn, scriptedModel } from './scripted-model.ts';
import { hostOver } from './seeded-building.ts';

const WRONG = 'What is wrong in the building right now?';
const HANDOVER = 'Hand-over for the next shift, please.';
const PUSH = 'Push firmware version 2.4.1 to all temperature sensors in Building North.';

type Result = Readonly<Record<string, unknown>>;

/** What a capable model would do with these questions. */
function script(question: string, results: readonly Result[]): ModelTurn {
  const [first = {}, second] = results;
  if (question === WRONG) {
    if (results.length === 0) return { calls: [['list_active_alerts', { limit: 5 }]] };
    const [worst] = first['alerts'] as readonly Result[];
    return { content: `${first['total'] as number} alerts are open; the worst is ${worst?.['alert_id'] as string}.` };
  }
  if (question === HANDOVER) {
    if (results.length === 0) {
      const open = { include_acknowledged: true, include_shelved: true };
      return {
        calls: [
          ['get_alert_history', { start: '-8h' }],
          ['list_active_alerts', open],
        ],
      };
    }
    const figures = first['figures'] as Result;
    return { content: `${figures['alerts'] as number} raised in this shift, ${second?.['total'] as number} open.` };
  }
  if (results.length === 0) {
    const fleet = { building: 'North', device_type: 'temperature_sensor', target_version: '2.4.1' };
    return { calls: [['plan_firmware_rollout', fleet]] };
  }
  if (second === undefined) {
    const start = { plan_id: first['plan_id'], reason: 'A person asked for it.', wait_seconds: 3 };
    return {
      content: `The plan: ${first['target_count'] as number} devices.`,
      calls: [['start_firmware_rollout', start]],
    };
  }
  return {
    content: `${second['rollout_id'] as string}: ${second['completed'] as number} of ${second['devices'] as number}.`,
  };
}

let data: ReturnType<typeof copyOf>;
let running: AsyncDisposableStack;
/** Where the servers are that all hosts of this file share. */
let addresses: Record<string, string>;

beforeAll(async () => {
  data = copyOf(inject('demoDataDir'));
  running = new AsyncDisposableStack();
  const started = servers.filter(({ name }) => name === 'nexus-device-registry' || name === 'nexus-alerts');
  const [registry, alerts] = await Promise.all(started.map((server) => serve(server, data.path)));
  if (registry === undefined || alerts === undefined) throw new Error('a server under test has another name');
  running.use(registry);
  running.use(alerts);
  addresses = { NEXUS_DEVICE_SERVER_URL: registry.url, NEXUS_ALERT_SERVER_URL: alerts.url };
});
afterAll(async () => {
  await running.disposeAsync();
  data[Symbol.dispose]();
});

describe.each(['builtin', 'remote'] as const)('in the host, with the %s backend', (backend) => {
  let model: Awaited<ReturnType<typeof scriptedModel>>;
  let asked: ReturnType<typeof hostOver>;
  let alerts: readonly { readonly alert_id: string }[];

  beforeAll(async () => {
    model = await scriptedModel(script);
    const variables = { ...addresses, ...(backend === 'remote' && model.environment) };
    asked = hostOver(data.path, { variables, only: ['device-registry', 'alerts'] });
    alerts = await asked.untilAlerts();
  });
  afterAll(async () => {
    await asked[Symbol.asyncDispose]();
    await model[Symbol.asyncDispose]();
  });

  test('what is wrong right now is told, the worst first', async () => {
    const { status, answer, events } = await asked.ask(WRONG);
    expect(status).toBe('answered');
    const [call] = events.filter((event) => event.type === 'tool_call_finished');
    expect(call).toMatchObject({ tool: 'list_active_alerts', status: 'ok' });
    const { total } = JSON.parse(call?.result ?? '{}') as { readonly total: number };
    expect(answer).toMatch(
      backend === 'builtin'
        ? new RegExp(`^${total} alerts?, the worst first:`)
        : new RegExp(`^${total} alerts are open`),
    );
    expect(answer).toContain(alerts[0]?.alert_id);
  });

  test('a shift is handed over: what happened, and what is open', async () => {
    const { status, answer, events, tool_calls } = await asked.ask(HANDOVER);
    expect(status).toBe('answered');
    expect(tool_calls).toBe(2);
    const results = events.filter((event) => event.type === 'tool_call_finished');
    expect(results.map(({ tool }) => tool)).toEqual(['get_alert_history', 'list_active_alerts']);
    const history = JSON.parse(results[0]?.result ?? '{}') as { readonly figures: { readonly alerts: number } };
    const { alerts: raised } = history.figures;
    expect(answer).toMatch(
      backend === 'builtin'
        ? new RegExp(raised === 0 ? '^No alert was raised' : `^${raised} alerts? (?:was|were) raised`)
        : new RegExp(`^${raised} raised in this shift`),
    );
  });

  // The builtin backend does so among the five questions, with devices that answer.
  if (backend === 'builtin') return;

  test('firmware is planned, shown, confirmed, started and followed', async () => {
    const { status, answer, events } = await asked.ask(PUSH);
    expect(status).toBe('answered');
    const calls = events.filter((event) => event.type === 'tool_call_finished');
    expect(calls.map(({ tool, status: ended }) => [tool, ended])).toEqual([
      ['plan_firmware_rollout', 'ok'],
      ['start_firmware_rollout', 'ok'],
    ]);
    const { target_count } = JSON.parse(calls[0]?.result ?? '{}') as { readonly target_count: number };
    const { rollout_id } = JSON.parse(calls[1]?.result ?? '{}') as { readonly rollout_id: string };
    // What will happen stood on the screen before the person was asked.
    expect(asked.approvals).toHaveLength(1);
    expect(asked.approvals[0]?.tool).toBe('start_firmware_rollout');
    expect(asked.approvals[0]?.shown).toContain(`${target_count} devices`);
    expect(answer).toContain(rollout_id);
    expect(answer).toContain(`of ${target_count}`);
    const { structuredContent } = await asked.host.callTool('get_firmware_rollout', {});
    expect(structuredContent).toMatchObject({ rollout_id, devices: target_count });
  });
});
