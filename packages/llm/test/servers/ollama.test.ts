import { expect, test } from 'vitest';
import type { LLMBackend } from '../../src/backend.ts';
import { isLoading } from '../../src/backend.ts';
import { createLLMBackend } from '../../src/factory.ts';
import { answer, json, type Reply, startChatServer } from '../../src/testing.ts';
import { OLLAMA } from './local-servers.ts';

interface Machine {
  /** Of a model that is loaded; undefined for one that is not. */
  loaded?: number | undefined;
  /** What loading gives it. */
  readonly gives?: number;
  /** Lines of the model's own parameters. */
  readonly parameters?: string;
}

/** An Ollama that answers by path as the real one does. */
function ollama(machine: Machine): Reply {
  return (response, request) => {
    const path = request.url;
    const sites: Readonly<Record<string, () => unknown>> = {
      ...Object.fromEntries(Object.entries(OLLAMA).map(([each, body]) => [each, () => body])),
      '/api/ps': () => ({
        models:
          machine.loaded === undefined
            ? []
            : [{ name: 'qwen3:4b', model: 'qwen3:4b', ...(machine.loaded > 0 && { context_length: machine.loaded }) }],
      }),
      '/api/show': () => ({ parameters: machine.parameters ?? '' }),
      '/api/generate': () => {
        machine.loaded = machine.gives;
        return { done: true, done_reason: 'load' };
      },
    };
    const site = sites[path];
    if (site) void json(site())(response, request);
    else void answer({ content: 'Hi.' })(response, request);
  };
}

async function opened(machine: Machine) {
  const server = await startChatServer(ollama(machine));
  const remote = { base_url: server.base_url, model: 'qwen3:4b' };
  const backend: LLMBackend = await createLLMBackend({ backend: 'remote', remote });
  const load = async () => {
    if (isLoading(backend)) await backend.load();
    return backend.getBackendInfo();
  };
  const paths = () => server.requests.map(({ url }) => url);
  return { backend, load, paths, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

test('a model that is loaded tells its context, and a small one is cautioned against with the way to raise it', async () => {
  await using run = await opened({ loaded: 4096 });
  expect(run.backend.getBackendInfo()).toMatchObject({
    context_tokens: 4096,
    caution: {
      message: 'Ollama gives qwen3:4b a context of 4096 tokens, and cuts what does not fit without saying so.',
      hint: expect.stringContaining('OLLAMA_CONTEXT_LENGTH=16384') as string,
    },
  });
});

test('a model that is not loaded is loaded by the first question, and asked then', async () => {
  const machine: Machine = { gives: 32_768 };
  await using run = await opened(machine);
  expect(run.backend.getBackendInfo().context_tokens).toBeUndefined();
  const info = await run.load();
  expect(info.context_tokens).toBe(32_768);
  expect(info.caution).toBeUndefined();
  expect(run.paths().filter((path) => path === '/api/generate')).toHaveLength(1);
  // Somebody has loaded it otherwise meanwhile.
  machine.loaded = 8192;
  expect((await run.load()).context_tokens).toBe(8192);
});

test('a server that does not tell what it gave is judged by the model, and else by what is usual', async () => {
  await using configured = await opened({
    gives: 0,
    parameters: 'stop "<|im_end|>"\nnum_ctx                        8192\n',
  });
  expect(configured.backend.getBackendInfo().context_tokens).toBe(8192);
  await using silent = await opened({ gives: 0 });
  expect((await silent.load()).context_tokens).toBe(4096);
});

test('a server that fails meanwhile holds up no question, and a question that is stopped is not waited for', async () => {
  await using run = await opened({ loaded: 32_768 });
  await run[Symbol.asyncDispose]();
  expect((await run.load()).context_tokens).toBe(4096);
  if (!isLoading(run.backend)) throw new Error('it has nothing to load');
  const reason = new Error('Enough.');
  await expect(run.backend.load(AbortSignal.abort(reason))).rejects.toBe(reason);
});
