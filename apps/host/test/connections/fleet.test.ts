import { expect, test } from 'vitest';
import { McpConnection } from '../../src/connections/connection.ts';
import { ServerFleet } from '../../src/connections/fleet.ts';
import { until } from '../fixtures/host.ts';
import { building, isAlive, serverLog } from '../fixtures/targets.ts';

const BUDGETS = { connectTimeoutMs: 20_000, callTimeoutMs: 20_000 };

function toolOf(connection: McpConnection, name: string) {
  const tool = connection.tools.find((each) => each.name === name);
  if (!tool) throw new Error(`no tool ${name}`);
  return tool;
}

async function connected(options: Parameters<typeof building>[0] = {}, budgets = BUDGETS) {
  const connection = new McpConnection(building(options), budgets);
  await connection.connect();
  return Object.assign(connection, { [Symbol.asyncDispose]: () => connection.close() });
}

test('servers that hang, crash or do not exist leave the others working, and are named with the reason', async () => {
  const hang = serverLog();
  const fleet = new ServerFleet(
    [
      building({ name: 'good' }),
      building({ name: 'crashing', start: 'crash' }),
      { kind: 'stdio', name: 'absent', command: '/no/such/program', args: [], env: {} },
      { kind: 'http', name: 'nobody', url: 'http://127.0.0.1:9/mcp', headers: {} },
    ],
    BUDGETS,
  );
  const hanging = new ServerFleet([building({ name: 'hanging', start: 'hang', log: hang })], {
    ...BUDGETS,
    connectTimeoutMs: 1_000,
  });
  await Promise.all([fleet.connect(), hanging.connect()]);
  const status = Object.fromEntries([...fleet.status, ...hanging.status].map((each) => [each.name, each]));
  expect(status['good']).toEqual({ name: 'good', state: 'ready', tool_count: 11 });
  expect(status['hanging']?.fault).toBe('did not start within 1 s');
  expect(status['crashing']?.fault).toContain('the database is locked');
  expect(status['absent']?.fault).toContain('ENOENT');
  expect(status['nobody']?.fault).toMatch(/fetch failed|bad port/u);
  await Promise.all([fleet.close(), hanging.close()]);
  expect(hang.pids().filter(isAlive)).toEqual([]);
});

test('a server that fails to start is tried again in the background', async () => {
  const log = serverLog();
  await using connection = await connected({ start: 'once', log });
  expect(connection.status.state).toBe('failed');
  await until(() => connection.status.state === 'ready');
  expect(log.pids()).toHaveLength(2);
});

test('a read during which the server dies is repeated on the restarted server', async () => {
  const log = serverLog();
  await using connection = await connected({ log });
  const result = await connection.call(toolOf(connection, 'die_reading'), {});
  expect(result.content).toEqual([{ type: 'text', text: 'alive' }]);
  expect(log.count('die_reading')).toBe(2);
  expect(log.pids()).toHaveLength(2);
});

test('a write during which the server dies is not repeated, and its outcome is called unknown', async () => {
  const log = serverLog();
  await using connection = await connected({ log });
  await expect(connection.call(toolOf(connection, 'die_writing'), {})).rejects.toMatchObject({
    code: 'unavailable',
    message: 'The connection to building broke during die_writing, and whether it took effect is not known.',
  });
  await until(() => connection.status.state === 'ready');
  expect(log.count('die_writing')).toBe(1);
});

test('a call that takes too long ends with its limit and is cancelled on the server', async () => {
  const log = serverLog();
  await using connection = await connected({ log }, { ...BUDGETS, callTimeoutMs: 300 });
  await expect(connection.call(toolOf(connection, 'hang'), {})).rejects.toMatchObject({
    code: 'limit_exceeded',
    message: 'hang did not answer within 0.3 s and was cancelled.',
  });
  await until(() => log.count('hang cancelled') === 1);
});

test('a caller that gives up gets its own reason, and the server is told', async () => {
  const log = serverLog();
  await using connection = await connected({ log });
  const controller = new AbortController();
  const call = connection.call(toolOf(connection, 'hang'), {}, { signal: controller.signal });
  await until(() => log.count('hang') === 1);
  const reason = new Error('enough');
  controller.abort(reason);
  await expect(call).rejects.toBe(reason);
  await until(() => log.count('hang cancelled') === 1);
});

test('a signal that fires after a call has ended cancels nothing', async () => {
  const log = serverLog();
  await using connection = await connected({ log });
  const controller = new AbortController();
  const tool = toolOf(connection, 'read_point');
  await connection.call(tool, { point: 'a' }, { signal: controller.signal });
  controller.abort();
  await connection.call(tool, { point: 'b' });
  expect(connection.status.state).toBe('ready');
  expect(log.lines().filter((line) => line.startsWith('read_point'))).toEqual(['read_point a', 'read_point b']);
});

test('tools that a server adds are listed after its note, a burst of them with one list', async () => {
  let changes = 0;
  const connection = new McpConnection(building(), {
    ...BUDGETS,
    onChange: () => {
      changes += 1;
    },
  });
  await connection.connect();
  changes = 0;
  await connection.call(toolOf(connection, 'grow'), {});
  await until(() => connection.tools.length === 31);
  expect(changes).toBe(1);
  await connection.close();
});

test('closing leaves no process behind, not even one that ignores its stdin and SIGTERM', async () => {
  const [good, hanging] = [serverLog(), serverLog()];
  const fleet = new ServerFleet([building({ log: good }), building({ start: 'hang', log: hanging })], BUDGETS);
  const connecting = fleet.connect();
  await until(() => good.pids().length === 1 && hanging.pids().length === 1);
  await fleet.close();
  await connecting;
  expect([...good.pids(), ...hanging.pids()].filter(isAlive)).toEqual([]);
});
