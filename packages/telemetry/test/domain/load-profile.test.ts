import { BuildingTime } from '@nexus/models';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hoursOf, loadProfile, totalOf } from '../../src/domain/load-profile.ts';

const HOUR_MS = 3_600_000;
const vienna = new BuildingTime({ zone: 'Europe/Vienna' });

test('the hours of a window follow the clock, and the ends are cut', () => {
  const start_ms = Date.parse('2026-06-01T10:40:00+02:00');
  const hours = hoursOf({ start_ms, end_ms: start_ms + HOUR_MS }, vienna);
  expect(hours.map(({ start_ms, end_ms }) => (end_ms - start_ms) / 60_000)).toEqual([20, 40]);
});

test('the day on which the clocks go back has 25 hours', () => {
  const window = { start_ms: Date.parse('2025-10-26T00:00:00+02:00'), end_ms: Date.parse('2025-10-27T00:00:00+01:00') };
  expect(hoursOf(window, vienna)).toHaveLength(25);
});

test('an interval is shared between hours in proportion to time', () => {
  const hours = [0, 1, 2].map((hour) => ({ start_ms: hour * HOUR_MS, end_ms: (hour + 1) * HOUR_MS }));
  // 6 kWh from 00:30 to 02:00: a third of it before 01:00.
  const profile = loadProfile([{ start_ms: HOUR_MS / 2, end_ms: 2 * HOUR_MS, kwh: 6, estimated: true }], hours);
  expect([...profile.kwh]).toEqual([2, 4, 0]);
  expect([...profile.estimated_kwh]).toEqual([2, 4, 0]);
  expect([...profile.known_ms]).toEqual([HOUR_MS / 2, HOUR_MS, 0]);
});

test('wherever a window is split, its parts add up to it', () => {
  const steps = fc.array(
    fc.record({ minutes: fc.integer({ min: 1, max: 500 }), kwh: fc.double({ min: 0, max: 50, noNaN: true }) }),
  );
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 9_999_999 }), (given, split_ms) => {
      let end_ms = 0;
      const intervals = given.map(({ minutes, kwh }) => {
        const start_ms = end_ms;
        end_ms += minutes * 60_000;
        return { start_ms, end_ms, kwh, estimated: false };
      });
      const total = (start: number, end: number) =>
        totalOf(loadProfile(intervals, hoursOf({ start_ms: start, end_ms: end }, vienna)).kwh);
      expect(total(0, split_ms) + total(split_ms, 10_000_000)).toBeCloseTo(total(0, 10_000_000), 6);
    }),
  );
});
