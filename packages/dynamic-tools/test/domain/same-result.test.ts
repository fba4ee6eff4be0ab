import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sameResult } from '../../src/domain/same-result.ts';

test('every JSON value is the same as its copy', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(sameResult(value, JSON.parse(JSON.stringify(value)))).toBe(true);
    }),
  );
});

test.each<[unknown, unknown, boolean]>([
  [0.1 + 0.2, 0.3, true],
  [{ a: [1, { b: 2 }] }, { a: [1, { b: 2.000_000_000_1 }] }, true],
  [50, 50.001, false],
  [{ a: 1 }, { a: 1, b: 2 }, false],
  [{ toString: 1 }, { a: 1 }, false],
  [[1, 2], [2, 1], false],
  [null, 0, false],
  ['1', 1, false],
])('%j and %j: %s', (actual, expected, same) => {
  expect(sameResult(actual, expected)).toBe(same);
});
