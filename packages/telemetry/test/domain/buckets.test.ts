import { BuildingTime } from '@nexus/models';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bucketsWithin } from '../../src/domain/buckets.ts';

const MINUTE_MS = 60_000;
const vienna = new BuildingTime({ zone: 'Europe/Vienna' });

test('takes the shortest length that makes few enough', () => {
  const timestamps = Float64Array.from({ length: 60 }, (_, i) => Date.parse('2026-06-01T10:00:00Z') + i * MINUTE_MS);
  const values = Float64Array.from({ length: 60 }, (_, i) => i);
  const labels = [60, 59, 12, 11, 5, 3, 1].map(
    (limit) => bucketsWithin(limit, timestamps, values, vienna)?.length.label,
  );
  expect(labels).toEqual(['1 min', '5 min', '5 min', '10 min', '15 min', '30 min', '1 h']);
});

test('begins where the clock of the building does', () => {
  // In Kathmandu, at UTC+05:45, an hour begins at a quarter past the hour of UTC.
  const kathmandu = new BuildingTime({ zone: 'Asia/Kathmandu' });
  const at = Date.parse('2026-06-01T10:20:00Z');
  const buckets = bucketsWithin(1, Float64Array.of(at, at + 50 * MINUTE_MS), Float64Array.of(1, 3), kathmandu)?.buckets;
  expect(buckets).toEqual([{ start_ms: Date.parse('2026-06-01T10:15:00Z'), mean: 2, min: 1, max: 3, n: 2 }]);
});

test('the buckets of a day that the clocks shorten end with it', () => {
  const start = Date.parse('2026-03-29T00:00:00+01:00');
  const timestamps = Float64Array.from({ length: 23 }, (_, i) => start + i * 60 * MINUTE_MS);
  const { length, buckets = [] } = bucketsWithin(2, timestamps, timestamps, vienna) ?? {};
  expect(length?.label).toBe('12 h');
  expect(buckets.map(({ n }) => n)).toEqual([12, 11]);
});

test('every value is in one bucket, and its extremes survive', () => {
  const series = fc.uniqueArray(fc.integer({ min: 0, max: 90 * 86_400_000 }), { minLength: 1, maxLength: 300 });
  fc.assert(
    fc.property(series, fc.integer({ min: 4, max: 200 }), (at, limit) => {
      const timestamps = Float64Array.from(at).sort();
      const values = timestamps.map((ms) => ms % 1000);
      const { buckets = [] } = bucketsWithin(limit, timestamps, values, vienna) ?? {};
      expect(buckets.length).toBeLessThanOrEqual(limit);
      expect(buckets.reduce((sum, { n }) => sum + n, 0)).toBe(values.length);
      expect(Math.max(...buckets.map(({ max }) => max))).toBe(Math.max(...values));
      expect(Math.min(...buckets.map(({ min }) => min))).toBe(Math.min(...values));
    }),
  );
});

test('gives up where even months are too many', () => {
  const year = Float64Array.from({ length: 12 }, (_, month) => Date.UTC(2026, month, 15));
  expect(bucketsWithin(11, year, year, vienna)).toBeUndefined();
  expect(bucketsWithin(12, year, year, vienna)?.length.label).toBe('1 min');
});
