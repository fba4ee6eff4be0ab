import { join } from 'node:path';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { openTelemetryStore, QUALITIES, type Reading, type TelemetryStore } from '../../src/store/index.ts';
import { openBuilding } from '../building.ts';

const DAY_MS = 86_400_000;
const RUNS = Number(process.env['NEXUS_PROPERTY_RUNS'] ?? 60);
const DEVICES = ['A', 'B', 'C'];

/** What a store must hold, in the plainest way. */
class Model {
  readonly #series = new Map<string, Map<number, Reading>>();
  readonly log: Reading[] = [];

  /** @returns How many readings replaced another. */
  ingest(readings: readonly Reading[]): number {
    let replaced = 0;
    for (const reading of readings) {
      const series = this.#series.get(reading.device_id) ?? new Map<number, Reading>();
      if (series.has(reading.timestamp_ms)) replaced += 1;
      this.#series.set(reading.device_id, series.set(reading.timestamp_ms, reading));
    }
    return replaced;
  }

  range(device_id: string, start_ms: number, end_ms: number): Reading[] {
    const all = [...(this.#series.get(device_id)?.values() ?? [])];
    return all
      .filter(({ timestamp_ms }) => timestamp_ms >= start_ms && timestamp_ms < end_ms)
      .sort((a, b) => a.timestamp_ms - b.timestamp_ms);
  }
}

const reading = fc.record({
  device_id: fc.constantFrom(...DEVICES),
  metric: fc.constant('temperature'),
  // Few instants on the borders of three days, so that many are given again.
  timestamp_ms: fc
    .record({ day: fc.integer({ min: 1, max: 3 }), offset: fc.integer({ min: -12, max: 12 }) })
    .map(({ day, offset }) => day * DAY_MS + offset * 1000),
  value: fc.oneof(
    fc.integer({ min: -400, max: 400 }).map((tenths) => tenths / 10),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
  ),
  unit: fc.constant('°C'),
  quality: fc.constantFrom('good', 'uncertain', 'bad', 'missing'),
}) satisfies fc.Arbitrary<Reading>;

const given: fc.Arbitrary<Reading> = reading.map((one) => (one.quality === 'missing' ? { ...one, value: null } : one));
const batches = fc.array(fc.record({ writer: fc.nat(1), readings: fc.array(given, { minLength: 1, maxLength: 40 }) }), {
  minLength: 1,
  maxLength: 12,
});
const windows = fc.array(
  fc.record({
    device_id: fc.constantFrom(...DEVICES),
    start_ms: fc.integer({ min: DAY_MS - 20_000, max: 3 * DAY_MS + 20_000 }),
    length_ms: fc.integer({ min: 0, max: 3 * DAY_MS }),
  }),
  { minLength: 1, maxLength: 6 },
);

test('whatever two processes store in whatever order, late or twice, each reads what rows would hold', async () => {
  await using building = await openBuilding();
  let file = 0;
  await fc.assert(
    fc.asyncProperty(batches, windows, fc.constantFrom(1, 7, 50, 1_000), async (all, asked, sealAfterReadings) => {
      const path = join(building.folder, `${(file += 1)}.db`);
      await using one = await openTelemetryStore(path, { sealAfterReadings });
      await using other = await openTelemetryStore(path, { sealAfterReadings });
      await using reader = await openTelemetryStore(path, { readOnly: true });
      const model = new Model();
      const followed: Reading[] = [];
      let cursor = 0;
      for (const { writer, readings } of all) {
        const report = await (writer === 0 ? one : other).ingest(readings);
        expect(report).toMatchObject({ accepted: readings.length, replaced: model.ingest(readings) });
        cursor = await follow(reader, cursor, followed);
      }
      // A feed that is replayed holds what the store holds.
      const replayed = new Model();
      replayed.ingest(followed);
      // Opened when all was written.
      await using late = await openTelemetryStore(path, { readOnly: true });
      for (const store of [one, other, reader, late]) {
        await expectSame(store, model, asked);
        await expectSame(store, replayed, asked);
      }
    }),
    { numRuns: RUNS },
  );
}, 120_000);

test('days that are dropped are gone for every process, and nothing else is', async () => {
  await using building = await openBuilding();
  let file = 0;
  await fc.assert(
    fc.asyncProperty(batches, fc.integer({ min: 0, max: 4 }), async (all, day) => {
      const path = join(building.folder, `${(file += 1)}.db`);
      await using one = await openTelemetryStore(path, { sealAfterReadings: 1 });
      await using other = await openTelemetryStore(path, { sealAfterReadings: 1 });
      const model = new Model();
      for (const { readings } of all) {
        await one.ingest(readings);
        model.ingest(readings);
      }
      await other.info();
      const expected = DEVICES.flatMap((device_id) => model.range(device_id, 0, day * DAY_MS)).length;
      expect(await other.dropBefore(day * DAY_MS + 5)).toBe(expected);
      const left = new Model();
      left.ingest(DEVICES.flatMap((device_id) => model.range(device_id, day * DAY_MS, 9 * DAY_MS)));
      await using late = await openTelemetryStore(path, { readOnly: true });
      for (const store of [one, other, late]) await expectSame(store, left, []);
      // What comes again is new.
      const again = all[0]?.readings ?? [];
      const report = await one.ingest(again);
      expect(report.replaced).toBe(left.ingest(again));
      for (const store of [one, other, late]) await expectSame(store, left, []);
    }),
    { numRuns: RUNS },
  );
}, 120_000);

async function follow(store: TelemetryStore, from: number, into: Reading[]): Promise<number> {
  let cursor = from;
  for (;;) {
    const batch = await store.feed(cursor);
    expect(batch.missed).toBe(false);
    if (batch.runs.length === 0) return batch.cursor;
    for (const { device_id, metric, unit, columns } of batch.runs) {
      for (const one of readingsOf(columns)) into.push({ device_id, metric, unit, ...one });
    }
    cursor = batch.cursor;
  }
}

async function expectSame(
  store: TelemetryStore,
  model: Model,
  asked: readonly { device_id: string; start_ms: number; length_ms: number }[],
): Promise<void> {
  const everything = DEVICES.map((device_id) => ({ device_id, start_ms: 0, length_ms: 9 * DAY_MS }));
  for (const { device_id, start_ms, length_ms } of [...asked, ...everything]) {
    const window = { start_ms, end_ms: start_ms + length_ms };
    const expected = model.range(device_id, window.start_ms, window.end_ms);
    const held = readingsOf(await store.range(device_id, 'temperature', window));
    expect(held).toEqual(expected.map(({ timestamp_ms, value, quality }) => ({ timestamp_ms, value, quality })));
    const before = model.range(device_id, 0, start_ms).at(-1);
    expect(await store.before(device_id, 'temperature', start_ms)).toEqual(before);
  }
  for (const device_id of DEVICES) {
    const all = model.range(device_id, 0, 9 * DAY_MS);
    const newest = all.at(-1);
    expect(await store.latest([device_id])).toEqual(newest ? [newest] : []);
    const info =
      all[0] && newest ? [{ count: all.length, first_ms: all[0].timestamp_ms, last_ms: newest.timestamp_ms }] : [];
    expect(await store.series({ device_ids: [device_id] })).toMatchObject(info);
  }
}

function readingsOf({ n, timestamp_ms, value, quality }: Awaited<ReturnType<TelemetryStore['range']>>) {
  return Array.from({ length: n }, (_, i) => ({
    timestamp_ms: timestamp_ms[i] ?? 0,
    value: Number.isNaN(value[i]) ? null : (value[i] ?? 0),
    quality: QUALITIES[quality[i] ?? 0] ?? 'bad',
  }));
}
