// How long another caller's cheap call takes over HTTP while a question that reads 10⁷ readings runs again and again.
// Usage: node --conditions=@nexus/source bench/telemetry/event-loop.ts [--readings 10000000] [--rounds 3]
//          [--seconds 10] [--folder FOLDER] [--quick]
// Build first: the server is the built one. FOLDER keeps nothing; it is where the database is made.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { setTimeout as after } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Reading } from '@nexus/telemetry/store';
import { BEGIN_MS, Building, DAY_MS, deviceName } from './building.ts';
import { Ours } from './engines/ours.ts';
import { answering, freePort } from './free-port.ts';
import { McpCaller } from './mcp-caller.ts';
import { judged, median, quantile, readable, timedMs } from './measure.ts';
import { optionsOf } from './options.ts';
import { startServer } from './server-process.ts';
import { temporaryFolder } from './temporary-folder.ts';

const GOAL = { must: 20, stretch: 5, atLeast: false };
const BATCH = 10_000;
const DAYS = 14;
const LONG = { device_id: 'long', metric: 'power_kw' };
/** Ends before the building's readings begin, so that the scan over them does not meet it. */
const LONG_END_MS = BEGIN_MS - 60 * DAY_MS;

const options = optionsOf({
  readings: { full: 10_000_000, quick: 100_000 },
  rounds: { full: 3, quick: 1 },
  seconds: { full: 10, quick: 2 },
});
const buildingSeries = Math.max(5, Math.round(options.readings / (DAYS * 1_440) / 5) * 5);
const bin = fileURLToPath(new URL('../../packages/telemetry/dist/bin.js', import.meta.url));
const loader = fileURLToPath(new URL('cheap-calls.ts', import.meta.url));
const folder = temporaryFolder(options.folder);
const run = promisify(execFile);

const questions = [
  { name: 'nothing else', ask: async () => after(100) },
  {
    name: `get_statistics of ${options.readings / 1e6} M readings of one series`,
    ask: async (caller: McpCaller) => {
      const start = new Date(LONG_END_MS - options.readings * 1_000).toISOString();
      const { count } = await caller.call('get_statistics', {
        ...LONG,
        start,
        end: new Date(LONG_END_MS).toISOString(),
      });
      if (count !== options.readings) throw new Error(`get_statistics counted ${String(count)}`);
    },
  },
  {
    name: `detect_anomalies in ${buildingSeries} series over ${DAYS} days`,
    ask: async (caller: McpCaller) => {
      const window = { start: new Date(BEGIN_MS).toISOString(), end: new Date(BEGIN_MS + DAYS * DAY_MS).toISOString() };
      const { readings_examined } = await caller.call('detect_anomalies', window);
      // Losses and what is not good are left out.
      if (Number(readings_examined) < 0.95 * buildingSeries * DAYS * 1_440) {
        throw new Error(`detect_anomalies examined ${String(readings_examined)}`);
      }
    },
  },
];

await fill();
const port = await freePort();
const stop = await startServer(process.execPath, [bin, '--http', '--port', String(port)], {
  env: { ...process.env, NEXUS_DATA_DIR: folder, NEXUS_TIMEZONE: 'UTC', NEXUS_LOG_LEVEL: 'error' },
});
const caller = await answering(() => McpCaller.open(port));
const results = questions.map(() => ({
  p50: [] as number[],
  p99: [] as number[],
  max: [] as number[],
  ms: [] as number[],
}));
for (let round = 0; round < options.rounds; round += 1) {
  for (const [i, { ask }] of questions.entries()) {
    const loading = new AbortController();
    const load = run(
      process.execPath,
      ['--conditions=@nexus/source', loader, String(port), deviceName(0), String(options.seconds)],
      {
        maxBuffer: 64 << 20,
      },
    ).finally(() => loading.abort());
    while (!loading.signal.aborted) results[i]?.ms.push(await timedMs(() => ask(caller)));
    const times = JSON.parse((await load).stdout) as number[];
    results[i]?.p50.push(quantile(times, 0.5));
    results[i]?.p99.push(quantile(times, 0.99));
    results[i]?.max.push(Math.max(...times));
  }
}
for (const [i, { name }] of questions.entries()) {
  const { p50 = [], p99 = [], max = [], ms = [] } = results[i] ?? {};
  const verdict = i === 0 ? `p99 ${readable(median(p99))} ms` : `p99 ${judged(median(p99), GOAL, ' ms')}`;
  const question = i === 0 ? '' : `; asked ${ms.length} times, ${readable(median(ms))} ms each`;
  console.log(`${name}: p50 ${readable(median(p50))} ms, ${verdict}, max ${readable(Math.max(...max))} ms${question}`);
}
caller[Symbol.dispose]();
await stop?.();

/** One series of a reading a second, and a building. */
async function fill(): Promise<void> {
  const ours = await Ours.open(folder, buildingSeries);
  for (let from = 0; from < options.readings; from += BATCH) {
    const length = Math.min(BATCH, options.readings - from);
    await ours.store.ingest(Array.from({ length }, (_, i) => longReading(from + i)));
  }
  for (const batch of new Building(buildingSeries).batches(DAYS * 1_440, BATCH)) await ours.ingest(batch)();
  await ours[Symbol.asyncDispose]();
}

/** A day's wave with a digit that jumps, so that it neither compresses to nothing nor like noise. */
function longReading(index: number): Reading {
  const wave = 850 + 400 * Math.sin((2 * Math.PI * index) / 86_400) + ((index * 7_919) % 41);
  return {
    ...LONG,
    timestamp_ms: LONG_END_MS - (options.readings - index) * 1_000,
    value: Math.round(wave * 10) / 10_000,
    unit: 'kW',
    quality: 'good',
  };
}
