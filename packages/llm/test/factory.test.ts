import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { LLMBackend } from '../src/backend.ts';
import { completionOf } from '../src/completion.ts';
import { createLLMBackend, type LLMConfig } from '../src/factory.ts';
import { answer, deadBaseUrl, json, refusal, startChatServer } from '../src/testing.ts';
import { testFolder } from './local/model-folder.ts';
import { OLLAMA, startLocalMachine, VLLM } from './servers/local-servers.ts';

const models = testFolder();
const folder = join(models, 'user', 'repo');
const modelPath = join(folder, 'repo-Q4_K_M.gguf');
mkdirSync(folder, { recursive: true });
writeFileSync(modelPath, 'GGUF');

// A loaded machine may need longer than a person would wait.
const detection_timeout_ms = 10_000;

const builtin = (): LLMBackend => ({
  chatCompletion: async () => completionOf({ role: 'assistant', content: 'By pattern.' }, { model: 'builtin' }),
  getBackendInfo: () => ({ strategy: 'builtin', model: 'builtin', description: 'Answers without a model.' }),
});

/** The info of the backend that is chosen on a machine with nothing, or with Ollama, on it. */
async function chosen(config: LLMConfig, withOllama = false) {
  await using machine = await startLocalMachine(withOllama ? { 11434: OLLAMA } : {});
  await using backend = await createLLMBackend(config, { builtin, fetch: machine.fetch, detection_timeout_ms });
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
    const backend = await createLLMBackend({ backend: 'auto' }, { fetch: machine.fetch, detection_timeout_ms });
    const { choices } = await backend.chatCompletion({ messages: [{ role: 'user', content: 'Hello' }] });
    expect(choices[0].message.content).toBe('Hi.');
  });

  test('takes a fetched model where there is no server, by folder or by address', async () => {
    const expected = {
      strategy: 'local',
      description: 'repo-Q4_K_M on this machine. Chosen because the model is here and no server was found.',
    };
    expect(await chosen({ backend: 'auto', local: { models_folder: models } })).toMatchObject(expected);
    const local = { models_folder: models, model: 'hf:user/repo:q4_k_m' };
    expect(await chosen({ backend: 'auto', local })).toMatchObject(expected);
    expect(await chosen({ backend: 'auto', local }, true)).toMatchObject({ strategy: 'remote' });
  });

  test('takes the builtin backend when there is nothing else, and it answers', async () => {
    await using machine = await startLocalMachine({});
    const backend = await createLLMBackend({ backend: 'auto', remote: {} }, { builtin, fetch: machine.fetch });
    expect(backend.getBackendInfo()).toEqual({
      strategy: 'builtin',
      model: 'builtin',
      description: 'Answers without a model. Chosen because no API key, base URL, model server or model was found.',
    });
    expect((await backend.chatCompletion({ messages: [] })).choices[0].message.content).toBe('By pattern.');
  });

  test('says what to set when there is not even a builtin backend', async () => {
    await using machine = await startLocalMachine({});
    await expect(
      createLLMBackend({ backend: 'auto' }, { fetch: machine.fetch, detection_timeout_ms }),
    ).rejects.toMatchObject({
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
    expect(server.requests[0]?.url).toBe('/v1/models');
    // Between them it is asked of which kind it is, each address once.
    expect(new Set(server.requests.slice(1).map(({ url }) => url)).size).toBe(server.requests.length - 1);
    expect(server.requests.at(-1)).toMatchObject({ url: '/v1/chat/completions', body: { model: 'served' } });
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

  test('of a server outside asks it nothing but the question, and one nearby only what it is', async () => {
    await using machine = await startLocalMachine({});
    const remote = { base_url: 'https://models.example/v1', api_key: 'key', model: 'm' };
    await createLLMBackend({ backend: 'remote', remote }, { fetch: machine.fetch });
    expect(machine.asked).toEqual([]);
    await using near = await startLocalMachine({ 8000: VLLM });
    const at8000 = { base_url: 'http://127.0.0.1:8000/v1', model: 'Qwen/Qwen3-4B' };
    await using backend = await createLLMBackend({ backend: 'remote', remote: at8000 }, { fetch: near.fetch });
    expect(backend.getBackendInfo().context_tokens).toBe(40_960);
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

  test('of local without a model says how to get one', async () => {
    await expect(createLLMBackend({ backend: 'local' }, { builtin })).rejects.toMatchObject({
      code: 'not_found',
      hint: expect.stringContaining('NEXUS_LOCAL_MODEL_PATH') as string,
    });
  });

  test('of local with the address of a model that is not here says how to fetch it', async () => {
    const local = { model: 'hf:user/repo:Q8_0', models_folder: models };
    await expect(createLLMBackend({ backend: 'local', local })).rejects.toMatchObject({
      code: 'not_found',
      hint: 'Run `nexus models fetch hf:user/repo:Q8_0`.',
    });
  });

  test('of local opens the model that is named', async () => {
    const info = await chosen({ backend: 'local', local: { model: modelPath } }, true);
    expect(info).toEqual({
      strategy: 'local',
      model: 'repo-Q4_K_M',
      context_tokens: 8192,
      description: 'repo-Q4_K_M on this machine. Configured (NEXUS_LLM_BACKEND=local).',
      asked: 0,
    });
  });
});
