import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Timers } from '../../../src/domain/engine/timers.ts';

function takenBefore(timers: Timers<string>, limit_ms: number): string[] {
  const taken: string[] = [];
  for (let next = timers.popBefore(limit_ms); next; next = timers.popBefore(limit_ms)) taken.push(next.item);
  return taken;
}

test('those before an instant come in the order of time, equal ones by their keys, and the others stay', () => {
  const entries = fc.array(fc.record({ at_ms: fc.nat(8), key: fc.string({ maxLength: 2 }) }), { maxLength: 40 });
  fc.assert(
    fc.property(entries, fc.nat(9), (some, limit_ms) => {
      const timers = new Timers<string>();
      for (const { at_ms, key } of some) timers.push(at_ms, key, `${at_ms}${key}`);
      // One digit and a key: the order of the texts is that of time, then of the keys.
      const sorted = some.map(({ at_ms, key }) => `${at_ms}${key}`).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
      const due = sorted.filter((text) => Number(text.charAt(0)) < limit_ms);
      expect(takenBefore(timers, limit_ms)).toEqual(due);
      expect(timers.size).toBe(some.length - due.length);
      expect(takenBefore(timers, 9)).toEqual(sorted.slice(due.length));
    }),
  );
});

test('one at the very instant is not before it', () => {
  const timers = new Timers<string>();
  timers.push(5, 'a', 'five');
  expect(timers.popBefore(5)).toBeUndefined();
  expect(timers.popBefore(6)).toEqual(expect.objectContaining({ at_ms: 5, item: 'five' }));
});

test('nothing is left after clearing', () => {
  const timers = new Timers<string>();
  timers.push(1, 'a', 'one');
  timers.clear();
  expect(takenBefore(timers, 9)).toEqual([]);
});
