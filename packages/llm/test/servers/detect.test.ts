import { describe, expect, test } from 'vitest';
import { detectLocalServer, identifyServer } from '../../src/servers/detect.ts';
import {
  DOCKER,
  KOBOLD,
  LLAMA_SERVER,
  LM_STUDIO,
  OLLAMA,
  SGLANG,
  type Site,
  startLocalMachine,
  VLLM,
} from './local-servers.ts';

const WAIT_MS = 2_000;

const QWEN_GGUF = { kind: 'llama-server', model: 'qwen3-4b-q4.gguf', context_tokens: 8192 } as const;

describe('detectLocalServer', () => {
  test.each([
    [11434, OLLAMA, { kind: 'ollama', base_url: 'http://127.0.0.1:11434/v1', model: 'qwen3:4b' }],
    [
      1234,
      LM_STUDIO,
      { kind: 'lm-studio', base_url: 'http://127.0.0.1:1234/v1', model: 'qwen3-4b', context_tokens: 4096 },
    ],
    [8080, LLAMA_SERVER, { ...QWEN_GGUF, base_url: 'http://127.0.0.1:8080/v1' }],
    [
      8000,
      VLLM,
      { kind: 'vllm', base_url: 'http://127.0.0.1:8000/v1', model: 'Qwen/Qwen3-4B', context_tokens: 40_960 },
    ],
    [9931, LLAMA_SERVER, { ...QWEN_GGUF, base_url: 'http://127.0.0.1:9931/v1' }],
    [30000, SGLANG, { kind: 'sglang', base_url: 'http://127.0.0.1:30000/v1', model: 'Qwen/Qwen3-4B' }],
    [5001, KOBOLD, { kind: 'koboldcpp', base_url: 'http://127.0.0.1:5001/v1', model: 'koboldcpp/qwen3-4b' }],
    [
      12434,
      DOCKER,
      { kind: 'docker-model-runner', base_url: 'http://127.0.0.1:12434/engines/v1', model: 'ai/qwen3:4B' },
    ],
  ] as const)('finds what answers on port %i by its shape, with its first chat model', async (port, site, expected) => {
    await using machine = await startLocalMachine({ [port]: site });
    expect(await detectLocalServer(machine.fetch, WAIT_MS)).toEqual(expected);
  });

  const strangers: [string, number, Site][] = [
    ['a web application on 8080', 8080, { '/props': { theme: 'dark' }, '/v1/models': { data: [{ id: 'x' }] } }],
    ['one of our own servers on 8000', 8000, { '/mcp': { jsonrpc: '2.0' }, '/version': { version: '0.1.0' } }],
    ['another OpenAI server on 8000', 8000, { ...VLLM, '/v1/models': { data: [{ id: 'x', owned_by: 'me' }] } }],
    ['a page for every path on 1234', 1234, { '/api/v0/models': '<html>' }],
    ['Ollama without a model', 11434, { ...OLLAMA, '/api/tags': { models: [] } }],
    ['Ollama with an embedding model only', 11434, { ...OLLAMA, '/api/tags': { models: [{ name: 'bge-m3' }] } }],
    ['a list of something else on 12434', 12434, { '/models': [{ tags: ['car'] }] }],
    [
      'an embedding server on 30000',
      30000,
      { ...SGLANG, '/get_model_info': { model_path: 'x', is_generation: false } },
    ],
    ['tags without a version', 11434, { '/api/tags': OLLAMA['/api/tags'] }],
  ];

  test.each(strangers)('does not take %s for a model server', async (_what, port, site) => {
    await using machine = await startLocalMachine({ [port]: site });
    expect(await detectLocalServer(machine.fetch, WAIT_MS)).toBeUndefined();
  });

  test('prefers Ollama, and is not held up by a port that never answers', async () => {
    await using machine = await startLocalMachine({ 11434: OLLAMA, 8080: 'silent', 8000: VLLM });
    const started = performance.now();
    expect(await detectLocalServer(machine.fetch, 300)).toMatchObject({ kind: 'ollama' });
    expect(performance.now() - started).toBeLessThan(1_500);
  });

  test('asks this machine only', async () => {
    await using machine = await startLocalMachine({});
    expect(await detectLocalServer(machine.fetch, WAIT_MS)).toBeUndefined();
    expect(new Set(machine.asked.map((url) => new URL(url).hostname))).toEqual(new Set(['127.0.0.1']));
    expect(new Set(machine.asked.map((url) => new URL(url).port))).toEqual(
      new Set(['11434', '1234', '8080', '9931', '8000', '30000', '5001', '12434']),
    );
  });

  test('strips what a server hides in the name of its model', async () => {
    const site = { ...OLLAMA, '/api/tags': { models: [{ name: 'qwen\u202E3\u001B[2J' }] } };
    await using machine = await startLocalMachine({ 11434: site });
    expect((await detectLocalServer(machine.fetch, WAIT_MS))?.model).toBe('qwen3[2J');
  });
});

describe('identifyServer', () => {
  test.each([
    ['ollama', OLLAMA, 'qwen3:4b', { kind: 'ollama' }],
    ['LM Studio', LM_STUDIO, 'qwen3-4b', { kind: 'lm-studio', context_tokens: 4096 }],
    ['LM Studio, of a model that is not loaded', LM_STUDIO, 'gemma-3-4b', { kind: 'lm-studio' }],
    ['llama-server, whatever the model is called', LLAMA_SERVER, 'any', { kind: 'llama-server', context_tokens: 8192 }],
    ['vLLM', VLLM, 'Qwen/Qwen3-4B', { kind: 'vllm', context_tokens: 40_960 }],
    ['SGLang', SGLANG, 'Qwen/Qwen3-4B', { kind: 'sglang' }],
    [
      'KoboldCpp, though it answers as Ollama too',
      { ...OLLAMA, ...KOBOLD },
      'koboldcpp/qwen3-4b',
      { kind: 'koboldcpp' },
    ],
    ['another model of vLLM', VLLM, 'other', undefined],
    ['a web application', { '/props': { theme: 'dark' } }, 'any', undefined],
  ] as const)('knows %s on a port of its own', async (_what, site, model, expected) => {
    await using machine = await startLocalMachine({ 5555: site });
    expect(await identifyServer('http://127.0.0.1:5555/v1', model, machine.fetch, WAIT_MS)).toEqual(expected);
  });
});
