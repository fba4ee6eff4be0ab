import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { QUALITIES, type Reading, type TelemetryStore } from '../../src/store/index.ts';

const ALL = { start_ms: 0, end_ms: 10_000 };

/** What every telemetry store does; an adapter passes this file unchanged. @param open An empty store. */
export function testTelemetryStore(open: () => Promise<TelemetryStore>): void {
  describe('ingest', () => {
    test('stores what range, latest and series then tell', async () => {
      await using store = await open();
      const report = await store.ingest([temperature(1000, 20), temperature(2000, 21)]);
      expect(report).toEqual({ accepted: 2, replaced: 0, refused: { count: 0, samples: [] } });
      expect(await rows(store)).toEqual([
        [1000, 20, 'good'],
        [2000, 21, 'good'],
      ]);
      expect(await store.latest(['A'])).toEqual([temperature(2000, 21)]);
      expect(await store.series({})).toEqual([
        { device_id: 'A', metric: 'temperature', unit: '°C', first_ms: 1000, last_ms: 2000, count: 2 },
      ]);
      expect(await store.info()).toEqual({ readings: 2, series: 1, first_ms: 1000, last_ms: 2000 });
    });

    test('replaces a reading of the same device, metric and time', async () => {
      await using store = await open();
      await store.ingest([temperature(1000, 20), temperature(2000, 21)]);
      const report = await store.ingest([temperature(1000, 30), temperature(2000, 31)]);
      expect(report).toMatchObject({ accepted: 2, replaced: 2 });
      expect(await rows(store)).toEqual([
        [1000, 30, 'good'],
        [2000, 31, 'good'],
      ]);
      expect(await store.latest(['A'])).toEqual([temperature(2000, 31)]);
      expect((await store.info()).readings).toBe(2);
    });

    test('keeps the last of several for one time within a batch', async () => {
      await using store = await open();
      const report = await store.ingest([temperature(1000, 1), temperature(1000, 2), temperature(1000, 3)]);
      expect(report).toMatchObject({ accepted: 3, replaced: 2 });
      expect(await rows(store)).toEqual([[1000, 3, 'good']]);
    });

    test('puts late readings where they belong, and the newest stays the newest', async () => {
      await using store = await open();
      await store.ingest([temperature(3000, 23)]);
      expect(await store.ingest([temperature(1000, 21), temperature(2000, 22)])).toMatchObject({ replaced: 0 });
      expect((await rows(store)).map(([timestamp_ms]) => timestamp_ms)).toEqual([1000, 2000, 3000]);
      expect(await store.latest(['A'])).toEqual([temperature(3000, 23)]);
      expect(await store.series({})).toMatchObject([{ first_ms: 1000, last_ms: 3000, count: 3 }]);
    });

    test('keeps a missing reading without a value', async () => {
      await using store = await open();
      const missing: Reading = { ...temperature(1000, 0), value: null, quality: 'missing' };
      await store.ingest([missing]);
      expect(await store.latest(['A'])).toEqual([missing]);
      expect(await rows(store)).toEqual([[1000, Number.NaN, 'missing']]);
    });

    test('names metrics canonically and converts units', async () => {
      await using store = await open();
      await store.ingest([
        { ...temperature(1000, 68), metric: 'Temp', unit: 'F' }, // (68 − 32) × 5/9 = 20 °C
        { ...temperature(1000, 500), metric: 'energy', unit: 'Wh' },
        { ...temperature(1000, 700), metric: 'CO₂', unit: '' },
      ]);
      expect((await store.latest(['A'])).map(({ metric, value, unit }) => [metric, value, unit])).toEqual([
        ['co2_ppm', 700, 'ppm'],
        ['energy_kwh', 0.5, 'kWh'],
        ['temperature', 20, '°C'],
      ]);
    });

    test('an unknown metric keeps the unit that it brought first, and converts what can be', async () => {
      await using store = await open();
      const supply = { ...temperature(1000, 12), metric: 'supply temperature' };
      const report = await store.ingest([
        supply,
        { ...supply, timestamp_ms: 2000, value: 50, unit: '°F' }, // (50 − 32) × 5/9 = 10 °C
        { ...supply, timestamp_ms: 3000, unit: 'bananas' },
      ]);
      expect(report.refused.samples).toEqual([{ index: 2, reason: 'There is no conversion from "bananas" to "°C".' }]);
      const { value } = await store.range('A', 'supply_temperature', ALL);
      expect([...value]).toEqual([12, 10]);
    });

    test('refuses and counts what is no reading, and stores the others', async () => {
      await using store = await open();
      const wrong: unknown[] = [
        { ...temperature(1, 1), value: Number.NaN },
        { ...temperature(1, 1), value: Number.POSITIVE_INFINITY },
        { ...temperature(1, 1), value: '20' },
        { ...temperature(1, 1), value: null },
        { ...temperature(1, 1), quality: 'missing' },
        { ...temperature(1, 1), quality: 'excellent' },
        { ...temperature(1, 1), timestamp_ms: 1.5 },
        { ...temperature(1, 1), timestamp_ms: -1 },
        { ...temperature(1, 1), timestamp_ms: Number.MAX_VALUE },
        { ...temperature(1, 1), unit: 'kWh' },
        { ...temperature(1, 1), unit: 7 },
        { ...temperature(1, 1), device_id: '' },
        { ...temperature(1, 1), device_id: '\u200b' },
        { ...temperature(1, 1), device_id: 'x'.repeat(129) },
        { ...temperature(1, 1), metric: '!' },
        null,
        'reading',
      ];
      const report = await store.ingest([...(wrong as Reading[]), temperature(1000, 20)]);
      expect(report).toMatchObject({ accepted: 1, refused: { count: wrong.length } });
      expect(report.refused.samples.map(({ index }) => index)).toEqual(wrong.map((_, index) => index));
      expect(await store.info()).toMatchObject({ readings: 1, series: 1 });
    });

    test('names the first 20 refused and counts them all', async () => {
      await using store = await open();
      const report = await store.ingest(Array.from({ length: 30 }, () => temperature(1000, Number.NaN)));
      expect(report.refused.count).toBe(30);
      expect(report.refused.samples).toHaveLength(20);
    });

    test('takes an empty batch', async () => {
      await using store = await open();
      expect(await store.ingest([])).toMatchObject({ accepted: 0 });
      expect(await store.info()).toEqual({ readings: 0, series: 0 });
    });

    test('in whatever batches and order readings come, the store holds the last of each time', async () => {
      const batches = fc.array(
        fc.array(fc.record({ device: fc.constantFrom('A', 'B'), at: fc.nat(20), value: fc.integer() }), {
          maxLength: 150,
        }),
        { maxLength: 5 },
      );
      await fc.assert(
        fc.asyncProperty(batches, async (given) => {
          await using store = await open();
          const expected = new Map<string, number>();
          for (const batch of given) {
            await store.ingest(
              batch.map(({ device, at, value }) => ({ ...temperature(at, value), device_id: device })),
            );
            for (const { device, at, value } of batch) expected.set(`${device} ${at}`, value);
          }
          const held = new Map<string, number>();
          for (const { device_id, count, first_ms, last_ms } of await store.series({})) {
            const { n, timestamp_ms, value } = await store.range(device_id, 'temperature', ALL);
            expect([n, timestamp_ms[0], timestamp_ms.at(-1)]).toEqual([count, first_ms, last_ms]);
            for (const [i, at] of timestamp_ms.entries()) held.set(`${device_id} ${at}`, value[i] ?? Number.NaN);
          }
          expect(held).toEqual(expected);
        }),
        { numRuns: 40 },
      );
    });
  });

  describe('range', () => {
    test('includes its start and excludes its end', async () => {
      await using store = await open();
      await store.ingest([temperature(1000, 1), temperature(2000, 2), temperature(3000, 3)]);
      expect((await store.range('A', 'temperature', { start_ms: 1000, end_ms: 3000 })).n).toBe(2);
    });

    test('is empty for what is not there', async () => {
      await using store = await open();
      expect((await store.range('A', 'temperature', ALL)).n).toBe(0);
    });

    test('gives more rows than one page holds, ascending', async () => {
      await using store = await open();
      const n = 120_000;
      await store.ingest(Array.from({ length: n }, (_, i) => temperature(i, i)));
      const columns = await store.range('A', 'temperature', { start_ms: 0, end_ms: n });
      expect(columns.n).toBe(n);
      expect(columns.value.every((value, i) => value === i && columns.timestamp_ms[i] === i)).toBe(true);
    });
  });

  test('before gives the last reading strictly before an instant', async () => {
    await using store = await open();
    await store.ingest([temperature(1000, 1), temperature(2000, 2)]);
    expect(await store.before('A', 'temperature', 2000)).toEqual(temperature(1000, 1));
    expect(await store.before('A', 'temperature', 1000)).toBeUndefined();
    expect(await store.before('B', 'temperature', 1000)).toBeUndefined();
  });

  test('latest and series take exact ids and metrics, and pass over what is not there', async () => {
    await using store = await open();
    await store.ingest([temperature(1000, 1), { ...temperature(1000, 2), device_id: 'B' }]);
    await store.ingest([{ ...temperature(2000, 55), metric: 'humidity', unit: '%' }]);
    expect((await store.latest(['B', 'A', 'C', 'a', "A' OR 1=1"])).map((r) => `${r.device_id} ${r.metric}`)).toEqual([
      'A humidity',
      'A temperature',
      'B temperature',
    ]);
    expect(await store.latest(['A'], ['humidity', 'co2_ppm'])).toMatchObject([{ metric: 'humidity', value: 55 }]);
    expect(await store.latest(['A'], [])).toEqual([]);
    expect((await store.series({ metric: 'temperature' })).map(({ device_id }) => device_id)).toEqual(['A', 'B']);
    expect(await store.series({ device_ids: [] })).toEqual([]);
  });
}

function temperature(timestamp_ms: number, value: number): Reading {
  return { device_id: 'A', metric: 'temperature', timestamp_ms, value, unit: '°C', quality: 'good' };
}

async function rows(store: TelemetryStore) {
  const { n, timestamp_ms, value, quality } = await store.range('A', 'temperature', ALL);
  return Array.from({ length: n }, (_, i) => [timestamp_ms[i], value[i], QUALITIES[quality[i] ?? 0]]);
}
