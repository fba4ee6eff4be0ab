import { describe, expect, test } from 'vitest';
import type { LLMBackend } from '../src/backend.ts';
import { completionOf } from '../src/completion.ts';
import { createLLMBackend, type LLMConfig } from '../src/factory.ts';
import { answer, deadBaseUrl, json, refusal, startChatServer } from '../src/testing.ts';
import { OLLAMA, startLocalMachine } from './local-servers.ts';

const builtin = (): LLMBackend => ({
  chatCompletion: async () => completionOf({ role: 'assistant', content: 'By pattern.' }, { model: 'builtin' }),
  getBackendInfo: () => ({ strategy: 'builtin', model: 'builtin', description: 'Answers without a model.' }),
});

/** The info of the backend that is chosen on a machine with nothing, or with Ollama, on it. */
async function chosen(config: LLMConfig, withOllama = false) {
  await using machine = await startLocalMachine(withOllama ? { 11434: OLLAMA } : {});
  const backend = await createLLMBackend(config, { builtin, fetch: machine.fetch });
  return { ...backend.getBackendInfo(), asked: machine.asked.length };
}

describe('auto', () => {
  test('takes OpenAI when a key is set, without looking around', async () => {
    expect(await chosen({ backend: 'auto', remote: { api_key: 'sk-1' } }, true)).toEqual({
      strategy: 'remote',
      model: 'gpt-4o-mini',
      base_url: 'https://api.openai.com/v1',
      description: 'gpt-4o-mini at https://api.openai.com/v1. Chosen because an API key is set.',
      asked: 0,
    });
  });

  test('takes a base URL that is set, key or not', async () => {
    const remote = { base_url: 'http://gpu.local:8000/v1/', model: 'qwen3' };
    expect(await chosen({ backend: 'auto', remote })).toMatchObject({
      base_url: 'http://gpu.local:8000/v1',
      description: 'qwen3 at http://gpu.local:8000/v1. Chosen because a base URL is set.',
    });
  });

  test('takes a model server on this machine, and asks it', async () => {
    expect(await chosen({ backend: 'auto' }, true)).toMatchObject({
      strategy: 'remote',
      model: 'qwen3:4b',
      base_url: 'http://127.0.0.1:11434/v1',
      description: 'qwen3:4b at http://127.0.0.1:11434/v1. Chosen because Ollama was found on this machine.',
    });
    await using machine = await startLocalMachine({
      11434: { ...OLLAMA, '/v1/chat/completions': { choices: [{ index: 0, message: { content: 'Hi.' } }] } },
    });
    const backend = await createLLMBackend({ backend: 'auto' }, { fetch: machine.fetch });
    const { choices } = await backend.chatCompletion({ messages: [{ role: 'user', content: 'Hello' }] });
    expect(choices[0].message.content).toBe('Hi.');
  });

  test('takes the builtin backend when there is nothing else, and it answers', async () => {
    await using machine = await startLocalMachine({});
    const backend = await createLLMBackend({ backend: 'auto', remote: {} }, { builtin, fetch: machine.fetch });
    expect(backend.getBackendInfo()).toEqual({
      strategy: 'builtin',
      model: 'builtin',
      description: 'Answers without a model. Chosen because no API key, base URL or model server was found.',
    });
    expect((await backend.chatCompletion({ messages: [] })).choices[0].message.content).toBe('By pattern.');
  });

  test('says what to set when there is not even a builtin backend', async () => {
    await using machine = await startLocalMachine({});
    await expect(createLLMBackend({ backend: 'auto' }, { fetch: machine.fetch })).rejects.toMatchObject({
      code: 'unavailable',
      hint: expect.stringContaining('NEXUS_REMOTE_API_KEY') as string,
    });
  });
});

describe('an explicit choice', () => {
  test('of builtin is kept although a key is set', async () => {
    expect(await chosen({ backend: 'builtin', remote: { api_key: 'sk-1' } }, true)).toMatchObject({
      strategy: 'builtin',
      description: 'Answers without a model. Configured (NEXUS_LLM_BACKEND=builtin).',
      asked: 0,
    });
  });

  test('of remote without a model takes the first chat model that the server lists', async () => {
    await using server = await startChatServer(
      json({ object: 'list', data: [{ id: 'text-embedding-3-small' }, { id: 'served' }] }),
      answer({ content: 'Hi.' }),
    );
    const backend = await createLLMBackend({ backend: 'remote', remote: { base_url: server.base_url } });
    await backend.chatCompletion({ messages: [] });
    expect(server.requests.map(({ url }) => url)).toEqual(['/v1/models', '/v1/chat/completions']);
    expect(server.requests[1]?.body['model']).toBe('served');
  });

  test.each([
    ['lists no model', json({ data: [] }), 'not_found'],
    ['has no list', json({}, 404), 'not_found'],
    ['wants a key', refusal(401, 'no key'), 'permission_denied'],
  ])('of remote without a model fails when the server %s', async (_what, reply, code) => {
    await using server = await startChatServer(reply);
    await expect(createLLMBackend({ backend: 'remote', remote: { base_url: server.base_url } })).rejects.toMatchObject({
      code,
      hint: expect.stringContaining('NEXUS_REMOTE_MODEL_NAME') as string,
    });
  });

  test('of remote without a model fails when the server is down', async () => {
    const remote = { base_url: await deadBaseUrl() };
    await expect(createLLMBackend({ backend: 'remote', remote })).rejects.toMatchObject({ code: 'unavailable' });
  });

  test('of remote without key and base URL is a fault of the configuration', async () => {
    await expect(createLLMBackend({ backend: 'remote' }, { builtin })).rejects.toMatchObject({
      code: 'invalid_argument',
    });
  });

  test('of local says that it is not there yet and what to use instead', async () => {
    await expect(createLLMBackend({ backend: 'local' }, { builtin })).rejects.toMatchObject({
      code: 'unavailable',
      message: 'The local backend, a model inside this process, is not there yet.',
      hint: expect.stringMatching(/http:\/\/localhost:11434\/v1.*NEXUS_LLM_BACKEND=builtin/u) as string,
    });
  });
});
