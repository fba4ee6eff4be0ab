// From a question to its answer by the builtin backend, over the four bundled servers that are already up.
// Usage: node --conditions=@nexus/source bench/builtin/run.ts [rounds=20]      Build first: the servers are the built ones.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { NexusHost, readHostConfig } from '@nexus/host';

const GOAL_MS = 300;
const QUESTIONS = [
  'What is the current CO₂ level in conference room 3B?',
  'Show me all devices in Zone A that have been offline for more than 10 minutes.',
  'Generate a weekly energy consumption report for floors 2 through 5.',
  // Without somebody to confirm it, this is the plan.
  'Push firmware version 2.4.1 to all temperature sensors in Building North.',
  'Are there any anomalous vibration readings from the HVAC units today?',
  'What is wrong in the building right now?',
  'shift hand-over',
];

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const rounds = Number(process.argv[2] ?? 20);
const folder = mkdtempSync(join(tmpdir(), 'nexus-bench-'));
const environment = {
  ...process.env,
  NEXUS_DATA_DIR: folder,
  NEXUS_TIMEZONE: 'Europe/Vienna',
  NEXUS_LLM_BACKEND: 'builtin',
};

try {
  execFileSync(process.execPath, [join(root, 'packages', 'simulator', 'dist', 'bin.js'), 'seed'], {
    env: environment,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await using host = new NexusHost(readHostConfig({ cwd: folder, environment }));
  for (const question of QUESTIONS) await host.query(question);
  const all: number[] = [];
  for (const question of QUESTIONS) {
    const times: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const begin = performance.now();
      const { status, fault } = await host.query(question);
      if (status !== 'answered') throw new Error(`"${question}" is ${status}: ${fault}`);
      times.push(performance.now() - begin);
    }
    all.push(...times);
    console.log(
      `${at(times, 0.5).toFixed(0).padStart(5)} ms p50 ${at(times, 0.95).toFixed(0).padStart(5)} ms p95  ${question}`,
    );
  }
  console.log(`${at(all, 0.5).toFixed(0).padStart(5)} ms p50 over all (goal < ${GOAL_MS} ms)`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function at(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(share * values.length))] ?? Number.NaN;
}
