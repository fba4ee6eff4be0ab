import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import type { ChatMessage, ChatRequest, ChatTool } from '../../src/backend.ts';
import { createLocalBackend } from '../../src/local/backend.ts';
import { hasNodeLlama } from '../../src/testing.ts';
import { testFolder, tinyModel } from './model-folder.ts';

const folder = testFolder();
const model_path = tinyModel(folder);
const OPTIONS = { model_path, gpu_layers: 0, threads: 1, context_size: 4096 };

const SET_ZONE: ChatTool = {
  type: 'function',
  function: {
    name: 'set_zone',
    description: 'Sets the target of a zone.',
    parameters: {
      type: 'object',
      properties: {
        zone_id: { type: 'string', enum: ['zone_a', 'zone_b'] },
        target: {
          type: 'object',
          properties: {
            value: { type: 'number' },
            until: { type: ['null', 'integer'] },
            unit: { $ref: '#/$defs/unit' },
          },
          required: ['value', 'until'],
        },
        tags: { anyOf: [{ type: 'array', items: { type: 'string' }, maxItems: 2 }, { type: 'null' }] },
      },
      required: ['zone_id', 'target'],
      $defs: { unit: { enum: [1] } },
    },
  },
};
const ASKED: ChatMessage[] = [
  { role: 'system', content: 'You run a building.' },
  { role: 'user', content: 'Set zone a.' },
];
const ENDLESS: ChatRequest = { messages: [{ role: 'user', content: '~' }], max_tokens: 2048 };

afterEach(() => {
  vi.unstubAllEnvs();
});

describe.runIf(await hasNodeLlama())('a local model', async () => {
  const backend = await createLocalBackend(OPTIONS);
  afterAll(async () => {
    await backend[Symbol.asyncDispose]();
  });

  test('calls a tool with nested and nullable arguments, and answers from the result, evaluating little anew', async () => {
    const first = await backend.chatCompletion({ messages: ASKED, tools: [SET_ZONE], temperature: 0 });
    const { message, finish_reason } = first.choices[0];
    expect(finish_reason).toBe('tool_calls');
    expect(message.tool_calls).toHaveLength(1);
    const [call] = message.tool_calls ?? [];
    expect(call?.function.name).toBe('set_zone');
    const given = JSON.parse(call?.function.arguments ?? '') as Record<string, unknown>;
    // The weights prefer quotes and ones; what the grammar leaves them is a zone, a number, and null or something.
    expect(given).toMatchObject({ zone_id: expect.stringMatching(/^zone_[ab]$/u) as string, target: { value: 1 } });
    expect(Object.keys(given['target'] as object)).toContain('until');

    const turn: ChatMessage[] = [
      ...ASKED,
      message,
      { role: 'tool', tool_call_id: call?.id ?? '', content: '{"ok":true}' },
    ];
    const deltas: string[] = [];
    const second = await backend.chatCompletion({
      messages: turn,
      tools: [SET_ZONE],
      temperature: 0,
      onDelta: ({ text }) => deltas.push(text),
    });
    expect(second.choices[0]).toEqual({
      index: 0,
      message: { role: 'assistant', content: 'Done.' },
      finish_reason: 'stop',
    });
    expect(deltas.join('')).toBe('Done.');
    const usage = second.usage;
    const evaluated = (usage?.prompt_tokens ?? 0) - (usage?.prompt_tokens_details?.cached_tokens ?? 0);
    expect(evaluated).toBeLessThan(0.2 * (first.usage?.prompt_tokens ?? 0));
  });

  test('sums up on a line of its own, so that the next turn of the conversation still evaluates little anew', async () => {
    const tool = {
      ...SET_ZONE,
      function: { ...SET_ZONE.function, description: 'Sets the target of a zone. '.repeat(60) },
    };
    const ask = async (messages: ChatMessage[], tools: ChatTool[]) =>
      await backend.chatCompletion({ messages, tools, max_tokens: 40, temperature: 0 });
    const first = await ask(ASKED, [tool]);
    const begun: ChatMessage[] = [...ASKED, first.choices[0].message];
    for (const { id } of first.choices[0].message.tool_calls ?? [])
      begun.push({ role: 'tool', tool_call_id: id, content: 'ok' });
    const summary = await ask([...begun, { role: 'user', content: 'Sum up.' }], []);
    const again = await ask([...begun, { role: 'user', content: 'And zone b?' }], [tool]);
    const evaluated = ({ usage }: typeof first) =>
      (usage?.prompt_tokens ?? 0) - (usage?.prompt_tokens_details?.cached_tokens ?? 0);
    expect(evaluated(summary)).toBeLessThan(0.2 * evaluated(first));
    expect(evaluated(again)).toBeLessThan(0.2 * (first.usage?.prompt_tokens ?? 0));
  });

  test('evaluates little anew when the same tools come in another order, and a new one at the end', async () => {
    const named = (name: string): ChatTool => ({ ...SET_ZONE, function: { ...SET_ZONE.function, name } });
    const ask = async (...names: string[]) =>
      (await backend.chatCompletion({ messages: ASKED, tools: names.map(named), max_tokens: 1, temperature: 0 })).usage;
    await ask('one', 'two');
    const again = await ask('two', 'one');
    expect(again?.prompt_tokens_details?.cached_tokens).toBeGreaterThan(0.9 * (again?.prompt_tokens ?? 0));
  });

  test('is stopped in the middle of an answer by the signal, and answers the next question', async () => {
    const controller = new AbortController();
    const reason = new Error('Enough.');
    let said = '';
    const answering = backend.chatCompletion({
      ...ENDLESS,
      signal: controller.signal,
      onDelta: ({ text }) => {
        said += text;
        if (said.length > 5) controller.abort(reason);
      },
    });
    await expect(answering).rejects.toBe(reason);
    expect(said).toMatch(/^w{6,}$/u);
    const next = await backend.chatCompletion({ messages: ASKED, temperature: 0 });
    expect(next.choices[0].message.content).not.toBe('');
  });

  test('stops at the length that is asked for, and says so', async () => {
    const { choices, usage } = await backend.chatCompletion({ ...ENDLESS, max_tokens: 7 });
    expect(choices[0]).toMatchObject({ finish_reason: 'length', message: { content: 'wwwwwww' } });
    expect(usage?.completion_tokens).toBe(7);
  });

  test('passes on what a listener throws, and refuses a conversation that does not fit', async () => {
    const fault = new RangeError('listener');
    const onDelta = () => {
      throw fault;
    };
    await expect(backend.chatCompletion({ ...ENDLESS, max_tokens: 20, onDelta })).rejects.toBe(fault);
    const long: ChatMessage[] = [{ role: 'user', content: 'word '.repeat(1000) }];
    await expect(backend.chatCompletion({ messages: long })).rejects.toMatchObject({
      code: 'limit_exceeded',
      message: expect.stringMatching(/takes \d+ of the 4096 tokens/u) as string,
      hint: expect.stringContaining('NEXUS_LOCAL_MODEL_N_CTX') as string,
    });
  });

  test('whose process is killed fails with a typed error, and the next question starts it anew', async () => {
    const pid = backend.pid ?? 0;
    const answering = backend.chatCompletion({ ...ENDLESS, onDelta: () => process.kill(pid, 'SIGKILL') });
    await expect(answering).rejects.toMatchObject({
      code: 'unavailable',
      message: 'The process with the local model died.',
    });
    expect((await backend.chatCompletion({ ...ENDLESS, max_tokens: 3 })).choices[0].message.content).toBe('www');
    expect(backend.pid).not.toBe(pid);
  });

  test('goes when the program that opened it is killed', async () => {
    const source = fileURLToPath(new URL('../../src/local/backend.ts', import.meta.url));
    const script = `const { createLocalBackend } = await import(${JSON.stringify(source)});
      const backend = await createLocalBackend(${JSON.stringify(OPTIONS)});
      await backend.chatCompletion({ messages: [{ role: 'user', content: '~' }], max_tokens: 1 });
      console.log(backend.pid); setInterval(() => {}, 1000);`;
    const program = spawn(process.execPath, ['--conditions=@nexus/source', '--input-type=module', '--eval', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(program.stdout, 'data')) as [Buffer];
    const pid = Number(line.toString());
    expect(process.kill(pid, 0)).toBe(true);
    program.kill('SIGKILL');
    await expect.poll(() => isRunning(pid), { timeout: 20_000 }).toBe(false);
  });

  // Last of those that ask it: to load one more takes more than a second.
  test('that is closed leaves no process, and says that it is closed', async () => {
    await backend.load();
    const pid = backend.pid ?? 0;
    expect(isRunning(pid)).toBe(true);
    await backend[Symbol.asyncDispose]();
    expect(isRunning(pid)).toBe(false);
    await expect(backend.chatCompletion(ENDLESS)).rejects.toMatchObject({ code: 'unavailable' });
  });

  test('of a damaged file says so, with the next step', async () => {
    const path = join(folder, 'damaged.gguf');
    writeFileSync(path, Buffer.concat([Buffer.from('GGUF'), Buffer.alloc(4096, 7)]));
    await using damaged = await createLocalBackend({ ...OPTIONS, model_path: path });
    await expect(damaged.chatCompletion(ENDLESS)).rejects.toMatchObject({
      code: expect.stringMatching(/^(?:invalid_argument|unavailable)$/u) as string,
      message: expect.stringContaining('damaged.gguf') as string,
      hint: expect.stringContaining('etch it again') as string,
    });
  });
});

test('a file that is missing, or is something else, is told before anything starts', async () => {
  await expect(createLocalBackend({ model_path: join(folder, 'none.gguf') })).rejects.toMatchObject({
    code: 'not_found',
    hint: expect.stringContaining('nexus models') as string,
  });
  const path = join(folder, 'page.gguf');
  writeFileSync(path, '<!doctype html>');
  await expect(createLocalBackend({ model_path: path })).rejects.toMatchObject({ code: 'invalid_argument' });
});

test('a missing package is told with the command that installs it', async () => {
  const hook = `import { registerHooks } from 'node:module';
    registerHooks({ resolve(specifier, context, next) {
      return next(specifier === 'node-llama-cpp' ? 'a-package-that-is-not-installed' : specifier, context);
    } });`;
  vi.stubEnv('NODE_OPTIONS', `--import=data:text/javascript,${encodeURIComponent(hook)}`);
  await using backend = await createLocalBackend(OPTIONS);
  await expect(backend.chatCompletion(ENDLESS)).rejects.toMatchObject({
    code: 'unavailable',
    message: 'The local backend needs the package node-llama-cpp, which is not installed.',
    hint: expect.stringContaining('npm install node-llama-cpp') as string,
  });
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
