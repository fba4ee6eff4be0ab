import { connect as connectSocket } from 'node:net';
import { expect, test, vi } from 'vitest';
import { listening } from '../listening.ts';
import { probeDeps } from '../probe/probe-deps.ts';
import { probe } from '../probe/server.ts';
import { callBody, HEADERS, initialize, messagesIn, post, rawPost, rawRequest, rpc, spoken } from './raw-client.ts';

const TOKENS = [
  { name: 'alice', token: 'token-of-alice-0001' },
  { name: 'bob', token: 'token-of-bob-000002' },
];
const ALICE = { authorization: `Bearer ${TOKENS[0]!.token}` };
const BOB = { authorization: `Bearer ${TOKENS[1]!.token}` };
const WRITE = callBody('write_note', { note_id: 'entered', text: 'x' });

test.each([
  [{ host: 'evil.example' }],
  [{ host: 'localhost.evil.example:80' }],
  [{ origin: 'https://evil.example' }],
  [{ origin: 'null' }],
  [{ origin: 'http://localhost.evil.example' }],
])('with the headers %j the handler is not entered', async (headers) => {
  using deps = probeDeps();
  await using server = await listening(probe, deps);
  const answer = await rawRequest(server.url, { headers: { ...HEADERS, ...headers }, body: WRITE });
  expect(answer).toMatchObject({ status: 403, type: 'application/json; charset=utf-8' });
  expect(JSON.parse(answer.text)).toMatchObject({ jsonrpc: '2.0', id: null, error: { code: -32000 } });
  expect(deps.notes.all()).toEqual({});
});

test.each([
  ['Host', ['Host: localhost', 'Host: evil.example']],
  ['Authorization', ['Host: localhost', `Authorization: ${ALICE.authorization}`, 'Authorization: Bearer other']],
])('a request with two %s headers is refused, since a proxy may have looked at the other', async (_, headers) => {
  using deps = probeDeps();
  await using server = await listening(probe, deps);
  const answer = await spoken(server.port, rawPost(WRITE, ['Connection: close', ...headers]));
  expect(answer).toMatch(/^HTTP\/1\.1 400 .*"jsonrpc":"2\.0","id":null/s);
  expect(deps.notes.all()).toEqual({});
});

test('a page on this machine may call', async () => {
  using deps = probeDeps();
  await using server = await listening(probe, deps);
  expect((await post(server.url, WRITE, { origin: 'http://localhost:6274' })).status).toBe(200);
  expect(deps.notes.all()).toEqual({ entered: 'x' });
});

test.each([
  ['malformed JSON', '{"jsonrpc":', 400, -32700],
  ['invalid UTF-8', new Uint8Array([0x7b, 0xff, 0x7d]), 400, -32700],
  ['NaN', '{"jsonrpc":"2.0","id":1,"method":"ping","params":{"a":NaN}}', 400, -32700],
  ['a batch', `[${rpc('ping')}]`, 400, -32600],
  ['20,000 levels', `${'['.repeat(20_000)}${']'.repeat(20_000)}`, 400, -32600],
  ['no message', '{}', 400, -32600],
  ['nothing', '', 400, -32700],
])('%s is refused in JSON', async (_, body, status, code) => {
  using deps = probeDeps();
  await using server = await listening(probe, deps);
  const response = await post(server.url, body);
  expect(response.status).toBe(status);
  expect(response.headers.get('content-type')).toContain('application/json');
  expect(await response.json()).toMatchObject({ jsonrpc: '2.0', id: null, error: { code } });
});

test.each([
  ['that says so', { 'content-length': String(4 * 1024 * 1024 + 1) }],
  ['that does not say so', { 'transfer-encoding': 'chunked' }],
])('a body of more than 4 MiB %s is refused in JSON', async (_, headers) => {
  using deps = probeDeps();
  await using server = await listening(probe, deps);
  const body = Buffer.alloc(4 * 1024 * 1024 + 1, 'x');
  const answer = await rawRequest(server.url, { headers: { ...HEADERS, ...headers }, body });
  expect(answer.status).toBe(413);
  expect(JSON.parse(answer.text)).toMatchObject({ error: { message: 'The request is longer than 4194304 bytes' } });
});

test.each([
  ['PUT', '/mcp', 405],
  ['OPTIONS', '/mcp', 405],
  ['GET', '/mcp', 405],
  ['DELETE', '/mcp', 405],
  ['GET', '/', 404],
  ['GET', '/mcp/', 404],
  ['POST', '/sse', 404],
  ['POST', '/livez', 405],
])('%s %s without a session is %d in JSON', async (method, path, status) => {
  using deps = probeDeps();
  await using server = await listening(probe, deps);
  const response = await fetch(new URL(path, server.url), { method, headers: { accept: 'text/event-stream' } });
  expect(response.status).toBe(status);
  expect(response.headers.get('content-type')).toContain('application/json');
  expect(response.headers.has('allow')).toBe(status === 405);
  expect(await response.json()).toBeInstanceOf(Object);
});

test('tells a prober that it lives and is ready, without a token and under any name', async () => {
  using deps = probeDeps();
  await using server = await listening(probe, deps, { tokens: TOKENS, dataId: '0123456789ab' });
  for (const path of ['/livez', '/readyz']) {
    const answer = await rawRequest(new URL(path, server.url).href, { method: 'GET', headers: { host: '10.1.2.3' } });
    expect(answer).toMatchObject({ status: 200, text: '{"status":"ok","server":"nexus-probe","data":"0123456789ab"}' });
  }
});

test.each([
  ['no token', {}],
  ['a wrong token', { authorization: 'Bearer token-of-mallory-01' }],
  ['the start of a token', { authorization: 'Bearer token-of-alice' }],
  ['another scheme', { authorization: `Basic ${TOKENS[0]!.token}` }],
])('with %s a call is challenged', async (_, headers) => {
  using deps = probeDeps();
  await using server = await listening(probe, deps, { tokens: TOKENS });
  const response = await post(`${server.url}?access_token=${TOKENS[0]!.token}`, WRITE, headers);
  expect(response.status).toBe(401);
  expect(response.headers.get('www-authenticate')).toBe('Bearer realm="nexus-probe"');
  expect(await response.json()).toMatchObject({ jsonrpc: '2.0', id: null });
  expect(deps.notes.all()).toEqual({});
});

test('a call with a token is made by its holder', async () => {
  using deps = probeDeps();
  await using server = await listening(probe, deps, { tokens: TOKENS });
  const answer = await (await post(server.url, callBody('who_calls'), BOB)).json();
  expect(answer).toMatchObject({ result: { structuredContent: { kind: 'token', name: 'bob' } } });
});

interface ToolList {
  readonly result: { readonly tools: readonly unknown[] };
}

test('a single POST without a session is answered in one piece, whatever it accepts', async () => {
  using deps = probeDeps();
  await using server = await listening(probe, deps);
  for (const accept of ['*/*', 'application/json', HEADERS.accept]) {
    const { status, type, text } = await rawRequest(server.url, {
      headers: { 'content-type': 'application/json', accept },
      body: rpc('tools/list'),
    });
    expect({ status, type }).toEqual({ status: 200, type: 'application/json' });
    expect((JSON.parse(text) as ToolList).result.tools).toHaveLength(probe.tools.length);
  }
  expect(server.app.sessionCount).toBe(0);
});

test('a method of a later protocol is unknown, not a fault', async () => {
  using deps = probeDeps();
  await using server = await listening(probe, deps);
  const answer = await (await post(server.url, rpc('server/discover'))).json();
  expect(answer).toMatchObject({ error: { code: -32601 } });
});

test('a call without a session is cancelled when its connection drops', async () => {
  using deps = probeDeps();
  await using server = await listening(probe, deps);
  const leave = new AbortController();
  const call = fetch(server.url, {
    method: 'POST',
    headers: HEADERS,
    body: callBody('wait_long', { steps: 1, step_ms: 60_000 }),
    signal: leave.signal,
  });
  await new Promise((resolve) => setTimeout(resolve, 100));
  leave.abort();
  await expect(call).rejects.toThrow('abort');
  await vi.waitFor(() => expect(deps.notes.all()).toHaveProperty('aborted'));
});

test('an unknown session is not found, by any method', async () => {
  using deps = probeDeps();
  await using server = await listening(probe, deps);
  for (const method of ['GET', 'POST', 'DELETE']) {
    const response = await fetch(server.url, {
      method,
      headers: { ...HEADERS, 'mcp-session-id': 'gone' },
      ...(method === 'POST' ? { body: rpc('ping') } : {}),
    });
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ error: { code: -32001, message: 'Session not found' } });
  }
});

test('a session belongs to whoever opened it', async () => {
  using deps = probeDeps();
  await using server = await listening(probe, deps, { tokens: TOKENS });
  const session = { 'mcp-session-id': await initialize(server.url, ALICE) };
  expect((await post(server.url, rpc('ping'), { ...BOB, ...session })).status).toBe(404);
  const ended = await fetch(server.url, { method: 'DELETE', headers: { ...HEADERS, ...BOB, ...session } });
  expect(ended.status).toBe(404);
  expect((await post(server.url, rpc('ping'), { ...ALICE, ...session })).status).toBe(200);
});

test('a session ends with its DELETE', async () => {
  using deps = probeDeps();
  await using server = await listening(probe, deps);
  const session = { 'mcp-session-id': await initialize(server.url) };
  expect(server.app.sessionCount).toBe(1);
  expect((await fetch(server.url, { method: 'DELETE', headers: { ...HEADERS, ...session } })).status).toBe(200);
  expect(server.app.sessionCount).toBe(0);
  expect((await post(server.url, rpc('ping'), session)).status).toBe(404);
});

test('an initialization that is refused leaves no session behind', async () => {
  using deps = probeDeps();
  await using server = await listening(probe, deps);
  const response = await post(server.url, rpc('initialize', { protocolVersion: '2025-11-25' }));
  expect(await response.json()).toMatchObject({ error: { code: -32603 } });
  expect(await initialize(server.url, { accept: 'text/html' })).toBe('none: 406');
  expect(server.app.sessionCount).toBe(0);
});

test('idle sessions are swept, but not one with an open stream', async () => {
  using deps = probeDeps();
  await using server = await listening(probe, deps, { sessionIdleMs: 100 });
  await initialize(server.url);
  const kept = { 'mcp-session-id': await initialize(server.url) };
  const stream = await fetch(server.url, { headers: { ...HEADERS, ...kept } });
  await vi.waitFor(() => expect(server.app.sessionCount).toBe(1), 5_000);
  await new Promise((resolve) => setTimeout(resolve, 250));
  expect((await post(server.url, rpc('ping'), kept)).status).toBe(200);
  await stream.body?.cancel();
  await vi.waitFor(() => expect(server.app.sessionCount).toBe(0), 5_000);
});

test('beyond the cap a new session is told to come back, and those there go on', async () => {
  using deps = probeDeps();
  await using server = await listening(probe, deps, { maxSessions: 2 });
  const first = { 'mcp-session-id': await initialize(server.url) };
  await initialize(server.url);
  const response = await post(
    server.url,
    rpc('initialize', { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'c', version: '1' } }),
  );
  expect(response.status).toBe(503);
  expect(response.headers.get('retry-after')).toBe('30');
  expect((await post(server.url, rpc('ping'), first)).status).toBe(200);
});

test('fifty clients that use the same ids get each their own answers', async () => {
  using deps = probeDeps();
  await using server = await listening(probe, deps);
  const mismatches = await Promise.all(
    Array.from({ length: 50 }, async (_, client) => {
      const session = { 'mcp-session-id': await initialize(server.url) };
      const answers = await Promise.all(
        Array.from({ length: 4 }, async (_, i) => {
          const nonce = `${client}/${i}`;
          const body = rpc('tools/call', { name: 'echo_text', arguments: { text: nonce } }, i);
          const [answer] = messagesIn(await (await post(server.url, body, session)).text());
          return answer?.['id'] === i && JSON.stringify(answer).includes(`"text":"${nonce}"`);
        }),
      );
      return answers.filter((right) => !right).length;
    }),
  );
  expect(mismatches.every((count) => count === 0)).toBe(true);
});

test('a second call of the same id waits for no answer, and the first gets its own', async () => {
  using deps = probeDeps();
  await using server = await listening(probe, deps);
  const session = { 'mcp-session-id': await initialize(server.url) };
  const first = post(server.url, callBody('wait_long', { steps: 1, step_ms: 300 }), session);
  await new Promise((resolve) => setTimeout(resolve, 100));
  const second = await post(server.url, WRITE, session);
  expect(second.status).toBe(400);
  expect(await second.json()).toMatchObject({ id: null, error: { code: -32600 } });
  expect(messagesIn(await (await first).text())).toMatchObject([
    { id: 1, result: { structuredContent: { steps: 1 } } },
  ]);
  expect((await post(server.url, WRITE, session)).status).toBe(200);
});

test('the stream of a call ends when the call is cancelled', async () => {
  using deps = probeDeps();
  await using server = await listening(probe, deps);
  const session = { 'mcp-session-id': await initialize(server.url) };
  const call = await post(server.url, callBody('wait_long', { steps: 1, step_ms: 60_000 }), session);
  const cancel = (requestId: unknown) => {
    const notification = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId } };
    return post(server.url, JSON.stringify(notification), session);
  };
  for (const other of [2, '1', null, {}]) expect((await cancel(other)).status).toBe(202);
  expect((await cancel(1)).status).toBe(202);
  expect(messagesIn(await call.text())).toMatchObject([{ id: 1, error: { message: 'The call was cancelled.' } }]);
  await vi.waitFor(() => expect(deps.notes.all()).toHaveProperty('aborted'));
  expect((await cancel(1)).status).toBe(202);
  expect((await post(server.url, WRITE, session)).status).toBe(200);
});

test('nobody can subscribe without a session', async () => {
  using deps = probeDeps();
  await using server = await listening(probe, deps);
  const response = await post(server.url, rpc('resources/subscribe', { uri: 'notes://all' }));
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ error: { code: -32600 } });
});

test('of the calls that a client sends at once on one connection, one runs at a time', async () => {
  using deps = probeDeps();
  await using server = await listening(probe, deps);
  const socket = connectSocket(server.port, '127.0.0.1');
  socket.write(rawPost(callBody('wait_long', { steps: 1, step_ms: 60_000 })) + rawPost(WRITE).repeat(20));
  await new Promise((resolve) => setTimeout(resolve, 200));
  socket.destroy();
  await vi.waitFor(() => expect(deps.notes.all()).toHaveProperty('aborted'));
  expect(deps.notes.all()).not.toHaveProperty('entered');
});

test('a connection with more than a hundred unanswered calls is cut', async () => {
  using deps = probeDeps();
  await using server = await listening(probe, deps);
  const first = rawPost(callBody('wait_long', { steps: 1, step_ms: 60_000 }));
  // Ends with a reset where the client was still writing, else with nothing.
  expect(await spoken(server.port, first + rawPost(WRITE).repeat(100)).catch(String)).not.toContain('HTTP');
  expect(deps.notes.all()).not.toHaveProperty('entered');
  expect((await post(server.url, WRITE)).status).toBe(200);
});

test('calls that are sent at once on one connection hold up no other', async () => {
  using deps = probeDeps();
  await using server = await listening(probe, deps);
  const greedy = connectSocket(server.port, '127.0.0.1');
  let taken = '';
  greedy.on('data', (chunk) => (taken += String(chunk)));
  greedy.write(rawPost(rpc('ping')).repeat(100));
  await vi.waitFor(() => expect(taken).toContain('"result"'), { interval: 1 });
  expect((await post(server.url, rpc('ping'))).status).toBe(200);
  expect(taken.split('"result"').length).toBeLessThan(100);
  greedy.destroy();
});

test('calls that are sent at once on one connection are answered in their order', async () => {
  using deps = probeDeps();
  await using server = await listening(probe, deps);
  const calls = [callBody('wait_long', { steps: 1, step_ms: 50 }), rpc('ping', {}, 2), rpc('ping', {}, 3)];
  const answers = await spoken(server.port, calls.map((body) => rawPost(body)).join(''), 3);
  expect([...answers.matchAll(/"id":(\d)/g)].map(([, id]) => id)).toEqual(['1', '2', '3']);
});

test('a reader that stops reading is cut', async () => {
  using deps = probeDeps();
  await using server = await listening(probe, deps, { stallMs: 300 });
  const socket = connectSocket(server.port, '127.0.0.1');
  socket.on('error', () => {});
  socket.pause();
  // The answer is 10 MB, more than any socket buffer takes.
  socket.write(rawPost(callBody('make_text', { length: 5_000_000 })));
  await vi.waitFor(async () => expect(await server.connections()).toBe(1), 10_000);
  await vi.waitFor(async () => expect(await server.connections()).toBe(0), 20_000);
  socket.destroy();
});
