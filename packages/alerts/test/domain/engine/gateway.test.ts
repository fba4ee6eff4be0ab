import { expect, test } from 'vitest';
import { LATENESS_MS, lines, MINUTE_MS, Play, ruleOf, sampleOf, START_MS, surroundingsOf } from './play.ts';

const SILENT = ruleOf({ rule_id: 'silent', condition: 'no_data', threshold: 10 });
const at = (minutes: number) => START_MS + minutes * MINUTE_MS;

/** Devices behind G that report once a minute in these spans, both ends included, and are looked at until a minute. */
function course(spans: Readonly<Record<string, readonly (readonly [number, number])[]>>, until: number, given = {}) {
  const facts = { A: { gateway: 'G' }, B: { gateway: 'G' }, C: { gateway: 'G' }, D: { gateway: 'G' }, G: {} };
  const engine = new Play([{ ...SILENT, ...given }], surroundingsOf(facts));
  for (let minute = 0; minute <= until; minute += 1) {
    for (const [device_id, some] of Object.entries(spans)) {
      const reports = some.some(([from, to]) => from <= minute && minute <= to);
      if (reports) engine.readings(at(minute), sampleOf(at(minute), 20, { device_id }));
    }
  }
  engine.tick(at(until) + LATENESS_MS + 1);
  return lines(engine.effects);
}

test('a device that was silent already has its own alert, and one that never reported has none', () => {
  const spans = { A: [[0, 20]], B: [[0, 20]], D: [[0, 20]], C: [[0, 0]] } as const;
  expect(course(spans, 30)).toEqual(['triggered silent C @10 warning', 'triggered silent G @30 warning [A B D]']);
  const { C: _never, ...others } = spans;
  expect(course(others, 30)).toEqual(['triggered silent G @30 warning [A B D]']);
});

test('who reports up to half a period after the first fell silent with it, who reports later did not', () => {
  expect(course({ A: [[0, 0]], B: [[0, 5]], C: [[0, 5]] }, 10)).toEqual(['triggered silent G @10 warning [A B C]']);
  expect(course({ A: [[0, 0]], B: [[0, 6]], C: [[0, 5]] }, 10)).toEqual(['triggered silent A @10 warning']);
});

test('a gateway that took devices along gives them free when it is back, and they have as long again', () => {
  const spans = {
    G: [
      [0, 1],
      [20, 31],
    ],
    A: [
      [0, 4],
      [20, 31],
    ],
    B: [[0, 4]],
    C: [[0, 4]],
  } as const;
  expect(course(spans, 31)).toEqual([
    'triggered silent G @11 warning',
    'joined silent G @14 [A B C]',
    'cleared silent G @20 returned',
    'triggered silent B @30 warning',
    'triggered silent C @30 warning',
  ]);
});

// After a gap of 16 minutes three faded ones (36) make a silence: it is long enough at 57, and held back until 80.
test('the alert of a gateway cools down as others do', () => {
  const both = [
    [0, 4],
    [20, 21],
  ] as const;
  expect(course({ A: both, B: both, C: both }, 81, { cooldown_minutes: 60 })).toEqual([
    'triggered silent G @14 warning [A B C]',
    'cleared silent G @20 returned',
    'triggered silent G @80 warning [A B C]',
  ]);
});
