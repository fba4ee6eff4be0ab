import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readArguments } from '../../src/loop/tool-arguments.ts';

test.each([
  ['{"a":1}', { a: 1 }, false],
  ['', {}, false],
  ['{}', {}, false],
  ['"{\\"a\\":1}"', { a: 1 }, false],
  ["{'a': 1,}", { a: 1 }, true],
  ['{"a": "b', { a: 'b' }, true],
  ['{a: true}', { a: true }, true],
])('reads %s', (text, value, repaired) => {
  expect(readArguments(text)).toEqual({ value, repaired });
});

test.each(['{', 'null', '5', '[1]', 'the lobby, please', '{"a":1}{"b":2}', '"text"'])(
  'does not guess at %s',
  (text) => {
    expect(() => readArguments(text)).toThrow('not a JSON object');
  },
);

test('a text that says something never becomes an empty object', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json().map((json) => json.slice(0, -1)),
      ),
      (text) => {
        let value: unknown;
        try {
          ({ value } = readArguments(text));
        } catch {
          return; // refused, which is fine
        }
        const saysNothing = /^\s*(?:\{\s*\}|"\{\s*\}"|)\s*$/u.test(text);
        expect(saysNothing || Object.keys(value as object).length > 0).toBe(true);
      },
    ),
  );
});
