import {
  CallToolResultSchema,
  CreateMessageRequestSchema,
  ElicitRequestSchema,
  EmptyResultSchema,
  ListToolsResultSchema,
  LoggingMessageNotificationSchema,
  type Progress,
} from '@modelcontextprotocol/sdk/types.js';
import { expect, test, vi } from 'vitest';
import { connect } from '../src/connect.ts';
import { jsonLines, logger } from '../src/log.ts';
import { probeDeps } from './probe/probe-deps.ts';
import { probe } from './probe/server.ts';

/** A log that a test can read, as it would go to stderr. */
function readableLog() {
  const lines: string[] = [];
  const sink = jsonLines((line) => lines.push(line), { name: 'probe', minimum: 'debug', secrets: [] });
  return { log: logger(sink), text: () => lines.join('') };
}

test('tools are listed in the order of their names, with hints that follow from their access', async () => {
  using deps = probeDeps();
  await using host = await connect(probe, deps);
  const { tools } = await host.client.listTools();
  expect(tools.map(({ name }) => name)).toEqual(tools.map(({ name }) => name).toSorted());
  const hints = Object.fromEntries(tools.map(({ name, annotations }) => [name, annotations]));
  expect(hints).toMatchObject({
    echo_text: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false },
    write_note: { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false },
    erase_notes: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
  });
});

test('a result is structured and text alike, without undeclared fields', async () => {
  using deps = probeDeps();
  await using host = await connect(probe, deps);
  expect(await host.call('echo_text', { text: 'ab', times: 2 })).toEqual({
    content: [{ type: 'text', text: '{"text":"abab"}' }],
    structuredContent: { text: 'abab' },
  });
});

test('an unknown tool is a protocol error', async () => {
  using deps = probeDeps();
  await using host = await connect(probe, deps);
  await expect(host.call('drop_tables')).rejects.toMatchObject({
    code: -32602,
    message: 'MCP error -32602: Unknown tool: drop_tables',
  });
});

test('malformed parameters are a protocol error of one line', async () => {
  using deps = probeDeps();
  await using host = await connect(probe, deps);
  const bad = { method: 'tools/call', params: { name: 7 } };
  await expect(host.client.request(bad, EmptyResultSchema)).rejects.toMatchObject({
    code: -32602,
    message: 'MCP error -32602: Invalid params: params.name: Invalid input: expected string, received number',
  });
});

test('a request that leaves its parameters out is answered', async () => {
  using deps = probeDeps();
  await using host = await connect(probe, deps);
  const { tools } = await host.client.request({ method: 'tools/list' }, ListToolsResultSchema);
  expect(tools.map(({ name }) => name)).toContain('echo_text');
});

test('a request that leaves out parameters it needs is a protocol error', async () => {
  using deps = probeDeps();
  await using host = await connect(probe, deps);
  await expect(host.client.request({ method: 'tools/call' }, EmptyResultSchema)).rejects.toMatchObject({
    code: -32602,
  });
});

test('invalid arguments are a failed result with its code', async () => {
  using deps = probeDeps();
  await using host = await connect(probe, deps);
  expect(await host.failure('echo_text', { text: 7 })).toEqual({
    code: 'invalid_argument',
    text: 'Invalid arguments: text: Invalid input: expected string, received number.\nAccepted: text, times?.',
  });
});

test('a known fault reaches the caller with its hint, and its cause only the log', async () => {
  using deps = probeDeps();
  const { log, text } = readableLog();
  await using host = await connect(probe, deps, { log });
  expect(await host.failure('erase_notes')).toEqual({
    code: 'conflict',
    text: 'The notes are in use.\nCall it later.',
  });
  expect(text()).toContain('row 7');
});

test('an unknown fault reaches the caller as an incident, whose detail only the log has', async () => {
  using deps = probeDeps();
  const { log, text } = readableLog();
  await using host = await connect(probe, deps, { log });
  const failure = await host.failure('break_down');
  expect(failure.code).toBe('internal');
  expect(failure.text).toMatch(/^Something went wrong inside the server \(incident [\da-f]{8}; see its log\)\.$/);
  const incident = /incident ([\da-f]{8})/.exec(failure.text)?.[1];
  expect(text()).toContain(`"incident":"${incident}"`);
  expect(text()).toContain('/srv/secret/path');
});

test('an output against its own schema is an incident, not an answer', async () => {
  using deps = probeDeps();
  await using host = await connect(probe, deps);
  expect(await host.failure('give_nonsense')).toMatchObject({ code: 'internal' });
});

test('a read-only server neither lists nor runs what writes', async () => {
  using deps = probeDeps();
  await using host = await connect(probe, deps, { readOnly: true });
  const names = (await host.client.listTools()).tools.map(({ name }) => name);
  expect(names).toContain('echo_text');
  expect(names).not.toContain('write_note');
  expect(names).not.toContain('erase_notes');
  expect(await host.failure('write_note', { note_id: 'a', text: 'b' })).toEqual({
    code: 'permission_denied',
    text:
      'write_note changes data, and this server was started read-only.\n' +
      'Start it without --read-only and NEXUS_READ_ONLY to change data.',
  });
  expect(deps.notes.all()).toEqual({});
});

test('a client gets log records at the level it asked for, and another client is not affected', async () => {
  using deps = probeDeps();
  await using one = await connect(probe, deps);
  await using other = await connect(probe, deps);
  const heard = { one: [] as unknown[], other: [] as unknown[] };
  one.client.setNotificationHandler(LoggingMessageNotificationSchema, (n) => void heard.one.push(n.params));
  other.client.setNotificationHandler(LoggingMessageNotificationSchema, (n) => void heard.other.push(n.params));
  await one.client.setLoggingLevel('error');
  await one.call('log_lines');
  await other.call('log_lines');
  expect(heard.one).toEqual([{ level: 'error', logger: 'nexus-probe', data: 'broken' }]);
  expect(heard.other).toEqual([
    { level: 'info', logger: 'nexus-probe', data: { message: 'for the record', count: 3 } },
    { level: 'warning', logger: 'nexus-probe', data: 'careful' },
    { level: 'error', logger: 'nexus-probe', data: 'broken' },
  ]);
});

test('progress goes to the caller who asked for it', async () => {
  using deps = probeDeps();
  await using host = await connect(probe, deps);
  const seen: Progress[] = [];
  await host.client.callTool({ name: 'wait_long', arguments: { steps: 2, step_ms: 1 } }, CallToolResultSchema, {
    onprogress: (progress) => seen.push(progress),
  });
  expect(seen).toEqual([
    { progress: 1, total: 2, message: 'step 1' },
    { progress: 2, total: 2, message: 'step 2' },
  ]);
});

test('a cancelled call is told so, and stops', async () => {
  using deps = probeDeps();
  await using host = await connect(probe, deps);
  const cancel = new AbortController();
  const call = host.client.callTool(
    { name: 'wait_long', arguments: { steps: 1_000, step_ms: 20 } },
    CallToolResultSchema,
    { signal: cancel.signal, onprogress: () => cancel.abort('enough') },
  );
  await expect(call).rejects.toThrow('enough');
  await vi.waitFor(() => expect(deps.notes.all()).toHaveProperty('aborted'));
});

test('a client that leaves aborts its calls', async () => {
  using deps = probeDeps();
  const host = await connect(probe, deps);
  const call = host.client.callTool({ name: 'wait_long', arguments: { steps: 1, step_ms: 60_000 } });
  call.catch(() => {});
  await host[Symbol.asyncDispose]();
  await expect(call).rejects.toThrow('Connection closed');
  await vi.waitFor(() => expect(deps.notes.all()).toHaveProperty('aborted', 'at step 1'));
});

test('a person is asked through the client, and the answer checked', async () => {
  using deps = probeDeps();
  await using host = await connect(probe, deps, { capabilities: { elicitation: {} } });
  const answers = [{ setpoint: 21 }, { setpoint: 'warm' }];
  host.client.setRequestHandler(ElicitRequestSchema, () => ({ action: 'accept', content: answers.shift() ?? {} }));
  expect(await host.value('ask_person')).toEqual({ action: 'accept', setpoint: 21 });
  expect(await host.failure('ask_person')).toMatchObject({ code: 'unavailable' });
});

test('a model is asked through the client', async () => {
  using deps = probeDeps();
  await using host = await connect(probe, deps, { capabilities: { sampling: {} } });
  host.client.setRequestHandler(CreateMessageRequestSchema, () => ({
    model: 'small-1',
    role: 'assistant',
    content: { type: 'text', text: 'Hello' },
  }));
  expect(await host.value('ask_model')).toEqual({ text: 'small-1' });
});

test.each([
  ['ask_person', 'elicitation'],
  ['ask_model', 'sampling'],
])('%s says that a client without it lacks %s', async (tool, what) => {
  using deps = probeDeps();
  await using host = await connect(probe, deps);
  expect(await host.failure(tool)).toEqual({
    code: 'unavailable',
    text: `The connected client does not support ${what}.`,
  });
});

test('the caller is the client by its name and version', async () => {
  using deps = probeDeps();
  await using host = await connect(probe, deps);
  expect(await host.value('who_calls')).toEqual({ kind: 'client', name: 'test 1.0.0' });
});

test('a prompt checks its arguments and fills in its text', async () => {
  using deps = probeDeps();
  await using host = await connect(probe, deps);
  expect((await host.client.listPrompts()).prompts).toEqual([
    {
      name: 'greet_person',
      title: 'Greeting',
      description: 'Greets somebody.',
      arguments: [
        { name: 'name', description: 'Who.', required: true },
        { name: 'tone', description: 'How.', required: false },
      ],
    },
  ]);
  const { messages } = await host.client.getPrompt({ name: 'greet_person', arguments: { name: 'Ada' } });
  expect(messages).toEqual([{ role: 'user', content: { type: 'text', text: 'Greet Ada in a friendly tone.' } }]);
  await expect(host.client.getPrompt({ name: 'greet_person' })).rejects.toMatchObject({ code: -32602 });
  await expect(host.client.getPrompt({ name: 'nobody' })).rejects.toMatchObject({ code: -32602 });
});

test('arguments of prompts and templates are completed', async () => {
  using deps = probeDeps({ alpha: '1', beta: '2', almond: '3' });
  await using host = await connect(probe, deps);
  const complete = async (ref: Parameters<typeof host.client.complete>[0]['ref'], name: string, value: string) =>
    (await host.client.complete({ ref, argument: { name, value } })).completion.values;
  expect(await complete({ type: 'ref/prompt', name: 'greet_person' }, 'tone', 'f')).toEqual(['friendly', 'formal']);
  const template = { type: 'ref/resource', uri: 'notes://by-id/{note_id}' } as const;
  expect(await complete(template, 'note_id', 'al')).toEqual(['alpha', 'almond']);
  expect(await complete(template, 'nothing', 'al')).toEqual([]);
  // Names that every JavaScript object answers to.
  for (const name of ['constructor', 'valueOf', 'hasOwnProperty', '__proto__']) {
    expect(await complete(template, name, 'al')).toEqual([]);
  }
  await expect(complete({ type: 'ref/prompt', name: 'nobody' }, 'x', '')).rejects.toMatchObject({ code: -32602 });
});

test('an unknown name is repeated without what cannot be seen', async () => {
  using deps = probeDeps();
  await using host = await connect(probe, deps);
  await expect(host.call('drop\u202E_\u0007tables')).rejects.toThrow('Unknown tool: drop_tables');
});
