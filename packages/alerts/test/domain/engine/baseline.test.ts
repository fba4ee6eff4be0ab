import { expect, test } from 'vitest';
import { deviation } from '../../../src/domain/engine/baseline.ts';

/** What is known after readings, of which each is given with how often it comes. */
function after(...readings: readonly (readonly [value: number, times: number])[]) {
  const baseline = { n: 0, mean: 0, variance: 0 };
  for (const [value, times] of readings) for (let i = 0; i < times; i += 1) deviation(baseline, value);
  return baseline;
}

test('nothing deviates before fifty readings are known', () => {
  expect(deviation(after([20, 49]), 90)).toBeUndefined();
  expect(deviation(after([20, 50]), 90)).toBeDefined();
});

test('a value is compared with the readings before it, which count alike at first', () => {
  // 25 times 19 and 21: a mean of 20 and a standard deviation of 1.
  expect(deviation(after([19, 25], [21, 25]), 25)).toBeCloseTo(5, 9);
  expect(deviation(after([19, 25], [21, 25]), 17)).toBeCloseTo(3, 9);
});

test('from the hundredth on a reading has a weight of one in a hundred', () => {
  // A 1 after 200 times 0: the mean is 0.01, the variance 0.99 × 0.01; the next 1 is 0.99 / √0.0099 from it.
  const baseline = after([0, 200], [1, 1]);
  expect(baseline.mean).toBeCloseTo(0.01, 12);
  expect(baseline.variance).toBeCloseTo(0.0099, 12);
  expect(deviation(baseline, 1)).toBeCloseTo(9.9499, 4);
});

test('a series that hardly moves is not more sensitive than a thousandth of its level', () => {
  expect(deviation(after([100, 60]), 100.5)).toBeCloseTo(5, 9);
  expect(deviation(after([-100, 60]), -99.5)).toBeCloseTo(5, 9);
  expect(deviation(after([0, 60]), 3e-9)).toBeCloseTo(3, 9);
});
