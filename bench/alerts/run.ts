// How fast the alert engine evaluates, what it remembers of a device, and how long after its reading an alert is there.
// Usage: node --expose-gc --conditions=@nexus/source bench/alerts/run.ts
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { BuildingTime } from '@nexus/models';
import { silentLogger } from '@nexus/server-kit';
import { openTelemetryStore, type Reading } from '@nexus/telemetry/store';
import type { Sample } from '../../packages/alerts/src/domain/engine/state.ts';
import { initialState, step } from '../../packages/alerts/src/domain/engine/step.ts';
import type { Rule } from '../../packages/alerts/src/domain/rule.ts';
import { evaluate } from '../../packages/alerts/src/evaluation/evaluator.ts';
import { Courier } from '../../packages/alerts/src/notify/courier.ts';
import { openAlertStore } from '../../packages/alerts/src/store/index.ts';

const DEVICES = 100_000;
const BATCH = 5_000;
const ROUNDS = 4;
const LIVE_SECONDS = 20;
const PER_SECOND = 5_000;
const TOLERANCES = { lateness_ms: 1000, skew_ms: 60_000 };
const MINUTE_MS = 60_000;

const base = { metric: 'temperature', severity: 'warning', enabled: true, version: 1 } as const;
const RULES: readonly Rule[] = [
  { ...base, rule_id: 'hot', name: 'Hot', condition: 'gt', threshold: 30, cooldown_minutes: 15, for_seconds: 0 },
  { ...base, rule_id: 'cold', name: 'Cold', condition: 'lt', threshold: 10, cooldown_minutes: 15, for_seconds: 600 },
  {
    ...base,
    rule_id: 'fast',
    name: 'Fast',
    condition: 'rate_of_change',
    threshold: 5,
    cooldown_minutes: 15,
    for_seconds: 0,
  },
  { ...base, rule_id: 'odd', name: 'Odd', condition: 'anomaly', threshold: 6, cooldown_minutes: 15, for_seconds: 0 },
  { ...base, rule_id: 'gone', name: 'Gone', condition: 'no_data', threshold: 30, cooldown_minutes: 15, for_seconds: 0 },
];

engine();
await live();

function engine(): void {
  const time = new BuildingTime({ zone: 'UTC' });
  const surroundings = { directory: { device: () => undefined, behind: () => [] }, time };
  const start_ms = Date.parse('2026-06-01T00:00:00Z');
  const state = initialState(TOLERANCES, start_ms);
  const before = heap();
  step(state, { kind: 'rules', now_ms: start_ms, rules: RULES }, surroundings);
  let [evaluated, effects, spent_ms] = [0, 0, 0];
  for (let round = 0; round < ROUNDS; round += 1) {
    for (let first = 0; first < DEVICES; first += BATCH) {
      const ms = start_ms + round * 5 * MINUTE_MS + Math.floor((first / DEVICES) * 5 * MINUTE_MS);
      const samples = Array.from({ length: BATCH }, (_, i): Sample => {
        const device = first + i;
        // Every thousandth is too hot in every other round.
        const value = device % 1000 === 0 && round % 2 === 1 ? 35 : 20 + ((device + round) % 10) / 10;
        return { device_id: `DEV-${device}`, metric: 'temperature', ms: ms + (i % 1000), value, isLife: true };
      });
      const began = performance.now();
      effects += step(state, { kind: 'readings', now_ms: ms + 2000, samples }, surroundings).length;
      spent_ms += performance.now() - began;
      evaluated += BATCH;
      state.touched.tracks.clear();
      state.touched.machines.clear();
    }
  }
  const bytes = (heap() - before) / DEVICES;
  const rate = Math.round(evaluated / (spent_ms / 1000));
  console.log(`${DEVICES} devices × ${RULES.length} rules: ${rate} readings/s evaluated, ${effects} effects`);
  console.log(`${Math.round(bytes)} bytes remembered of a device`);
}

async function live(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'nexus-bench-alerts-'));
  const time = new BuildingTime({ zone: 'UTC' });
  const store = await openAlertStore(join(folder, 'alerts.db'));
  const writer = await openTelemetryStore(join(folder, 'telemetry.db'));
  const reader = await openTelemetryStore(join(folder, 'telemetry.db'), { readOnly: true });
  const by = { actor: 'bench', at_ms: Date.now() };
  for (const { rule_id } of await store.rules()) await store.updateRule(rule_id, { enabled: false }, by);
  for (const { rule_id: _id, version: _version, ...rule } of RULES) await store.createRule(rule, by);
  const stop = new AbortController();
  const courier = new Courier([], { time, log: silentLogger });
  const links = { telemetry: () => Promise.resolve(reader), registry: () => Promise.resolve(undefined) };
  const deps = { store, ...links, courier, policies: [], tolerances: TOLERANCES, time, log: silentLogger };
  const evaluating = evaluate(deps, stop.signal);
  while ((await store.evaluatedMs()) === undefined) await sleep(20);
  const stored = new Map<string, number>();
  for (let second = 0; second < LIVE_SECONDS; second += 1) {
    const began = performance.now();
    for (let part = 0; part < 5; part += 1) {
      const now_ms = Date.now();
      const hot = `HOT-${second}-${part}`;
      const readings = Array.from({ length: PER_SECOND / 5 }, (_, i): Reading => {
        const device_id = i === 0 ? hot : `DEV-${(second % 20) * PER_SECOND + part * 1000 + i}`;
        const value = i === 0 ? 35 : 21;
        return { device_id, metric: 'temperature', timestamp_ms: now_ms, value, unit: '°C', quality: 'good' };
      });
      await writer.ingest(readings);
      stored.set(hot, Date.now());
    }
    await sleep(Math.max(0, 1000 - (performance.now() - began)));
  }
  await sleep(5000);
  const { alerts } = await store.history({ start_ms: 0, end_ms: Date.now() }, { limit: 1000, offset: 0 });
  const lags = alerts.map((alert) => alert.recorded_ms - (stored.get(alert.device_id) ?? 0)).sort((a, b) => a - b);
  const at = (share: number) => lags[Math.min(lags.length - 1, Math.floor(lags.length * share))];
  console.log(`${PER_SECOND} readings/s for ${LIVE_SECONDS} s: ${alerts.length} of ${stored.size} alerts recorded`);
  console.log(`lag from the stored reading to the alert: median ${at(0.5)} ms, p95 ${at(0.95)} ms, most ${at(1)} ms`);
  stop.abort();
  await evaluating;
  for (const one of [reader, writer, store]) await one[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
}

function heap(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}
