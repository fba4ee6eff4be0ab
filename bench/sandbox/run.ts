// A call in a fresh process from the pool, in JavaScript and in Python, beside a bare `node -e` and an isolate of isolated-vm;
// start, kill, memory and what it costs the event loop, also while the corpus of escapes is tried.
// Usage: node bench/sandbox/run.ts [calls=40]      Build first; on a busy machine the figures are of the machine.
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Sandbox, type ToolCode } from '@nexus/sandbox';
import { pythonRuntime } from '@nexus/sandbox-python';
import { corpus } from '../../packages/sandbox/test/escapes/corpus.ts';
import { isolatedCall } from './isolated-vm.ts';

const run = promisify(execFile);
const calls = Number(process.argv[2] ?? 40);
const COLD = 8;
/** As an agent calls: one by one, with a thought between, in which the next worker starts. */
const THOUGHT_MS = 500;
/** Of a case of the corpus, some of which never end. */
const CASE_MS = 500;
const PYTHON_THOUGHT_MS = 2_000;
const ARGS = { a: 1, b: 2 };
const main = 'function main({ a, b }) { return { sum: a + b }; }';
const tool: ToolCode = { language: 'javascript', code: `export ${main}` };
const endless: ToolCode = { language: 'javascript', code: 'export function main() { for (;;) {} }' };
const python: ToolCode = {
  language: 'python',
  code: 'def main(a: float, b: float):\n    return {"sum": a + b}',
};

const folder = mkdtempSync(join(tmpdir(), 'nexus-bench-sandbox-'));
const runtime = pythonRuntime({ cacheFolder: folder });
await runtime.prepare();

// Alternating, so that whatever else the machine does falls on all of them.
const cold: number[] = [];
const coldPython: number[] = [];
const bareNode: number[] = [];
for (let i = 0; i < COLD; i += 1) {
  cold.push(await coldCall(tool));
  bareNode.push(await timed(() => run(process.execPath, ['-e', 'console.log(JSON.stringify({ sum: 1 + 2 }))'])));
  coldPython.push(await coldCall(python));
  await delay(THOUGHT_MS);
}

using sandbox = new Sandbox({ runtimes: [runtime] });
await sandbox.warm();
await delay(1_000);
const idleMb = workerMegabytes();
const isolated = await isolatedCall();
const pooled: number[] = [];
const heldByCalls = await heldDuring(async () => {
  for (let i = 0; i < calls; i += 1) {
    await delay(THOUGHT_MS);
    pooled.push(await timed(() => sandbox.run(tool, ARGS)));
  }
});

// Behind all layers but validation, which would refuse most of it before it runs.
using unchecked = new Sandbox({ without: ['validation'] });
await unchecked.warm();
const cases = corpus({ file: join(folder, 'secret'), marker: join(folder, 'marker'), port: 9 });
const heldByCorpus = await heldDuring(async () => {
  for (const { code } of cases) await unchecked.run({ language: 'javascript', code }, {}, { time_ms: CASE_MS });
});

const isolates: number[] = [];
const spawning: number[] = [];
for (let i = 0; i < calls / 2; i += 1) {
  await delay(50);
  if (typeof isolated !== 'string') isolates.push(await timed(() => isolated(main, ARGS)));
  const begin = performance.now();
  const child = spawn(process.execPath, ['-e', '']);
  spawning.push(performance.now() - begin);
  await new Promise((resolve) => {
    child.once('close', resolve);
  });
}

await sandbox.run(python, ARGS);
const pooledPython: number[] = [];
for (let i = 0; i < calls / 4; i += 1) {
  await delay(PYTHON_THOUGHT_MS);
  pooledPython.push(await timed(() => sandbox.run(python, ARGS)));
}

const late: number[] = [];
for (let i = 0; i < 5; i += 1) {
  await delay(THOUGHT_MS);
  late.push((await timed(() => sandbox.run(endless, {}, { time_ms: 300 }))) - 300);
}
rmSync(folder, { recursive: true });

console.log(`pooled call      ${spread(pooled)}   (goal 3 and 15)`);
console.log(`bare node -e     ${spread(bareNode)}`);
console.log(
  typeof isolated === 'string'
    ? `isolated-vm      left out (npm install --prefix bench/sandbox --no-save --no-package-lock isolated-vm): ${isolated}`
    : `isolated-vm      ${spread(isolates)}   an isolate a call, in this process`,
);
console.log(`cold call        ${spread(cold)}   (goal 120), ${ratio(cold, bareNode)} × bare node -e`);
console.log(`Python, pooled   ${spread(pooledPython)}   (goal 20)`);
console.log(`Python, cold     ${spread(coldPython)}   (goal 1000), ${ratio(coldPython, bareNode)} × bare node -e`);
console.log(`killed           at most ${at(late, 1)} ms after its limit   (goal 100)`);
console.log(
  `event loop held  ${heldByCorpus} by the ${cases.length} cases of the corpus, ${heldByCalls} by the calls   (goal 20); ` +
    `by a bare spawn p50 ${at(spawning, 0.5)}, at most ${at(spawning, 1)} ms`,
);
console.log(`idle worker      ${idleMb.map((mb) => mb.toFixed(0)).join(', ')} MB each   (goal 40)`);
console.log(JSON.stringify((await sandbox.getSandboxInfo()).layers));
console.log(
  `load of the machine: ${loadavg()
    .map((each) => each.toFixed(1))
    .join(' ')}`,
);

async function coldCall(of: ToolCode): Promise<number> {
  using fresh = new Sandbox({ runtimes: [runtime] });
  return await timed(() => fresh.run(of, ARGS));
}

/** How long the event loop did not come round. */
async function heldDuring(action: () => Promise<void>): Promise<string> {
  const loop = monitorEventLoopDelay({ resolution: 1 });
  loop.enable();
  await action();
  loop.disable();
  return `at most ${(loop.max / 1e6).toFixed(1)} ms (p99 ${(loop.percentile(99) / 1e6).toFixed(1)})`;
}

async function timed(action: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await action();
  return performance.now() - begin;
}

function spread(values: readonly number[]): string {
  return `p50 ${at(values, 0.5)} ms, p95 ${at(values, 0.95)} ms, least ${at(values, 0)} ms`;
}

function ratio(values: readonly number[], others: readonly number[]): string {
  return (Number(at(values, 0.5)) / Number(at(others, 0.5))).toFixed(1);
}

function at(values: readonly number[], share: number): string {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN).toFixed(1);
}

/** The proportional set size of the workers of this process, where the system tells it. */
function workerMegabytes(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
        const isWorker = command.includes('sandbox/dist/worker/main.cjs') && !/^[^\0]*bwrap\0/.test(command);
        if (!isWorker) return [];
        const kilobytes = /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1];
        return kilobytes === undefined ? [] : [Number(kilobytes) / 1024];
      } catch {
        return []; // it ended meanwhile, or is not ours to look at
      }
    });
}
