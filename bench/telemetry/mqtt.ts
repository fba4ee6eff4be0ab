// Readings from a real Mosquitto to disk, against bare mqtt.js that only counts the same messages, in alternating rounds.
// Usage: node bench/telemetry/mqtt.ts [rounds=5] [messages=200000]
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { openMosquitto } from '../../packages/telemetry/test/ingest/mqtt/test-broker.ts';

interface Course {
  readonly messages: number;
  readonly readings: number;
  readonly ms: number;
  readonly cpu_ms: number;
}

const rounds = Number(process.argv[2] ?? 5);
const messages = Number(process.argv[3] ?? 200_000);
const scenarios = [
  { title: 'QoS 1, one reading a message', qos: 1, perMessage: 1, goal: 'goal ≥ 0.8, stretch 0.95' },
  { title: 'QoS 0, five readings a message', qos: 0, perMessage: 5, goal: 'goal ≥ 250,000 readings/s or 0.7' },
];

const modes = ['bare', 'discard', 'store'] as const;
type Mode = (typeof modes)[number];

for (const { title, qos, perMessage, goal } of scenarios) {
  const courses = new Map<Mode, Course[]>(modes.map((mode) => [mode, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const mode of round % 2 === 0 ? modes : modes.toReversed()) {
      courses.get(mode)?.push(await run(mode, qos, perMessage));
    }
  }
  console.log(`${title} (${goal})`);
  const rateOf = (mode: Mode) => median((courses.get(mode) ?? []).map((one) => (one.messages / one.ms) * 1_000));
  for (const mode of modes) {
    const all = courses.get(mode) ?? [];
    const cpu_us = median(all.map((one) => (one.cpu_ms * 1_000) / one.messages));
    console.log(
      `  ${mode.padEnd(7)} ${Math.round(rateOf(mode))} messages/s, ${Math.round(rateOf(mode) * perMessage)} readings/s, ` +
        `${(rateOf(mode) / rateOf('bare')).toFixed(2)} × bare, ${cpu_us.toFixed(1)} µs of processor a message; ` +
        `at least ${Math.min(...all.map((one) => one.messages))} of ${messages} came`,
    );
  }
}

async function run(mode: Mode, qos: number, perMessage: number): Promise<Course> {
  const folder = await mkdtemp(join(tmpdir(), 'nexus-bench-mqtt-'));
  await using broker = await openMosquitto('max_queued_messages 0');
  const consumer = start('mqtt-consumer.ts', mode, broker.url, folder, String(messages), String(qos));
  const publisher = start('mqtt-publisher.ts', String(broker.port), String(messages), String(perMessage), String(qos));
  try {
    await Promise.all([consumer.line(), publisher.line()]);
    const course = consumer.line();
    publisher.child.stdin?.write('go\n');
    return JSON.parse(await course) as Course;
  } finally {
    consumer.child.kill('SIGKILL');
    publisher.child.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  }
}

function start(script: string, ...args: string[]): { readonly child: ChildProcess; line(): Promise<string> } {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn(process.execPath, ['--conditions=@nexus/source', path, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout });
  return {
    child,
    async line() {
      const [line] = (await once(lines, 'line')) as [string];
      return line;
    },
  };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}
