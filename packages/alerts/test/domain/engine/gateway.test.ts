import { expect, test } from 'vitest';
import { LATENESS_MS, line, lines, MINUTE_MS, Play, ruleOf, sampleOf, START_MS, surroundingsOf } from './play.ts';

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

// D reports for the first time at 12, B and C fell silent less than a period before that, A earlier.
test('who falls silent later joins those behind the gateway, and all of them are given free', () => {
  const spans = {
    A: [[0, 0]],
    B: [
      [0, 5],
      [25, 36],
    ],
    C: [[0, 5]],
    D: [[12, 12]],
  } as const;
  expect(course(spans, 36)).toEqual([
    'triggered silent G @10 warning [A B C]',
    'joined silent G @22 [A B C D]',
    'cleared silent G @25 returned',
    'triggered silent A @35 warning',
    'triggered silent C @35 warning',
    'triggered silent D @35 warning',
  ]);
});

test('a device that has an alert of its own is not behind the gateway, and its return does not end that silence', () => {
  const spans = {
    A: [[0, 8]],
    B: [[0, 8]],
    D: [[0, 8]],
    C: [
      [0, 0],
      [25, 30],
    ],
  } as const;
  expect(course(spans, 30)).toEqual([
    'triggered silent C @10 warning',
    'triggered silent G @18 warning [A B D]', // although C fell silent within the same ten minutes
    'cleared silent C @25 returned',
  ]);
});

// C reports every ten minutes, and so is silent after thirty; the others fall silent at 30 and are due at 40.
test('who fell silent a whole period before the first one is due with it, and who did before that is not', () => {
  const everyTen = [
    [0, 0],
    [10, 10],
    [20, 20],
  ] as const;
  expect(course({ A: [[0, 30]], B: [[0, 30]], D: [[0, 30]], C: everyTen }, 45)).toEqual([
    'triggered silent G @40 warning [A B C D]',
  ]);
  expect(course({ A: [[0, 31]], B: [[0, 31]], D: [[0, 31]], C: everyTen }, 45)).toEqual([
    'triggered silent G @41 warning [A B D]',
  ]);
});

/** A, B and C behind G fell silent at 0 and are one alert since 10. */
function silentGateway() {
  const devices: Record<string, { gateway: string }> = {
    A: { gateway: 'G' },
    B: { gateway: 'G' },
    C: { gateway: 'G' },
  };
  const engine = new Play([SILENT], surroundingsOf(devices));
  for (const device_id of ['A', 'B', 'C']) engine.readings(at(0), sampleOf(at(0), 20, { device_id }));
  engine.tick(at(12));
  return { devices, engine, triggered: 'triggered silent G @10 warning [A B C]' };
}

test('a device that was taken from the registry, or put behind another gateway, does not end the silence of the old one', () => {
  const { devices, engine, triggered } = silentGateway();
  delete devices['A'];
  devices['B'] = { gateway: 'H' };
  engine.tell({ kind: 'directory', now_ms: at(13) });
  engine.readings(at(14), ...['A', 'B'].map((device_id) => sampleOf(at(14), 20, { device_id })));
  engine.tick(at(16));
  expect(lines(engine.effects)).toEqual([triggered]);
  engine.readings(at(17), sampleOf(at(17), 20, { device_id: 'C' }));
  engine.tick(at(20));
  expect(lines(engine.effects)).toEqual([triggered, 'cleared silent G @17 returned']);
});

test('an edit of the rule closes the alert of a gateway, and the new version finds the silence again', () => {
  const { engine, triggered } = silentGateway();
  engine.tell({ kind: 'rules', now_ms: at(15), rules: [{ ...SILENT, version: 2, severity: 'critical' }] });
  engine.tick(at(17));
  expect(engine.effects.map(line)).toEqual([
    triggered,
    'cleared silent G @15 superseded',
    'triggered silent G @10 critical [A B C]', // by the time at which it was due
  ]);
});

test('of one device that fell silent alone nothing is remembered but its own alert', () => {
  const engine = new Play([SILENT], surroundingsOf({ A: { gateway: 'G' } }));
  engine.readings(at(0), sampleOf(at(0), 20, { device_id: 'A' }));
  engine.tick(at(12));
  expect(lines(engine.effects)).toEqual(['triggered silent A @10 warning']);
  expect([...engine.state.machines.keys()]).toEqual(['silent\u0000A']);
  engine.readings(at(13), sampleOf(at(13), 20, { device_id: 'A' }));
  engine.readings(at(14), sampleOf(at(14), 20, { device_id: 'A' }));
  engine.tick(at(16));
  expect(engine.state.machines.size).toBe(0);
});
