import { NexusError } from '@nexus/models';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { ChatDelta, ChatRequest, ChatTool } from '../src/backend.ts';
import { createRemoteBackend, type RemoteOptions } from '../src/remote.ts';
import {
  answer,
  type ChatServer,
  delta,
  hang,
  json,
  refusal,
  type Reply,
  stall,
  startChatServer,
  stream,
} from '../src/testing.ts';

const KEY = 'sk-test-0123456789abcdef';
const HELLO: ChatRequest = { messages: [{ role: 'user', content: 'Hello' }] };
const TOOL: ChatTool = {
  type: 'function',
  function: {
    name: 'get_device',
    description: 'A device.',
    parameters: { type: 'object', properties: { device_id: { type: 'string' } }, required: ['device_id'] },
  },
};

afterEach(() => {
  vi.unstubAllEnvs();
});

const backendAt = (server: ChatServer, options: Partial<RemoteOptions> = {}) =>
  createRemoteBackend({ base_url: server.base_url, model: 'test-model', ...options });

/** Asks a server that gives these replies, streaming when `deltas` is given. */
async function ask(replies: Reply[], request: ChatRequest = HELLO, deltas?: ChatDelta[]) {
  await using server = await startChatServer(...replies);
  const onDelta = (piece: ChatDelta) => void deltas?.push(piece);
  const completion = await backendAt(server).chatCompletion({ ...request, ...(deltas && { onDelta }) });
  return { completion, message: completion.choices[0].message, requests: server.requests };
}

describe('a request', () => {
  test('carries the conversation, the tools and the defaults', async () => {
    const conversation: ChatRequest = {
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Is D1 online?' },
        {
          role: 'assistant',
          content: null,
          reasoning: 'I should look.',
          tool_calls: [
            { id: 'c1', type: 'function', function: { name: 'get_device', arguments: '{"device_id":"D1"}' } },
            { id: 'c2', type: 'function', function: { name: 'get_device', arguments: '{"device_id":' } },
          ],
        },
        { role: 'tool', tool_call_id: 'c1', content: 'online' },
        { role: 'tool', tool_call_id: 'c2', content: 'invalid arguments' },
      ],
      tools: [TOOL],
    };
    const { requests } = await ask([answer({ role: 'assistant', content: 'Yes.' })], conversation);
    expect(requests).toHaveLength(1);
    expect(requests[0]).toMatchObject({ method: 'POST', url: '/v1/chat/completions' });
    expect(requests[0]?.body).toEqual({
      model: 'test-model',
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Is D1 online?' },
        {
          role: 'assistant',
          content: null,
          tool_calls: [
            { id: 'c1', type: 'function', function: { name: 'get_device', arguments: '{"device_id":"D1"}' } },
            // A malformed string would make Ollama refuse the whole conversation.
            {
              id: 'c2',
              type: 'function',
              function: { name: 'get_device', arguments: '{"malformed_arguments":"{\\"device_id\\":"}' },
            },
          ],
        },
        { role: 'tool', tool_call_id: 'c1', content: 'online' },
        { role: 'tool', tool_call_id: 'c2', content: 'invalid arguments' },
      ],
      tools: [TOOL],
      temperature: 0.1,
      max_tokens: 2048,
    });
  });

  test('sends no header or key that comes from the environment', async () => {
    vi.stubEnv('OPENAI_API_KEY', 'sk-from-environment');
    vi.stubEnv('OPENAI_ORG_ID', 'org-secret');
    vi.stubEnv('OPENAI_CUSTOM_HEADERS', 'x-secret: 1\nauthorization: Bearer sk-other');
    vi.stubEnv('OPENAI_BASE_URL', 'http://127.0.0.1:1/v1');
    const { requests } = await ask([answer({ content: 'Hi.' })]);
    expect(requests[0]?.headers['authorization']).toBe('Bearer local');
    expect(Object.keys(requests[0]?.headers ?? {}).filter((name) => /^(x-|openai)/u.test(name))).toEqual([]);
    expect(JSON.stringify(requests[0]?.headers)).not.toContain('secret');
  });

  test('carries the query of the base URL, and never shows it', async () => {
    await using server = await startChatServer(answer({ content: 'Hi.' }));
    const base_url = `${server.base_url}/openai/?api-version=2024-10-21`;
    const backend = createRemoteBackend({ base_url, api_key: KEY, model: 'm' });
    await backend.chatCompletion(HELLO);
    expect(server.requests[0]?.url).toBe('/v1/openai/chat/completions?api-version=2024-10-21');
    expect(server.requests[0]?.headers['authorization']).toBe(`Bearer ${KEY}`);
    expect(backend.getBackendInfo()).toEqual({
      strategy: 'remote',
      model: 'm',
      base_url: `${server.base_url}/openai`,
      description: `m at ${server.base_url}/openai.`,
    });
  });

  test('is asked again in the words that the model accepts, and these are remembered', async () => {
    await using server = await startChatServer(
      refusal(400, "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."),
      refusal(400, "Unsupported value: 'temperature' does not support 0.1 with this model."),
      answer({ content: 'Hi.' }),
    );
    const backend = backendAt(server);
    await backend.chatCompletion(HELLO);
    await backend.chatCompletion(HELLO);
    const sent = server.requests.map(({ body }) => Object.keys(body).filter((key) => /token|temperature/u.test(key)));
    expect(sent).toEqual([
      ['temperature', 'max_tokens'],
      ['temperature', 'max_completion_tokens'],
      ['max_completion_tokens'],
      ['max_completion_tokens'],
    ]);
  });

  test('for a stream does without usage where stream_options is refused', async () => {
    const refused = json({ detail: 'stream_options: extra fields not permitted' }, 422);
    const { requests, message } = await ask(
      [refusal(422, 'stream_options: extra'), stream(delta({ content: 'Hi.' }, 'stop'))],
      HELLO,
      [],
    );
    expect(requests.map(({ body }) => body['stream_options'])).toEqual([{ include_usage: true }, undefined]);
    expect(message.content).toBe('Hi.');
    await expect(ask([refused])).rejects.toMatchObject({ code: 'invalid_argument' });
  });
});

describe('an answer', () => {
  test('of a well-behaved server is passed on', async () => {
    const usage = { prompt_tokens: 9, completion_tokens: 3, total_tokens: 12 };
    const message = { role: 'assistant', content: 'Hi.' };
    const { completion } = await ask([
      json({
        id: 'x',
        object: 'chat.completion',
        created: 7,
        model: 'm',
        usage,
        choices: [{ index: 0, message, finish_reason: 'stop' }],
      }),
    ]);
    expect(completion).toEqual({
      id: 'x',
      object: 'chat.completion',
      created: 7,
      model: 'm',
      choices: [{ index: 0, message, finish_reason: 'stop' }],
      usage,
    });
  });

  test('is streamed when deltas are wanted, with the usage of the last chunk', async () => {
    const deltas: ChatDelta[] = [];
    const { completion, requests } = await ask(
      [
        stream(
          delta({ role: 'assistant', content: '' }),
          delta({ reasoning_content: 'think ' }),
          delta({ reasoning_content: 'more' }),
          delta({ content: 'It is ' }),
          delta({ content: '612 ppm.' }),
          delta({}, 'stop'),
          { choices: [], usage: { prompt_tokens: 5, completion_tokens: 2, total_tokens: 7 } },
        ),
      ],
      HELLO,
      deltas,
    );
    expect(requests[0]?.body).toMatchObject({ stream: true, stream_options: { include_usage: true } });
    expect(deltas).toEqual([
      { type: 'reasoning', text: 'think ' },
      { type: 'reasoning', text: 'more' },
      { type: 'text', text: 'It is ' },
      { type: 'text', text: '612 ppm.' },
    ]);
    expect(completion.choices[0].message).toEqual({
      role: 'assistant',
      content: 'It is 612 ppm.',
      reasoning: 'think more',
    });
    expect(completion.usage?.total_tokens).toBe(7);
  });

  test('of Ollama, with calls that have no index and end with stop, keeps its calls', async () => {
    const call = (id: string, device: string) => ({
      id,
      type: 'function',
      function: { name: 'get_device', arguments: `{"device_id":"${device}"}` },
    });
    const { completion, message } = await ask(
      [
        stream(
          delta({ content: '', tool_calls: [call('a', 'D1')] }),
          delta({ tool_calls: [call('b', 'D2')] }),
          delta({}, 'stop'),
        ),
      ],
      { ...HELLO, tools: [TOOL] },
      [],
    );
    expect(message.tool_calls).toEqual([call('a', 'D1'), call('b', 'D2')]);
    expect(completion.choices[0].finish_reason).toBe('tool_calls');
  });

  test('with object arguments and no id is made well-formed', async () => {
    const { message } = await ask([
      answer({
        role: 'assistant',
        content: '',
        tool_calls: [{ function: { name: 'get_device', arguments: { device_id: 'D1' } } }],
      }),
    ]);
    expect(message).toMatchObject({
      content: null,
      tool_calls: [{ type: 'function', function: { name: 'get_device', arguments: '{"device_id":"D1"}' } }],
    });
    expect(message.tool_calls?.[0]?.id).toMatch(/^[0-9a-f]{9}$/u);
  });

  test('with a printed call becomes a call when the tool is on offer, and stays text when it is not', async () => {
    const reply = answer({ content: '<tool_call>{"name":"get_device","arguments":{"device_id":"D1"}}</tool_call>' });
    const offered = await ask([reply], { ...HELLO, tools: [TOOL] });
    const notOffered = await ask([reply]);
    expect(offered.completion.calls_from_text).toBe(true);
    expect(offered.message.tool_calls?.[0]?.function).toEqual({ name: 'get_device', arguments: '{"device_id":"D1"}' });
    expect(notOffered.message.tool_calls).toBeUndefined();
    expect(notOffered.message.content).toContain('<tool_call>');
  });

  test('that comes whole although a stream was asked for is used', async () => {
    const deltas: ChatDelta[] = [];
    const { message } = await ask([answer({ content: 'Hi.' })], HELLO, deltas);
    expect(message.content).toBe('Hi.');
    expect(deltas).toEqual([{ type: 'text', text: 'Hi.' }]);
  });

  test('follows when a busy server is asked again', async () => {
    const busy = refusal(429, 'busy', { 'retry-after-ms': '5' });
    const { message, requests } = await ask([busy, answer({ content: 'Hi.' })]);
    expect(message.content).toBe('Hi.');
    expect(requests).toHaveLength(2);
  });

  test('is ended by an exception of the listener, which arrives unchanged', async () => {
    await using server = await startChatServer(stream(delta({ content: 'Hi.' }), delta({}, 'stop')));
    const fault = new RangeError('listener');
    const onDelta = () => {
      throw fault;
    };
    await expect(backendAt(server).chatCompletion({ ...HELLO, onDelta })).rejects.toBe(fault);
  });
});

describe('aborting', () => {
  test('while nothing has come rejects with the reason of the signal', async () => {
    await using server = await startChatServer(hang);
    const reason = new Error('The user changed their mind.');
    const controller = new AbortController();
    const answering = backendAt(server).chatCompletion({ ...HELLO, signal: controller.signal });
    await expect.poll(() => server.requests.length).toBe(1);
    controller.abort(reason);
    await expect(answering).rejects.toBe(reason);
    expect(server.requests).toHaveLength(1);
  });

  test('while the pieces come rejects with the reason of the signal', async () => {
    await using server = await startChatServer(stall(delta({ content: 'par' })));
    const reason = new Error('The user changed their mind.');
    const controller = new AbortController();
    const onDelta = () => controller.abort(reason);
    await expect(backendAt(server).chatCompletion({ ...HELLO, signal: controller.signal, onDelta })).rejects.toBe(
      reason,
    );
  });

  test('without a reason of its own rejects with the AbortError, not with a cut stream', async () => {
    await using server = await startChatServer(stall(delta({ content: 'par' })));
    const controller = new AbortController();
    const onDelta = () => controller.abort();
    const answered = backendAt(server).chatCompletion({ ...HELLO, signal: controller.signal, onDelta });
    await expect(answered).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('before the start sends nothing', async () => {
    await using server = await startChatServer(hang);
    const reason = new Error('Too late.');
    await expect(backendAt(server).chatCompletion({ ...HELLO, signal: AbortSignal.abort(reason) })).rejects.toBe(
      reason,
    );
    expect(server.requests).toHaveLength(0);
  });
});

describe('creating', () => {
  test.each([
    ['no URL', { base_url: 'localhost:11434', model: 'm' }, 'invalid_argument'],
    ['a URL with a password', { base_url: 'http://me:secret@host/v1', model: 'm' }, 'invalid_argument'],
    ['OpenAI without a key', { model: 'm' }, 'permission_denied'],
  ])('%s is refused', (_what, options, code) => {
    let thrown: unknown;
    try {
      createRemoteBackend(options);
    } catch (error) {
      thrown = error;
    }
    expect(NexusError.is(thrown) && thrown.code).toBe(code);
    expect(String(thrown)).not.toContain('secret');
  });
});
