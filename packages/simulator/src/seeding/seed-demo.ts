import { setImmediate as yieldToSignals } from 'node:timers/promises';
import type { DeviceRegistryStore } from '@nexus/device-registry/store';
import { type BuildingTime, NexusError } from '@nexus/models';
import type { Reading, TelemetryStore } from '@nexus/telemetry/store';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../building/calendar.ts';
import { type DemoBuilding, demoBuilding, FIRST_READING_MS } from '../demo-building.ts';
import { type DemoMarker, readMarker, writeMarker } from './marker.ts';

export interface DemoStores {
  readonly registry: DeviceRegistryStore;
  readonly telemetry: TelemetryStore;
}

export interface SeedOptions extends DemoStores {
  /** Its zone becomes the building's when the demo is new. */
  readonly time: BuildingTime;
  /** History before now, at least one day. */
  readonly days: number;
  /** 1 when the demo is new; otherwise only to make sure that the demo is the one expected. */
  readonly seed?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** From 0 to 1. */
  readonly onProgress?: ((done: number) => void) | undefined;
}

export interface SeedReport {
  /** `unchanged` when the demo was up to date, as after the clock was put back. */
  readonly outcome: 'seeded' | 'extended' | 'unchanged';
  readonly seed: number;
  readonly zone: string;
  readonly seeded_ms: number;
  readonly last_ms: number;
  /** Stored now; some may have been there from an attempt that was cut off. */
  readonly readings: number;
}

const STEP_MS = 6 * HOUR_MS;
const BATCH_SIZE = 10_000;
const DEFAULT_SEED = 1;

/** What the stores hold: nothing, the demo, or somebody's own data. */
export async function demoState({ registry, telemetry }: DemoStores): Promise<'empty' | 'demo' | 'other'> {
  if (await readMarker(registry)) return 'demo';
  const [inventory, readings] = await Promise.all([registry.info(), telemetry.info()]);
  return inventory.zones + inventory.devices + readings.series === 0 ? 'empty' : 'other';
}

/**
 * Brings the demo building into empty stores, or an earlier one up to now.
 *
 * The marker is written first and moves on behind the readings, which replace themselves: a run that was cut off is
 * completed by the next, and two at once do the same work twice.
 *
 * @throws {NexusError} `conflict` when the stores hold other data or another seed, with nothing touched; `unavailable`
 * when the clock is wrong or a database cannot be written.
 * @throws the signal's reason when it is aborted; what was stored until then stays.
 */
export async function seedDemo(options: SeedOptions): Promise<SeedReport> {
  const { registry, time, days } = options;
  const now_ms = time.nowMs();
  if (now_ms - days * DAY_MS < FIRST_READING_MS) {
    throw new NexusError('unavailable', `The clock of this machine says ${time.iso(now_ms)}.`, {
      hint: 'Set the clock; the demo building begins in 2020.',
    });
  }
  const known = await knownMarker(options);
  const marker = known?.stocked === true ? known : await stock(registry, known ?? freshMarker(options, now_ms));
  const building = demoBuilding(marker);
  const start_ms = await resumeAt(options, marker, now_ms);
  const readings = start_ms < now_ms ? await store(options, building, marker, { start_ms, end_ms: now_ms }) : 0;
  if (start_ms <= now_ms) await registry.recordHeartbeats(building.heartbeats(now_ms));
  const outcome = known === undefined ? 'seeded' : readings > 0 ? 'extended' : 'unchanged';
  const { seed, zone, seeded_ms } = marker;
  return { outcome, seed, zone, seeded_ms, last_ms: Math.max(marker.last_ms, now_ms), readings };
}

async function knownMarker(options: SeedOptions): Promise<DemoMarker | undefined> {
  if ((await demoState(options)) === 'other') {
    throw new NexusError('conflict', 'The databases hold other data; the demo building stays out of them.', {
      hint: 'Set NEXUS_DATA_DIR to an empty folder for the demo.',
    });
  }
  const marker = await readMarker(options.registry);
  if (marker && options.seed !== undefined && options.seed !== marker.seed) {
    throw new NexusError('conflict', `The demo building here was made from seed ${marker.seed}.`, {
      hint: 'Leave the seed out to extend it, or set NEXUS_DATA_DIR to an empty folder for another one.',
    });
  }
  return marker;
}

function freshMarker({ seed = DEFAULT_SEED, days, time }: SeedOptions, now_ms: number): DemoMarker {
  // To the minute, so that two that start at once make the same building.
  const seeded_ms = wholeMinute(now_ms);
  const first_ms = seeded_ms - days * DAY_MS;
  return { seed, zone: time.zone, seeded_ms, first_ms, last_ms: first_ms, stocked: false };
}

/** Zones and devices; whoever else does the same meanwhile agrees on the marker that was written last. */
async function stock(registry: DeviceRegistryStore, marker: DemoMarker): Promise<DemoMarker> {
  await writeMarker(registry, marker);
  const { zones, devices } = demoBuilding(marker);
  await registry.importInventory(
    { zones, devices },
    { actor: 'nexus-simulator', at_ms: marker.seeded_ms, reason: 'Demo building' },
  );
  const agreed = { ...((await readMarker(registry)) ?? marker), stocked: true };
  await writeMarker(registry, agreed);
  return agreed;
}

async function resumeAt({ telemetry, days }: SeedOptions, marker: DemoMarker, now_ms: number): Promise<number> {
  const oldest_ms = Math.max(marker.first_ms, wholeMinute(now_ms) - days * DAY_MS);
  const { series } = await telemetry.info();
  // Somebody may have deleted the readings alone.
  return series === 0 ? Math.min(oldest_ms, now_ms) : Math.max(oldest_ms, marker.last_ms);
}

function wholeMinute(ms: number): number {
  return Math.floor(ms / MINUTE_MS) * MINUTE_MS;
}

async function store(
  { registry, telemetry, signal, onProgress }: SeedOptions,
  building: DemoBuilding,
  marker: DemoMarker,
  { start_ms, end_ms }: { start_ms: number; end_ms: number },
): Promise<number> {
  let stored = 0;
  for (let from_ms = start_ms; from_ms < end_ms; from_ms += STEP_MS) {
    const to_ms = Math.min(end_ms, from_ms + STEP_MS);
    for (const batch of batches(building.readings({ start_ms: from_ms, end_ms: to_ms }))) {
      // The store never waits for anything, so without this a Ctrl-C would be heard at the end only.
      await yieldToSignals();
      signal?.throwIfAborted();
      const { refused } = await telemetry.ingest(batch);
      if (refused.count > 0) throw new Error(`The store refused a simulated reading: ${refused.samples[0]?.reason}`);
      stored += batch.length;
    }
    await writeMarker(registry, { ...marker, last_ms: to_ms });
    onProgress?.((to_ms - start_ms) / (end_ms - start_ms));
  }
  return stored;
}

function* batches(readings: Iterable<Reading>): Generator<Reading[]> {
  let batch: Reading[] = [];
  for (const reading of readings) {
    batch.push(reading);
    if (batch.length < BATCH_SIZE) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
