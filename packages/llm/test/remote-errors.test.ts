import { NexusError } from '@nexus/models';
import { describe, expect, test } from 'vitest';
import { createRemoteBackend, type RemoteOptions } from '../src/remote.ts';
import {
  answer,
  cut,
  deadBaseUrl,
  delta,
  event,
  hang,
  html,
  json,
  refusal,
  type Reply,
  stall,
  startChatServer,
  stream,
} from '../src/testing.ts';

const KEY = 'sk-test-0123456789abcdef';

/** The error of one request to a server with this reply. */
async function failureOf(reply: Reply, options: Partial<RemoteOptions> & { streaming?: boolean } = {}) {
  await using server = await startChatServer(reply);
  const { streaming = false, ...rest } = options;
  const backend = createRemoteBackend({
    base_url: server.base_url,
    model: 'test-model',
    api_key: KEY,
    max_retries: 0,
    ...rest,
  });
  const error: unknown = await backend
    .chatCompletion({ messages: [{ role: 'user', content: 'Hello' }], ...(streaming && { onDelta: () => {} }) })
    .then(
      () => undefined,
      (fault: unknown) => fault,
    );
  if (!NexusError.is(error)) throw new Error('Not a NexusError', { cause: error });
  const { code, hint = '', cause } = error;
  return {
    code,
    hint,
    cause,
    message: error.message.replace(server.base_url, 'SERVER'),
    asked: server.requests.length,
  };
}

describe('a refusal', () => {
  test('of the key names the variable and never the key', async () => {
    const failure = await failureOf(refusal(401, `Incorrect API key provided: ${KEY}. Also sk-test*****cdef.`));
    expect(failure).toMatchObject({
      code: 'permission_denied',
      message: 'SERVER refused access: the API key is missing or wrong.',
    });
    expect(failure.hint).toContain('NEXUS_REMOTE_API_KEY');
    expect(failure.cause).toBeUndefined();
  });

  test('of a region keeps what the provider says', async () => {
    const failure = await failureOf(refusal(403, `Country not supported for ${KEY}`));
    expect(failure).toMatchObject({
      code: 'permission_denied',
      message: 'SERVER refused access: Country not supported for [key].',
    });
  });

  test('of the model tells to choose another', async () => {
    const failure = await failureOf(refusal(404, 'model "test-model" not found, try pulling it first'));
    expect(failure).toMatchObject({ code: 'not_found', message: "SERVER does not have the model 'test-model'." });
    expect(failure.hint).toContain('NEXUS_REMOTE_MODEL_NAME');
  });

  test('of the path tells to check the base URL', async () => {
    const failure = await failureOf(html(404));
    expect(failure).toMatchObject({
      code: 'not_found',
      message: 'There is no chat-completions endpoint at SERVER (404).',
    });
    expect(failure.hint).toContain('NEXUS_REMOTE_API_BASE_URL');
  });

  test.each([
    ['Slow down', 'Wait a moment and ask again.'],
    ['You exceeded your current quota, please check your billing details', "Check the account's plan and credit."],
  ])('for too many requests (%s) hints: %s', async (said, hint) => {
    expect(await failureOf(refusal(429, said))).toMatchObject({
      code: 'limit_exceeded',
      message: `SERVER limits requests (429): ${said}.`,
      hint,
    });
  });

  test('of the request quotes the provider, cleaned and cut', async () => {
    const failure = await failureOf(refusal(400, `Bad\u001B[2J\n\n${'x'.repeat(1000)}`));
    expect(failure.code).toBe('invalid_argument');
    // 300 characters: "Bad[2J " are 7, the ellipsis is 1.
    expect(failure.message).toBe(`SERVER refused the request (400): Bad[2J ${'x'.repeat(292)}…`);
  });

  test('by vLLM without tool calling names its flag', async () => {
    const failure = await failureOf(
      refusal(400, '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser'),
    );
    expect(failure.hint).toContain('--enable-auto-tool-choice');
  });

  test.each([KEY, 'azure0123456789'])('that repeats the key %s shows no key anywhere', async (api_key) => {
    const failure = await failureOf(refusal(400, `You sent ${api_key}`), { api_key });
    expect(failure.message).toBe('SERVER refused the request (400): You sent [key].');
    expect(failure.cause).toBeUndefined();
  });
});

describe('a server that cannot answer', () => {
  test.each([
    ['fails', refusal(503, 'overloaded'), 'The model server at SERVER failed: overloaded.'],
    ['fails with a page', html(502), 'The model server at SERVER failed: status 502.'],
    ['is a web page', html(), 'SERVER answered with an HTML page instead of a chat completion.'],
    ['gives no choice', json({ id: 'x', choices: [] }), 'SERVER answered with no choice instead of a chat completion.'],
    ['says something else', json([1]), 'SERVER answered with something instead of a chat completion.'],
    [
      'reports an error with status 200',
      json({ error: { message: 'boom' } }),
      'The model server at SERVER failed: boom.',
    ],
  ])('because it %s is unavailable', async (_what, reply, message) => {
    expect(await failureOf(reply)).toMatchObject({ code: 'unavailable', message });
  });

  test.each([
    ['is a web page', html(), 'SERVER answered with an HTML page instead of a chat completion.'],
    [
      'drops the connection',
      cut(delta({ content: 'par' })),
      'The stream from SERVER ended before the answer was complete.',
    ],
    ['ends early', stream(delta({ content: 'par' })), 'The stream from SERVER ended before the answer was complete.'],
    ['ends at once', stream(), 'The stream from SERVER ended before the answer was complete.'],
    [
      'reports an error midway',
      stream(delta({ content: 'par' }), { error: { message: 'boom' } }),
      'The model server at SERVER failed: boom.',
    ],
    ['sends broken JSON', broken, 'The stream from SERVER ended before the answer was complete.'],
  ])('because its stream %s is unavailable', async (_what, reply, message) => {
    expect(await failureOf(reply, { streaming: true })).toMatchObject({ code: 'unavailable', message });
  });

  test('because nothing listens there is unavailable', async () => {
    const base_url = await deadBaseUrl();
    const backend = createRemoteBackend({ base_url, model: 'm', max_retries: 0 });
    await expect(backend.chatCompletion({ messages: [] })).rejects.toMatchObject({
      code: 'unavailable',
      message: `No answer from ${base_url} (ECONNREFUSED).`,
    });
  });
});

describe('the timeout', () => {
  test('ends a request that is not answered, and does not repeat it', async () => {
    const failure = await failureOf(hang, { timeout_ms: 80, max_retries: 2 });
    expect(failure).toMatchObject({
      code: 'unavailable',
      message: 'The model server at SERVER was silent for 0.08 s.',
      asked: 1,
    });
  });

  test('ends a stream that falls silent', async () => {
    const failure = await failureOf(stall(delta({ content: 'par' })), { timeout_ms: 80, streaming: true });
    expect(failure.message).toBe('The model server at SERVER was silent for 0.08 s.');
  });

  test('ends an answer whose body does not come', async () => {
    const headersOnly: Reply = (response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{');
    };
    expect((await failureOf(headersOnly, { timeout_ms: 80 })).message).toBe(
      'The model server at SERVER was silent for 0.08 s.',
    );
  });

  test('does not end a stream that goes on longer but is never silent', async () => {
    const slow: Reply = (response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      // 8 pieces, 40 ms apart: 320 ms in all, above the 200 ms of allowed silence.
      for (let turn = 1; turn <= 8; turn += 1) {
        setTimeout(() => response.write(event(delta({ content: `${turn}` }, turn === 8 ? 'stop' : null))), turn * 40);
      }
      setTimeout(() => response.end(), 340);
    };
    await using server = await startChatServer(slow);
    const backend = createRemoteBackend({ base_url: server.base_url, model: 'm', timeout_ms: 200 });
    const { choices } = await backend.chatCompletion({ messages: [], onDelta: () => {} });
    expect(choices[0].message.content).toBe('12345678');
  });
});

test.each([true, false])('a server that sends for ever is stopped (streaming: %s)', async (streaming) => {
  const endless: Reply = (response) => {
    response.writeHead(200, { 'content-type': streaming ? 'text/event-stream' : 'application/json' });
    const piece = 'x'.repeat(1_000_000);
    const more = () => {
      while (!response.destroyed && response.write(piece));
      if (!response.destroyed) response.once('drain', more);
    };
    more();
  };
  expect(await failureOf(endless, { streaming })).toMatchObject({
    code: 'limit_exceeded',
    message: 'The model server sent more than 8 MB for one answer.',
  });
});

test('a local server is asked twice at most, and a usable answer ends the asking', async () => {
  const busy = refusal(500, 'busy', { 'retry-after-ms': '1' });
  await using failing = await startChatServer(busy);
  await using recovering = await startChatServer(busy, answer({ content: 'Hi.' }));
  const ask = (base_url: string) => createRemoteBackend({ base_url, model: 'm' }).chatCompletion({ messages: [] });
  await expect(ask(failing.base_url)).rejects.toMatchObject({ code: 'unavailable' });
  await expect(ask(recovering.base_url)).resolves.toMatchObject({ choices: [{ message: { content: 'Hi.' } }] });
  expect([failing.requests.length, recovering.requests.length]).toEqual([2, 2]);
});

function broken(...[response]: Parameters<Reply>): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.end('data: {"choices": [\n\n');
}
