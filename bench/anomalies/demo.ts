// Holds the episodes of `detect_anomalies` against what is true about the simulator's building, over its last week.
// Usage: node --conditions=@nexus/source bench/anomalies/demo.ts [SEED …]      Each seed is another building.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDeviceRegistryStore } from '@nexus/device-registry/store';
import { BuildingTime } from '@nexus/models';
import { connect } from '@nexus/server-kit/testing';
import { type Anomaly, demoBuilding, seedDemo } from '@nexus/simulator';
import { openTelemetryStore } from '@nexus/telemetry/store';
import { server } from '../../packages/telemetry/src/server.ts';

const DAY_MS = 86_400_000;
/** Half an hour: closer findings are one episode, and a vibration is told from the first reading beyond the limit on. */
const SLACK_MS = 30 * 60_000;
/** What a reading's value or absence can show; quality is told by the device itself, and counters by the energy report. */
const DETECTABLE = ['vibration', 'spike', 'stuck', 'gap', 'offline'];
const NOW_MS = Date.parse('2026-11-20T15:00:00Z');
const WINDOW = { start_ms: NOW_MS - 7 * DAY_MS, end_ms: NOW_MS };
const time = new BuildingTime({ zone: 'Europe/Vienna', now: () => NOW_MS });

interface Episode {
  readonly device_id: string;
  readonly metric: string;
  readonly start: string;
  readonly end: string;
  readonly methods: readonly string[];
  readonly severity: string;
}
type Truth = Omit<Anomaly, 'kind'> & { readonly kind: string };

const seeds = process.argv.slice(2).map(Number);
for (const seed of seeds.length > 0 ? seeds : [1]) report(seed, await examine(seed));

async function examine(seed: number): Promise<{ episodes: Episode[]; truth: Truth[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'nexus-bench-'));
  try {
    await using telemetry = await openTelemetryStore(join(folder, 'telemetry.db'));
    await using registry = await openDeviceRegistryStore(join(folder, 'device_registry.db'));
    await seedDemo({ registry, telemetry, time, days: 21, seed });
    const building = demoBuilding({ seed, zone: time.zone, seeded_ms: NOW_MS });
    const nothing = () => Promise.reject(new Error('only questions are asked here'));
    const deps = {
      telemetry,
      readOnly: true,
      worker: undefined,
      registry: async () => registry,
      intake: nothing,
      ledger: nothing,
      async [Symbol.asyncDispose]() {},
    };
    await using host = await connect(server, deps, { time });
    const episodes: Episode[] = [];
    // One device at a time: an answer holds 25 episodes.
    for (const { device_id } of building.devices) {
      if ((await telemetry.series({ device_ids: [device_id] })).length === 0) continue;
      const answer = await host.value('detect_anomalies', { device_id, start: '-7d' });
      episodes.push(...(answer['episodes'] as Episode[]));
    }
    return { episodes, truth: truthOf(building) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function truthOf(building: ReturnType<typeof demoBuilding>): Truth[] {
  const { anomalies, offline } = building.groundTruth(WINDOW);
  const silent = offline.flatMap(({ device_id, last_seen_ms }) => {
    const device = building.devices.find((one) => one.device_id === device_id);
    if (last_seen_ms === undefined || last_seen_ms < WINDOW.start_ms || !device) return [];
    return [{ device_id, metric: '*', kind: 'offline', start_ms: last_seen_ms, end_ms: WINDOW.end_ms }];
  });
  return [...anomalies, ...silent];
}

function report(seed: number, { episodes, truth }: { episodes: readonly Episode[]; truth: readonly Truth[] }): void {
  console.log(`seed ${seed}: ${episodes.length} episodes, ${truth.length} true anomalies in 7 days of 300 devices`);
  for (const kind of DETECTABLE) {
    const all = truth.filter((one) => one.kind === kind);
    const found = all.filter((one) => episodes.some((episode) => agree(episode, one)));
    console.log(`  recall     ${kind.padEnd(14)} ${share(found.length, all.length)}`);
  }
  const isTrue = (episode: Episode) => truth.some((one) => agree(episode, one));
  for (const severity of ['critical', 'warning', 'info']) {
    const told = episodes.filter((episode) => episode.severity === severity);
    console.log(`  precision  ${severity.padEnd(14)} ${share(told.filter(isTrue).length, told.length)}`);
  }
  for (const method of new Set(episodes.flatMap(({ methods }) => methods))) {
    const told = episodes.filter(({ methods }) => methods.includes(method));
    console.log(`  precision  ${method.padEnd(14)} ${share(told.filter(isTrue).length, told.length)}`);
  }
}

function agree(episode: Episode, one: Truth): boolean {
  return (
    episode.device_id === one.device_id &&
    (one.metric === '*' || episode.metric === one.metric) &&
    Date.parse(episode.start) <= one.end_ms + SLACK_MS &&
    Date.parse(episode.end) >= one.start_ms - SLACK_MS
  );
}

function share(part: number, whole: number): string {
  return whole === 0 ? 'none' : `${part} of ${whole} (${Math.round((100 * part) / whole)} %)`;
}
