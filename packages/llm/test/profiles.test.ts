import { describe, expect, test } from 'vitest';
import type { ChatMessage, ChatTool } from '../src/backend.ts';
import { createRemoteBackend } from '../src/remote.ts';
import { type ProfileName, PROFILES, startChatServer } from '../src/testing.ts';

const TOOLS: ChatTool[] = [
  {
    type: 'function',
    function: {
      name: 'get_zone',
      description: 'A zone.',
      parameters: {
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        type: 'object',
        additionalProperties: false,
        properties: {
          zone_id: { $ref: '#/$defs/id' },
          limit: { type: ['integer', 'null'], exclusiveMinimum: 0 },
          mode: { oneOf: [{ const: 'short' }, { const: 'long' }] },
        },
        required: ['zone_id'],
        $defs: { id: { type: 'string', description: 'Its id.' } },
      },
    },
  },
];
const ASKED: ChatMessage[] = [{ role: 'user', content: 'How are zones A and B?' }];
const CALLS = ['A', 'B'].map((zone_id) => ({ name: 'get_zone', arguments: { zone_id } }));
const WORKING = Object.keys(PROFILES).filter((name) => name !== 'vllmWithoutTools') as ProfileName[];

/** One question, two calls and an answer, of a server with this profile. */
async function conversation(name: ProfileName, streaming: boolean) {
  const { calls, says } = PROFILES[name];
  await using server = await startChatServer(calls(...CALLS), says('Both are fine.'));
  const base_url =
    name === 'azure' ? `${server.origin}/openai/deployments/gpt?api-version=2024-10-21` : server.base_url;
  const backend = createRemoteBackend({ base_url, model: 'm', api_key: 'key' });
  const options = { tools: TOOLS, ...(streaming && { onDelta: () => {} }) };
  const first = await backend.chatCompletion({ messages: ASKED, ...options });
  const { message } = first.choices[0];
  const results = (message.tool_calls ?? []).map(({ id }): ChatMessage => ({
    role: 'tool',
    tool_call_id: id,
    content: '{"ok":true}',
  }));
  const second = await backend.chatCompletion({ messages: [...ASKED, message, ...results], ...options });
  return { first, second, requests: server.requests };
}

describe.each([
  ['streaming', true],
  ['whole', false],
])('%s', (_form, streaming) => {
  test.each(WORKING)('%s: two calls are made and answered', async (name) => {
    const { first, second } = await conversation(name, streaming);
    const { message, finish_reason } = first.choices[0];
    const made = (message.tool_calls ?? []).map((call) => ({
      name: call.function.name,
      arguments: JSON.parse(call.function.arguments) as unknown,
    }));
    expect(made).toEqual(CALLS);
    expect(new Set(message.tool_calls?.map(({ id }) => id)).size).toBe(2);
    expect(message.content).toBeNull();
    expect(finish_reason).toBe('tool_calls');
    expect(second.choices[0].message.content).toBe('Both are fine.');
  });

  test('vLLM without tool calling is answered with the flags that it lacks', async () => {
    await expect(conversation('vllmWithoutTools', streaming)).rejects.toMatchObject({
      code: 'invalid_argument',
      hint: expect.stringContaining('--enable-auto-tool-choice') as string,
    });
  });
});

test('what a refusal taught is kept: the schemas are sent plain from then on', async () => {
  const { requests } = await conversation('gemini', true);
  // Refused once, then twice accepted.
  expect(requests).toHaveLength(3);
  expect(requests.at(-1)?.body['tools']).toEqual([
    {
      type: 'function',
      function: {
        name: 'get_zone',
        description: 'A zone.',
        parameters: {
          type: 'object',
          properties: {
            zone_id: { type: 'string', description: 'Its id.' },
            limit: { type: 'integer', nullable: true },
            mode: {
              anyOf: [
                { type: 'string', enum: ['short'] },
                { type: 'string', enum: ['long'] },
              ],
            },
          },
          required: ['zone_id'],
        },
      },
    },
  ]);
});

test('ids of another provider are rewritten for Mistral, call and result alike', async () => {
  await using server = await startChatServer(PROFILES.mistral.says('Fine.'));
  const backend = createRemoteBackend({ base_url: server.base_url, model: 'm' });
  const messages: ChatMessage[] = [
    ...ASKED,
    {
      role: 'assistant',
      content: null,
      tool_calls: [
        { id: 'call_long_0001', type: 'function', function: { name: 'get_zone', arguments: '{}' } },
        { id: 'call_long_0002', type: 'function', function: { name: 'get_zone', arguments: '{}' } },
      ],
    },
    { role: 'tool', tool_call_id: 'call_long_0001', content: 'one' },
    { role: 'tool', tool_call_id: 'call_long_0002', content: 'two' },
  ];
  const { choices } = await backend.chatCompletion({ messages });
  expect(choices[0].message).toEqual({ role: 'assistant', content: 'Fine.' });
  const sent = server.requests.at(-1)?.body['messages'] as { tool_calls?: { id: string }[]; tool_call_id?: string }[];
  const made = sent.flatMap((message) => message.tool_calls?.map(({ id }) => id) ?? []);
  expect(sent.slice(2).map((message) => message.tool_call_id)).toEqual(made);
  expect(new Set(made).size).toBe(2);
});

test('thoughts are sent back only to a provider that insists', async () => {
  const deepseek = await conversation('deepseek', true);
  const vllm = await conversation('vllm', false);
  const thoughtsIn = ({ requests }: typeof vllm) => JSON.stringify(requests.at(-1)?.body).includes('reasoning_content');
  expect(vllm.first.choices[0].message.reasoning).toBe('Hm.');
  expect([thoughtsIn(deepseek), thoughtsIn(vllm)]).toEqual([true, false]);
});
