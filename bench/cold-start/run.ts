// From `node bin.js` to the reply to `initialize`, against server-everything, side by side.
// Usage: node bench/cold-start/run.ts [rounds=15]      Build first; the databases are a fresh folder, warmed by one round.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const GOAL = 0.6;
const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const require = createRequire(import.meta.url);
const rounds = Number(process.argv[2] ?? 15);
const folder = mkdtempSync(join(tmpdir(), 'nexus-bench-'));

const everything = join(
  dirname(require.resolve('@modelcontextprotocol/server-everything/package.json')),
  'dist',
  'index.js',
);
const subjects = [
  { name: 'server-everything', bin: everything },
  { name: 'nexus-device-registry', bin: join(root, 'packages', 'device-registry', 'dist', 'bin.js') },
  { name: 'nexus-telemetry', bin: join(root, 'packages', 'telemetry', 'dist', 'bin.js') },
  { name: 'nexus-dynamic-tools', bin: join(root, 'packages', 'dynamic-tools', 'dist', 'bin.js') },
];

try {
  for (const { bin } of subjects) await startMs(bin);
  const times = new Map<string, number[]>(subjects.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const { name, bin } of subjects) times.get(name)?.push(await startMs(bin));
  }
  const baseline = median(times.get('server-everything') ?? []);
  for (const [name, values] of times) {
    const ratio = median(values) / baseline;
    const verdict = name === 'server-everything' ? '' : `  ${ratio.toFixed(2)} × (goal ≤ ${GOAL})`;
    console.log(
      `${name.padEnd(24)} median ${median(values).toFixed(0)} ms, min ${Math.min(...values).toFixed(0)} ms${verdict}`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function startMs(bin: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const begin = performance.now();
    const child = spawn(process.execPath, [bin], {
      env: { ...process.env, NEXUS_DATA_DIR: folder },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    let elapsed: number | undefined;
    child.once('error', reject);
    child.stdout.once('data', () => {
      elapsed = performance.now() - begin;
      child.stdin.end();
      setTimeout(() => child.kill('SIGKILL'), 2_000).unref(); // server-everything does not end with its input
    });
    child.once('exit', (code) => {
      if (elapsed === undefined) reject(new Error(`${bin} ended with ${code} before it replied`));
      else resolve(elapsed);
    });
    const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'bench', version: '1.0.0' } };
    child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params })}\n`);
  });
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}
