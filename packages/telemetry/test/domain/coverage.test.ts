import { expect, test } from 'vitest';
import { coverageOf, gapsIn, usualInterval } from '../../src/domain/coverage.ts';
import type { Columns } from '../../src/store/index.ts';

const HOUR = { start_ms: 0, end_ms: 3_600_000 };

test('expects a reading each usual interval of the time that has passed', () => {
  const tenMinutely = columns([0, 10, 20, 30, 40, 50]);
  expect(coverageOf(tenMinutely, HOUR, HOUR.end_ms, undefined).coverage_pct).toBe(100);
  expect(coverageOf(columns([0, 10, 20]), HOUR, HOUR.end_ms, undefined).coverage_pct).toBe(50);
  expect(coverageOf(columns([0, 10, 20]), HOUR, 1_800_000, undefined).coverage_pct).toBe(100);
});

test('one reading is measured by the interval of its series', () => {
  expect(coverageOf(columns([0]), HOUR, HOUR.end_ms, 600_000).coverage_pct).toBe(16.7);
  expect(coverageOf(columns([0]), HOUR, HOUR.end_ms, undefined).coverage_pct).toBe(100);
  expect(coverageOf(columns([]), HOUR, HOUR.end_ms, 600_000).coverage_pct).toBe(0);
});

test('a missing reading is not received, and only good ones are good', () => {
  const coverage = coverageOf(columns([0, 10, 20, 30, 40, 50], [0, 1, 2, 3, 0, 0]), HOUR, HOUR.end_ms, undefined);
  expect(coverage).toEqual({
    coverage_pct: 83.3,
    good_pct: 60,
    received: 5,
    good: 3,
    left_out: { uncertain: 1, bad: 1, missing: 1 },
  });
});

test('nothing is due in a window that lies ahead', () => {
  expect(coverageOf(columns([]), HOUR, -1, undefined).coverage_pct).toBe(0);
  expect(gapsIn(columns([]), HOUR, -1, 600_000)).toEqual([]);
});

test('a gap is longer than two and a half intervals', () => {
  const readings = columns([0, 10, 20, 45, 55]);
  expect(gapsIn(readings, HOUR, HOUR.end_ms)).toEqual([]);
  const gap = columns([0, 10, 20, 46, 56]);
  expect(gapsIn(gap, HOUR, HOUR.end_ms)).toEqual([{ start_ms: 1_200_000, end_ms: 2_760_000 }]);
});

test('the usual interval is the lower median, whatever the outages', () => {
  expect(usualInterval(Float64Array.of(0, 10, 20, 1000, 1010))).toBe(10);
  expect(usualInterval(Float64Array.of(5))).toBeUndefined();
});

function columns(minutes: readonly number[], quality: readonly number[] = minutes.map(() => 0)): Columns {
  return {
    n: minutes.length,
    timestamp_ms: Float64Array.from(minutes, (minute) => minute * 60_000),
    value: Float64Array.from(minutes, () => 1),
    quality: Uint8Array.from(quality),
  };
}
