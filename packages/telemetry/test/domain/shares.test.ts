import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sharesOf } from '../../src/domain/shares.ts';

test.each([
  // Rounded one by one, these would be 33.3 each and 99.9 in all.
  { values: [1, 1, 1], shares: [33.4, 33.3, 33.3] },
  // 66.66… loses more by rounding down than 33.33…
  { values: [2, 1], shares: [66.7, 33.3] },
  { values: [0, 5], shares: [0, 100] },
  { values: [0, 0], shares: [0, 0] },
  { values: [], shares: [] },
])('the shares of $values are $shares', ({ values, shares }) => {
  expect(sharesOf(values)).toEqual(shares);
});

test('shares add up to 100, and none is a tenth away from its exact value', () => {
  const consumption = fc.double({ min: 0, max: 1e6, noNaN: true });
  fc.assert(
    fc.property(fc.array(consumption, { minLength: 1, maxLength: 40 }), (values) => {
      const whole = values.reduce((sum, value) => sum + value, 0);
      fc.pre(whole > 1e-3);
      const shares = sharesOf(values);
      expect(shares.reduce((sum, share) => sum + Math.round(share * 10), 0)).toBe(1000);
      for (const [i, share] of shares.entries()) {
        expect(Math.abs(share - (100 * (values[i] ?? 0)) / whole)).toBeLessThan(0.1001);
      }
    }),
  );
});
