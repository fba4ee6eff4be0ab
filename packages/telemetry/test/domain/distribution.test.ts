import fc from 'fast-check';
import { expect, test } from 'vitest';
import { distributionOf } from '../../src/domain/distribution.ts';

test('describes a small sample as worked out by hand', () => {
  // Sorted 1 2 3 4 10: mean 4, squares 9 + 4 + 1 + 0 + 36 = 50 over 4; p05 at rank 0.2, p95 at rank 3.8.
  const { p05 = 0, p95 = 0, ...figures } = distributionOf(Float64Array.of(10, 2, 4, 3, 1)) ?? {};
  expect(figures).toEqual({ min: 1, max: 10, mean: 4, median: 3, stddev: Math.sqrt(12.5) });
  expect(p05).toBeCloseTo(1.2, 10);
  expect(p95).toBeCloseTo(8.8, 10);
});

test('the median of an even number of values lies between the middle ones', () => {
  expect(distributionOf(Float64Array.of(1, 2, 3, 10))?.median).toBe(2.5);
});

test('no value has no distribution, and one has no deviation', () => {
  expect(distributionOf(new Float64Array())).toBeUndefined();
  expect(distributionOf(Float64Array.of(7))).toEqual({ min: 7, max: 7, mean: 7, median: 7, p05: 7, p95: 7 });
});

test('a small spread around a large level keeps its digits', () => {
  const { mean, stddev } = distributionOf(Float64Array.of(1e9 + 1, 1e9 + 2, 1e9 + 3)) ?? {};
  expect([mean, stddev]).toEqual([1e9 + 2, 1]);
});

test('leaves the values that it was given as they are', () => {
  const values = Float64Array.of(3, 1, 2);
  distributionOf(values);
  expect([...values]).toEqual([3, 1, 2]);
});

test('all figures lie in order, and move with the sample', () => {
  const sample = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1 });
  fc.assert(
    fc.property(sample, fc.integer({ min: -1000, max: 1000 }), (values, shift) => {
      const at = distributionOf(Float64Array.from(values));
      const moved = distributionOf(Float64Array.from(values, (value) => value + shift));
      if (!at || !moved) throw new Error('a sample has a distribution');
      const order = [at.min, at.p05, at.median, at.p95, at.max];
      expect(order).toEqual(order.toSorted((a, b) => a - b));
      expect(moved.mean).toBeCloseTo(at.mean + shift, 6);
      expect(moved.p95).toBeCloseTo(at.p95 + shift, 6);
      expect(moved.stddev ?? 0).toBeCloseTo(at.stddev ?? 0, 6);
    }),
  );
});

/** The textbook, with no care for speed or for large levels. */
function reference(values: readonly number[]) {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => {
    const rank = (sorted.length - 1) * share;
    const [below, above] = [sorted[Math.floor(rank)] ?? 0, sorted[Math.ceil(rank)] ?? 0];
    return below * (1 - (rank % 1)) + above * (rank % 1);
  };
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    min: at(0),
    max: at(1),
    mean,
    median: at(0.5),
    p05: at(0.05),
    p95: at(0.95),
    stddev: Math.sqrt(squares / (values.length - 1)),
  };
}

test('gives what the textbook gives, for any sample', () => {
  const value = fc.double({ min: -1e6, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(fc.array(value, { minLength: 2, maxLength: 200 }), (values) => {
      const distribution = distributionOf(Float64Array.from(values));
      for (const [name, expected] of Object.entries(reference(values))) {
        expect(distribution?.[name as 'min'], name).toBeCloseTo(expected, 5);
      }
    }),
  );
});
