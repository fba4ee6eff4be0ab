// A call in a fresh process from the pool, beside a bare `node -e`; start, kill, memory and what it costs the event loop.
// Usage: node bench/sandbox/run.ts [calls=40]      Build first; on a busy machine the figures are of the machine.
import { readdirSync, readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Sandbox } from '@nexus/sandbox';

const run = promisify(execFile);
const calls = Number(process.argv[2] ?? 40);
const tool = { language: 'javascript', code: 'export function main({ a, b }) { return { sum: a + b }; }' } as const;
const endless = { language: 'javascript', code: 'export function main() { for (;;) {} }' } as const;

const cold: number[] = [];
for (let i = 0; i < 8; i += 1) {
  using fresh = new Sandbox();
  cold.push(await timed(() => fresh.run(tool, { a: 1, b: 2 })));
}

using sandbox = new Sandbox();
await sandbox.warm();
await delay(1_000);
const idleMb = workerMegabytes();
const loop = monitorEventLoopDelay({ resolution: 1 });
loop.enable();
const pooled: number[] = [];
const bare: number[] = [];
for (let i = 0; i < calls; i += 1) {
  await delay(500); // as an agent calls: one by one, with a thought between
  pooled.push(await timed(() => sandbox.run(tool, { a: 1, b: 2 })));
  bare.push(await timed(() => run(process.execPath, ['-e', 'console.log(JSON.stringify({ sum: 1 + 2 }))'])));
}
loop.disable();

const late: number[] = [];
for (let i = 0; i < 5; i += 1) {
  await delay(500);
  late.push((await timed(() => sandbox.run(endless, {}, { time_ms: 300 }))) - 300);
}

console.log(`pooled call      p50 ${at(pooled, 0.5)} ms, p95 ${at(pooled, 0.95)} ms   (goal 3 and 15)`);
console.log(`bare node -e     p50 ${at(bare, 0.5)} ms, p95 ${at(bare, 0.95)} ms`);
console.log(`cold call        p50 ${at(cold, 0.5)} ms, least ${at(cold, 0)} ms   (goal 120)`);
console.log(`killed           at most ${at(late, 1)} ms after its limit   (goal 100)`);
console.log(
  `event loop held  at most ${(loop.max / 1e6).toFixed(1)} ms, p99 ${(loop.percentile(99) / 1e6).toFixed(1)} ms   (goal 20)`,
);
console.log(`idle worker      ${idleMb.map((mb) => mb.toFixed(0)).join(', ')} MB each   (goal 40)`);
console.log(JSON.stringify((await sandbox.getSandboxInfo()).layers));
console.log(
  `load of the machine: ${loadavg()
    .map((each) => each.toFixed(1))
    .join(' ')}`,
);

async function timed(action: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await action();
  return performance.now() - begin;
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
        if (
          !command.includes('sandbox/dist/worker/main.cjs') ||
          command.startsWith('/usr/bin/bwrap') ||
          command.startsWith('bwrap')
        )
          return [];
        const kilobytes = /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1];
        return kilobytes === undefined ? [] : [Number(kilobytes) / 1024];
      } catch {
        return []; // it ended meanwhile, or is not ours to look at
      }
    });
}
