import { describe, expect, test } from 'vitest';
import { Baseline } from '../../../src/domain/anomalies/baseline.ts';
import { CoolDown } from '../../../src/domain/anomalies/cool-down.ts';
import { DailyProfile } from '../../../src/domain/anomalies/daily-profile.ts';
import { FlatlineDetector } from '../../../src/domain/anomalies/flatline.ts';
import { LIMITS, RATE_LIMITS, watchOf } from '../../../src/domain/anomalies/limits.ts';
import { LocalClock } from '../../../src/domain/anomalies/local-clock.ts';
import { scoreOf } from '../../../src/domain/anomalies/score.ts';
import { TrailingMoments } from '../../../src/domain/anomalies/trailing.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, time } from '../../building.ts';

const MONDAY_MS = Date.parse('2026-05-04T00:00:00+02:00');
const clock = new LocalClock(time);

describe('z-score', () => {
  /** 50 times 9 and 50 times 11: mean 10, standard deviation 1. */
  function afterHundred(): Baseline {
    const baseline = new Baseline();
    for (let i = 0; i < 100; i += 1) baseline.push(clock.at(MONDAY_MS + i * MINUTE_MS), i % 2 === 0 ? 9 : 11);
    return baseline;
  }

  test('a spike to 14 after a mean of 10 and a deviation of 1 is 4 deviations away', () => {
    const { z, mean } = afterHundred().push(clock.at(MONDAY_MS + 100 * MINUTE_MS), 14);
    expect({ z, mean }).toEqual({ z: 4, mean: 10 });
  });

  test('downwards counts as much', () => {
    expect(afterHundred().push(clock.at(MONDAY_MS + 100 * MINUTE_MS), 6).z).toBe(4);
  });

  test('the first 50 values are no ground for a verdict', () => {
    const baseline = new Baseline();
    for (let i = 0; i < 49; i += 1) baseline.push(clock.at(MONDAY_MS + i * MINUTE_MS), 10);
    expect(baseline.push(clock.at(MONDAY_MS + 49 * MINUTE_MS), 99).z).toBe(0);
  });

  test('an enormous value is anomalous, and once it has left the window what comes is judged again', () => {
    const baseline = afterHundred();
    expect(baseline.push(clock.at(MONDAY_MS + 100 * MINUTE_MS), Number.MAX_VALUE).z).toBeGreaterThan(1e100);
    for (let i = 0; i < 6400; i += 1) baseline.push(clock.at(MONDAY_MS + (101 + i) * MINUTE_MS), i % 2 === 0 ? 9 : 11);
    expect(baseline.push(clock.at(MONDAY_MS + 5 * DAY_MS), 14).z).toBe(4);
  });

  test('a constant series has a deviation of a thousandth of its level, so the least flicker is no anomaly', () => {
    const baseline = new Baseline();
    for (let i = 0; i < 60; i += 1) baseline.push(clock.at(MONDAY_MS + i * MINUTE_MS), 20);
    // 0.02 is the floor, so 0.05 is 2.5 of it.
    expect(baseline.push(clock.at(MONDAY_MS + HOUR_MS), 20.05).z).toBeCloseTo(2.5, 9);
  });
});

test.each([
  ['keep a small spread about a large level', [1e9, 1e9 + 90, 1e9, 1e9 + 2, 1e9, 1e9 + 2]],
  ['recover from an enormous value', [1e9, 1e150, 1e9, 1e9 + 2, 1e9, 1e9 + 2]],
])('moments forget what has left the window, and %s', (_, values) => {
  const moments = new TrailingMoments(4);
  for (const value of values) moments.push(value);
  expect([moments.count, moments.mean, moments.stddev]).toEqual([4, 1e9 + 1, 1]);
});

describe('daily profile', () => {
  test('knows a time of day after three days, and neither before nor from the day itself', () => {
    const profile = new DailyProfile();
    const noon = (day: number) => clock.at(MONDAY_MS + day * DAY_MS + 12 * HOUR_MS);
    for (const [day, value] of [10, 20].entries()) profile.push(noon(day), value);
    expect(profile.usual(noon(2))).toBeUndefined();
    profile.push(noon(2), 30);
    expect(profile.usual(noon(2))).toBeUndefined();
    // Mean of 10, 20 and 30; deviations −10, 0 and 10.
    expect(profile.usual(noon(3))?.mean).toBeCloseTo(20, 9);
    expect(profile.usual(noon(3))?.stddev).toBeCloseTo(Math.sqrt(200 / 3), 9);
    expect(profile.usual(clock.at(MONDAY_MS + 3 * DAY_MS))).toBeUndefined();
  });

  test('a weekend is compared with working days until three of its own days are known', () => {
    const profile = new DailyProfile();
    const at = (day: number) => clock.at(MONDAY_MS + day * DAY_MS + 9 * HOUR_MS);
    // Monday 4 to Sunday 17 May: working days 100, weekend days 0.
    for (let day = 0; day < 14; day += 1) {
      profile.push(at(day), at(day).isWeekend ? 0 : 100);
    }
    // Saturday the 9th after five working days, Saturday the 23rd after four days of weekends.
    expect(profile.usual(at(5))?.mean).toBe(100);
    expect(profile.usual(at(19))?.mean).toBe(0);
    expect(profile.usual(at(14))?.mean).toBe(100);
  });

  test('a value that is usual at noon is anomalous at 3 at night', () => {
    const baseline = new Baseline();
    const value = (hour: number) => (hour >= 8 && hour < 18 ? 100 : 10);
    for (let hour = 0; hour < 8 * 24; hour += 1) {
      baseline.push(clock.at(MONDAY_MS + hour * HOUR_MS), value(hour % 24) + (hour % 2));
    }
    const { z, seasonal_z, expected } = baseline.push(clock.at(MONDAY_MS + (8 * 24 + 3) * HOUR_MS), 100);
    expect(z).toBeLessThan(3);
    expect(seasonal_z).toBeGreaterThan(10);
    expect(expected).toBeCloseTo(11, 6);
  });
});

test('the hours of a day of 25 hours are counted from its midnight', () => {
  // Vienna puts its clocks back on 2025-10-26 at 03:00.
  const at = clock.at(Date.parse('2025-10-26T12:00:00+01:00'));
  expect(at).toEqual({ day_ms: Date.parse('2025-10-26T00:00:00+02:00'), minute: 13 * 60, isWeekend: true });
});

test('a score passes the cool-down only when it is higher than the last ones', () => {
  const coolDown = new CoolDown(3);
  // The last 0.3 comes four rows after the second 0.6, but one after another 0.3; 0.4 is higher than the three before.
  const passed = [0.5, 0.4, 0.6, 0.6, 0.2, 0.1, 0.3, 0.3, 0.4].map((score) => coolDown.pass(score));
  expect(passed).toEqual([0.5, 0, 0.6, 0, 0, 0, 0, 0, 0.4]);
});

test('0.5 is the threshold, 0.8 twice and 0.9 three times of it', () => {
  expect([0, 1, 2, 3, 1e200].map((strength) => scoreOf(strength))).toEqual([0, 0.5, 0.8, 0.9, 1]);
});

describe('flatline', () => {
  const push = (detector: FlatlineDetector, values: readonly number[], from = 0) =>
    values.map((value, i) => detector.push((from + i) * MINUTE_MS, value)?.strength ?? 0);

  test('a sensor that changed at every reading is stuck at the fifteenth change that was due', () => {
    const detector = new FlatlineDetector();
    expect(
      Math.max(
        ...push(
          detector,
          Array.from({ length: 40 }, (_, i) => i),
        ),
      ),
    ).toBe(0);
    const strengths = push(
      detector,
      Array.from({ length: 15 }, () => 7),
      40,
    );
    expect(strengths.slice(0, 14).every((strength) => strength < 1)).toBe(true);
    expect(strengths[14]).toBe(1);
  });

  test('a constant series is not stuck', () => {
    expect(
      Math.max(
        ...push(
          new FlatlineDetector(),
          Array.from({ length: 5000 }, () => 21),
        ),
      ),
    ).toBe(0);
  });

  test('what stands still every night is not stuck at night', () => {
    const detector = new FlatlineDetector();
    const day = [...Array.from({ length: 40 }, (_, i) => i), ...Array.from({ length: 60 }, () => 99)];
    for (let n = 0; n < 9; n += 1) push(detector, day, n * 100);
    expect(Math.max(...push(detector, day, 900))).toBeLessThan(1);
  });
});

describe('limits', () => {
  test('each names its source, and is more severe the further it goes', () => {
    for (const { source, warning, critical = warning, direction } of LIMITS) {
      expect(source).toMatch(/ISO|EN 16798|WHO|NexusIoT default/);
      expect(direction === 'above' ? critical - warning : warning - critical).toBeGreaterThanOrEqual(0);
    }
    for (const { source } of RATE_LIMITS) expect(source).not.toBe('');
  });

  test('those of rooms do not hold for supply air, nor for devices of which no type is known', () => {
    expect(watchOf('temperature', 'temperature_sensor').limits).toHaveLength(2);
    expect(watchOf('temperature', 'hvac_controller').limits).toEqual([]);
    expect(watchOf('temperature', undefined).limits).toEqual([]);
    expect(watchOf('vibration_mms', undefined).limits).toHaveLength(1);
  });
});
