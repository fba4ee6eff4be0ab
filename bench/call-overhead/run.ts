// A tool call through the kit against the same call through the bare SDK, in turns, in process and over stdio.
// Usage: node --conditions=@nexus/source bench/call-overhead/run.ts [rounds=20] [calls a round=200]
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inProcess, type Subject } from './in-process.ts';
import { kitServer } from './kit.ts';
import { sdkServer } from './sdk.ts';
import { NAME } from './tool.ts';

const GOAL = 1.25;
const PAIRS = 7;
const rounds = Number(process.argv[2] ?? 20);
const callsARound = Number(process.argv[3] ?? 200);
const ARGUMENTS = { small: { limit: 1 }, page: { building: 'Building North', status: 'online', limit: 50 } };

function overStdio(script: string, dataDir: string): Subject {
  const path = fileURLToPath(new URL(`./${script}`, import.meta.url));
  const child = spawn(process.execPath, ['--conditions=@nexus/source', path, '--serve'], {
    env: { ...process.env, NEXUS_DATA_DIR: dataDir },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let answered = () => {};
  child.stdout.on('data', (chunk: Buffer) => {
    if (chunk.at(-1) === 0x0a) answered();
  });
  let id = 0;
  return {
    async call(args) {
      const { promise, resolve } = Promise.withResolvers<void>();
      answered = resolve;
      id += 1;
      const params = { name: NAME, arguments: args };
      child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method: 'tools/call', params })}\n`);
      await promise;
    },
    close: () => child.kill(),
  };
}

async function microsecondsACall(subject: Subject, args: object): Promise<number> {
  const begin = performance.now();
  for (let i = 0; i < callsARound; i += 1) await subject.call(args);
  return ((performance.now() - begin) * 1_000) / callsARound;
}

/** Median microseconds a call of both, in turns: whoever goes first pays for the other's garbage. */
async function race(kit: Subject, sdk: Subject, args: object): Promise<{ kit: number; sdk: number }> {
  const times = { kit: [] as number[], sdk: [] as number[] };
  for (let round = -5; round < rounds; round += 1) {
    const order = round % 2 === 0 ? (['kit', 'sdk'] as const) : (['sdk', 'kit'] as const);
    for (const name of order) {
      const time = await microsecondsACall(name === 'kit' ? kit : sdk, args);
      if (round >= 0) times[name].push(time);
    }
  }
  return { kit: median(times.kit), sdk: median(times.sdk) };
}

/** Several pairs, since where the system puts a process weighs more than what it does. */
async function compare(what: string, pair: () => Promise<readonly [kit: Subject, sdk: Subject]>): Promise<void> {
  const results = new Map(Object.keys(ARGUMENTS).map((size) => [size, [] as { kit: number; sdk: number }[]]));
  for (let i = 0; i < PAIRS; i += 1) {
    const [kit, sdk] = await pair();
    for (const [size, args] of Object.entries(ARGUMENTS)) results.get(size)?.push(await race(kit, sdk, args));
    kit.close();
    sdk.close();
  }
  for (const [size, medians] of results) {
    const ours = median(medians.map(({ kit }) => kit));
    const theirs = median(medians.map(({ sdk }) => sdk));
    const ratio = median(medians.map(({ kit, sdk }) => kit / sdk));
    console.log(
      `${what.padEnd(10)} ${size.padEnd(6)} kit ${ours.toFixed(1)} µs, SDK ${theirs.toFixed(1)} µs: ` +
        `${ratio.toFixed(2)} × (goal ≤ ${GOAL})`,
    );
  }
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

const folder = mkdtempSync(join(tmpdir(), 'nexus-bench-'));
try {
  await compare('in process', async () => [await inProcess(kitServer()), await inProcess(sdkServer())]);
  await compare('stdio', async () => [overStdio('kit.ts', folder), overStdio('sdk.ts', folder)]);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
