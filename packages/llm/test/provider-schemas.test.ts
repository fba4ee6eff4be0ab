import { describe, expect, test } from 'vitest';
import type { ChatTool } from '../src/backend.ts';
import { createRemoteBackend, type RemoteOptions } from '../src/remote.ts';
import { type ProfileName, PROFILES, refusal, startChatServer } from '../src/testing.ts';
import { REAL_TOOLS } from './real-tools.ts';

/** What a server that hides nothing about itself is asked, with these tools. */
async function asked(name: ProfileName, tools: readonly ChatTool[], options: Partial<RemoteOptions> = {}) {
  await using server = await startChatServer(PROFILES[name].says('Fine.'));
  const base_url =
    name === 'azure' ? `${server.origin}/openai/deployments/gpt?api-version=2024-10-21` : server.base_url;
  const backend = createRemoteBackend({ base_url, model: 'm', api_key: 'key', ...options });
  const { choices } = await backend.chatCompletion({ messages: [{ role: 'user', content: 'Hello' }], tools });
  expect(choices[0].message.content).toBe('Fine.');
  return { requests: server.requests.length, tools: (server.requests.at(-1)?.body['tools'] ?? []) as ChatTool[] };
}

/** A tool of a foreign server, with all that providers stumble over. */
const FOREIGN: ChatTool = {
  type: 'function',
  function: {
    name: 'foreign',
    description: 'x'.repeat(2_000),
    parameters: {
      type: 'object',
      properties: {
        level: { enum: [1, 2] },
        id: { type: 'string', format: 'uuid', pattern: '^a', maxLength: 36 },
        either: { anyOf: [{ type: 'string' }, { type: 'array' }], description: 'D.' },
        filter: { type: ['object', 'null'], propertyNames: { type: 'string' }, additionalProperties: {} },
      },
      patternProperties: { '^x-': {} },
    },
  },
};

describe.each(['openai', 'azure', 'ollama', 'lmStudio', 'llamaServer', 'gemini', 'vllm'] as const)('%s', (name) => {
  test('takes every tool of the four servers', async () => {
    const { tools } = await asked(name, REAL_TOOLS);
    expect(tools.map((tool) => tool.function.name)).toEqual(REAL_TOOLS.map((tool) => tool.function.name));
  });

  test('takes a foreign tool, and one without parameters, after one refusal at most', async () => {
    const bare: ChatTool = { type: 'function', function: { name: 'bare', parameters: { type: 'object' } } };
    const { requests } = await asked(name, [FOREIGN, bare]);
    expect(requests).toBeLessThanOrEqual(2);
  });
});

describe('vLLM, once it is known to be one', () => {
  test('gets each tool in the strict style, except those whose arguments have no fixed names', async () => {
    const { requests, tools } = await asked('vllm', [...REAL_TOOLS, FOREIGN], { server: 'vllm' });
    expect(requests).toBe(1);
    const free = tools.filter((tool) => !('strict' in tool.function)).map((tool) => tool.function.name);
    expect(free).toEqual(['call_dynamic_tool', 'register_dynamic_tool', 'foreign']);
  });

  test('writes null for what it leaves out, which does not reach the tool', async () => {
    const tool: ChatTool = {
      type: 'function',
      function: {
        name: 'list_devices',
        parameters: { type: 'object', properties: { zone_id: { type: 'string' }, floor: { type: 'integer' } } },
      },
    };
    const call = { name: 'list_devices', arguments: { zone_id: 'A', floor: null } };
    await using server = await startChatServer(PROFILES.vllm.calls(call));
    const backend = createRemoteBackend({ base_url: server.base_url, model: 'm', server: 'vllm' });
    const { choices } = await backend.chatCompletion({ messages: [], tools: [tool] });
    expect(choices[0].message.tool_calls?.map((each) => each.function.arguments)).toEqual(['{"zone_id":"A"}']);
  });

  test.each([
    [400, 'Failed to convert the grammar from GBNF to Lark'],
    [500, 'EngineCore could not compile the grammar of a tool'],
  ])('that makes no grammar of them (%i) gets them as they are', async (status, words) => {
    const { vllm } = PROFILES;
    await using server = await startChatServer((response, request) => {
      if (JSON.stringify(request.body['tools']).includes('"strict":true')) {
        void refusal(status, words)(response, request);
        return 'refused';
      }
      return vllm.says('Fine.')(response, request);
    });
    const backend = createRemoteBackend({ base_url: server.base_url, model: 'm', server: 'vllm' });
    await backend.chatCompletion({ messages: [], tools: REAL_TOOLS });
    expect(server.requests.map(({ body }) => body['tools'])).toHaveLength(2);
    expect(server.requests[1]?.body['tools']).toEqual(REAL_TOOLS);
  });
});
