// What the host itself costs: a round of the loop with a model and a tool that answer at once, and listing tools again
// and again. Usage: node --expose-gc --conditions=@nexus/source bench/loop/run.ts [questions=200] [lists=500]
import { fileURLToPath } from 'node:url';
import { type HostConfig, NexusHost } from '@nexus/host';
import { completionOf, type LLMBackend } from '@nexus/llm';

const GOALS = { round_ms: 15, heap_mb: 1 };
const ROUNDS = 5;
const questions = Number(process.argv[2] ?? 200);
const lists = Number(process.argv[3] ?? 500);
const script = fileURLToPath(new URL('../call-overhead/kit.ts', import.meta.url));

/** Calls the tool in every round but the last. */
function instantModel(): LLMBackend {
  let asked = 0;
  return {
    chatCompletion() {
      asked += 1;
      const isLast = asked % ROUNDS === 0;
      const call = { name: 'list_devices', arguments: JSON.stringify({ limit: 10, offset: asked % 100 }) };
      const tool_calls = [{ id: `call_${asked}`, type: 'function' as const, function: call }];
      const message = { role: 'assistant' as const, content: isLast ? 'done' : null, ...(!isLast && { tool_calls }) };
      return Promise.resolve(completionOf(message, { model: 'instant' }));
    },
    getBackendInfo: () => ({ strategy: 'remote', model: 'instant', description: 'Answers at once.' }),
  };
}

const config: HostConfig = {
  servers: [
    {
      kind: 'stdio',
      name: 'bench',
      command: process.execPath,
      args: ['--conditions=@nexus/source', '--no-warnings', script, '--serve'],
      env: {},
      trusted: true,
    },
  ],
  llm: { backend: 'builtin' },
  timeZone: 'UTC',
  maxToolIterations: 20,
  toolCallTimeoutMs: 30_000,
  connectTimeoutMs: 60_000,
  readOnly: false,
};

/** The time of each round: a question's, shared among its rounds. */
async function rounds(host: NexusHost): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < questions + 10; i += 1) {
    const begin = performance.now();
    const { status, fault } = await host.query(`question ${i}`);
    if (status !== 'answered') throw new Error(`the run ended ${status}: ${fault}`);
    if (i >= 10) times.push((performance.now() - begin) / ROUNDS);
  }
  return times.toSorted((a, b) => a - b);
}

async function heapMb(): Promise<number> {
  for (let i = 0; i < 3; i += 1) {
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return process.memoryUsage().heapUsed / 1024 / 1024;
}

const at = (sorted: readonly number[], share: number) => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;

if (globalThis.gc === undefined) throw new Error('run it with --expose-gc: what is not collected yet is no growth');
await using host = new NexusHost(config, { backend: instantModel() });
await host.initialize();
const times = await rounds(host);
console.log(
  `a round of the loop  p50 ${at(times, 0.5).toFixed(2)} ms, p95 ${at(times, 0.95).toFixed(2)} ms (goal p50 < ${GOALS.round_ms} ms)`,
);
for (let i = 0; i < 50; i += 1) await host.refreshTools();
const before = await heapMb();
const begin = performance.now();
for (let i = 0; i < lists; i += 1) await host.refreshTools();
const took = (performance.now() - begin) / lists;
const grown = (await heapMb()) - before;
console.log(
  `${lists} lists of tools     heap +${grown.toFixed(2)} MB, ${took.toFixed(2)} ms each (goal < ${GOALS.heap_mb} MB)`,
);
process.exitCode = at(times, 0.5) < GOALS.round_ms && grown < GOALS.heap_mb ? 0 : 1;
