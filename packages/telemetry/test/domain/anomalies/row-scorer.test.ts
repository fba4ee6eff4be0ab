import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LocalClock } from '../../../src/domain/anomalies/local-clock.ts';
import { RowScorer } from '../../../src/domain/anomalies/row-scorer.ts';
import { HOUR_MS, NOW_MS, time } from '../../building.ts';

function scores(values: readonly number[]): number[] {
  const scorer = new RowScorer();
  const clock = new LocalClock(time);
  return values.map((value, i) => scorer.push(NOW_MS + i * HOUR_MS, clock.at(NOW_MS + i * HOUR_MS), value));
}

const steady = (n: number) => Array.from({ length: n }, (_, i) => (i % 2 === 0 ? 9 : 11));

test('a row’s score depends on no later row', () => {
  const value = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.double({ noNaN: true, noDefaultInfinity: true }));
  fc.assert(
    fc.property(fc.array(value, { maxLength: 200 }), fc.array(value, { maxLength: 50 }), (before, after) => {
      expect(scores([...before, ...after]).slice(0, before.length)).toEqual(scores(before));
    }),
  );
});

test('every score lies from 0 to 1, whatever comes', () => {
  const value = fc.oneof(fc.constantFrom(0, Number.MAX_VALUE, -Number.MAX_VALUE), fc.double({ noNaN: true }));
  fc.assert(
    fc.property(fc.array(value, { minLength: 60, maxLength: 120 }), (values) => {
      for (const score of scores(values)) expect(score >= 0 && score <= 1).toBe(true);
    }),
  );
});

test('one fault is one score: only what gets worse is told again', () => {
  const all = scores([...steady(100), 20, 20, 15, 25, 25]);
  const told = all.flatMap((score, i) => (score >= 0.5 ? [i] : []));
  // 20 is 10 deviations away, 25 about 10 of those that 20 has left behind.
  expect(told[0]).toBe(100);
  expect(told.length).toBeLessThanOrEqual(2);
  // (10/3)² of (10/3)² + 1 is 100/109.
  expect(all[100]).toBeCloseTo(100 / 109, 9);
});

test('a constant series scores 0 throughout', () => {
  expect(Math.max(...scores(Array.from({ length: 2000 }, () => 21)))).toBe(0);
});
