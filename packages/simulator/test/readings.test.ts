import { METRICS, isKnownMetric } from '@nexus/models';
import type { Reading } from '@nexus/telemetry/store';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { demoBuilding } from '../src/index.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const SEEDED_MS = Date.parse('2026-11-20T10:17:00Z'); // a Friday
const OPTIONS = { seed: 7, zone: 'Europe/Vienna', seeded_ms: SEEDED_MS };
const building = demoBuilding(OPTIONS);
const LAST_TWO_DAYS = { start_ms: SEEDED_MS - 2 * DAY_MS, end_ms: SEEDED_MS };

const seriesOf = (readings: Iterable<Reading>) =>
  Map.groupBy(readings, ({ device_id, metric }) => `${device_id} ${metric}`);

test('the same options give the same readings', () => {
  expect([...demoBuilding(OPTIONS).readings(LAST_TWO_DAYS)]).toEqual([...building.readings(LAST_TWO_DAYS)]);
});

test('windows that follow each other give what one window over all of them gives', () => {
  const span = { start_ms: SEEDED_MS - 9 * HOUR_MS, end_ms: SEEDED_MS + 9 * HOUR_MS };
  const whole = seriesOf(building.readings(span));
  const cut = fc.integer({ min: span.start_ms, max: span.end_ms });
  fc.assert(
    fc.property(fc.array(cut, { maxLength: 4 }), (cuts) => {
      const edges = [span.start_ms, ...cuts.toSorted((a, b) => a - b), span.end_ms];
      // A fresh building each time, so that nothing is remembered from one window to the next.
      const parts = edges
        .slice(1)
        .flatMap((end_ms, index) => [...demoBuilding(OPTIONS).readings({ start_ms: edges[index] ?? end_ms, end_ms })]);
      expect(seriesOf(parts)).toEqual(whole);
    }),
    { numRuns: 8 },
  );
});

test('every reading is in its window, in the unit of its metric, and a value that the sensor can have and show', () => {
  const isPhysical = ({ metric, timestamp_ms, unit, value, quality }: Reading): boolean => {
    if (!isKnownMetric(metric) || unit !== METRICS[metric].unit) return false;
    if (timestamp_ms < LAST_TWO_DAYS.start_ms || timestamp_ms >= LAST_TWO_DAYS.end_ms) return false;
    if (value === null) return quality === 'missing';
    return value >= METRICS[metric].min && value <= METRICS[metric].max && Number(value.toFixed(2)) === value;
  };
  expect([...building.readings(LAST_TWO_DAYS)].filter((reading) => !isPhysical(reading))).toEqual([]);
});

test('fourteen days are about a million readings', () => {
  let count = 0;
  for (const _ of building.readings({ start_ms: SEEDED_MS - 14 * DAY_MS, end_ms: SEEDED_MS })) count += 1;
  expect(count).toBeGreaterThan(1_000_000);
  expect(count).toBeLessThan(1_500_000);
});

test('the newest readings of a sound device are younger than its interval', () => {
  const room = building.devices.filter(({ zone_id }) => zone_id === 'Z-N-3-CR3B').map(({ device_id }) => device_id);
  const newest = new Map<string, Reading>();
  for (const reading of building.readings(LAST_TWO_DAYS)) {
    if (room.includes(reading.device_id)) newest.set(`${reading.device_id} ${reading.metric}`, reading);
  }
  const age = (metric: string) =>
    [...newest.values()]
      .filter((reading) => reading.metric === metric)
      .map(({ timestamp_ms }) => SEEDED_MS - timestamp_ms);
  expect(Math.max(...age('co2_ppm'))).toBeLessThanOrEqual(5 * 60_000);
  expect(Math.max(...age('energy_kwh'))).toBeLessThanOrEqual(15 * 60_000);
  expect(Math.max(...age('battery_pct'))).toBeLessThanOrEqual(6 * HOUR_MS);
});

test('a window before 2020 is refused', () => {
  expect(() => [...building.readings({ start_ms: 0, end_ms: HOUR_MS })]).toThrow('before 2020');
});

describe('people drive the air', () => {
  const sound = (metric: string, zone_id: string, window: { start_ms: number; end_ms: number }) => {
    const devices = new Set(
      building.devices.filter((device) => device.zone_id === zone_id).map((device) => device.device_id),
    );
    return [...building.readings(window)]
      .filter((reading) => reading.metric === metric && devices.has(reading.device_id) && reading.quality === 'good')
      .map(({ timestamp_ms, value }) => ({ timestamp_ms, value: value ?? Number.NaN }));
  };
  const mean = (values: readonly { value: number }[]) =>
    values.reduce((sum, { value }) => sum + value, 0) / values.length;
  const local = (text: string) => Date.parse(`${text}+01:00`);
  const night = { start_ms: local('2026-11-19T02:00'), end_ms: local('2026-11-19T05:00') };
  const work = { start_ms: local('2026-11-19T09:00'), end_ms: local('2026-11-19T17:00') };
  const sunday = { start_ms: local('2026-11-15T09:00'), end_ms: local('2026-11-15T17:00') };

  test('an empty room has outdoor air at night and on Sundays', () => {
    for (const window of [night, sunday]) {
      for (const { value } of sound('co2_ppm', 'Z-N-3-CR3B', window)) expect(Math.abs(value - 420)).toBeLessThan(16);
    }
  });

  test('a meeting raises CO₂ towards its balance, and it decays afterwards', () => {
    const co2 = sound('co2_ppm', 'Z-N-3-CR3B', work);
    const peak = co2.reduce((a, b) => (b.value > a.value ? b : a));
    expect(peak.value).toBeGreaterThan(650);
    // 10 people, 18 l/h each, 36 m² × 3 m, 3 changes an hour: 420 + 180,000 / 324 = 976 ppm, and the sensor's error
    expect(peak.value).toBeLessThan(976 + 16);
    // Ventilated at 3 an hour, two hours leave e⁻⁶ of it, were it not for the next meetings; overnight nothing is left.
    const nextNight = sound('co2_ppm', 'Z-N-3-CR3B', {
      start_ms: night.start_ms + DAY_MS,
      end_ms: night.end_ms + DAY_MS,
    });
    expect(mean(nextNight)).toBeLessThan(436);
  });

  test('an office is warmer and its meter runs faster while people work', () => {
    expect(mean(sound('temperature', 'Z-N-4-OON4', work))).toBeGreaterThan(
      mean(sound('temperature', 'Z-N-4-OON4', night)) + 1.5,
    );
    expect(mean(sound('power_kw', 'Z-N-4-OON4', work))).toBeGreaterThan(
      3 * mean(sound('power_kw', 'Z-N-4-OON4', night)),
    );
    expect(mean(sound('power_kw', 'Z-N-4-OON4', work))).toBeGreaterThan(
      3 * mean(sound('power_kw', 'Z-N-4-OON4', sunday)),
    );
  });

  test('people come by the clock on the wall, whatever the offset from UTC', () => {
    // Clocks went back on 25 October 2026, so 9 o'clock was at 07:00 UTC on Friday the 23rd and at 08:00 UTC on the 26th.
    const people = (start: string) =>
      mean(
        sound('occupancy_count', 'Z-N-3-OON3', { start_ms: Date.parse(start), end_ms: Date.parse(start) + HOUR_MS }),
      );
    expect(people('2026-10-22T04:00:00Z')).toBe(0); // six o'clock
    expect(people('2026-10-26T05:00:00Z')).toBe(0);
    expect(people('2026-10-22T08:00:00Z')).toBeGreaterThan(15); // ten o'clock
    expect(people('2026-10-26T09:00:00Z')).toBeGreaterThan(15);
  });
});
