import { join } from 'node:path';
import { hasNodeLlama, writeTinyGguf } from '@nexus/llm/testing';
import { describe, expect, test } from 'vitest';
import { nexus } from '../fixtures/nexus.ts';
import { building, tempFolder } from '../fixtures/targets.ts';

describe.runIf(await hasNodeLlama())('with a model on this machine', () => {
  test('a question is answered through the tools, and the command ends by itself', async () => {
    const path = join(tempFolder(), 'tiny.gguf');
    writeTinyGguf(path, 32_768);
    const { code, stdout, stderr } = await nexus(['ask', 'How warm is it?', '--json'], {
      servers: [building()],
      env: {
        NEXUS_LLM_BACKEND: 'local',
        NEXUS_LOCAL_MODEL_PATH: path,
        NEXUS_LOCAL_MODEL_N_GPU_LAYERS: '0',
        NEXUS_LOCAL_MODEL_N_THREADS: '1',
        NEXUS_LOCAL_MODEL_N_CTX: '32768',
      },
    });
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const events = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string });
    expect(events[0]).toMatchObject({ type: 'run_started', backend: { strategy: 'local', model: 'tiny' } });
    expect(events.at(-1)).toMatchObject({ type: 'run_finished', status: 'answered', answer: 'Done.', tool_calls: 1 });
  });
});
