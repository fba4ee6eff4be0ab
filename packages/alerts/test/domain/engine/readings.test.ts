import { expect, test } from 'vitest';
import { HOUR_MS, LATENESS_MS, lines, MINUTE_MS, Play, ruleOf, sampleOf, SKEW_MS, START_MS } from './play.ts';

const at = (minutes: number) => START_MS + minutes * MINUTE_MS;
const SILENT = ruleOf({ rule_id: 'silent', condition: 'no_data', threshold: 10 });
const bad = (minutes: number, given = {}) => sampleOf(at(minutes), Number.NaN, given);

test('readings from farther ahead than clocks differ are counted, and not believed', () => {
  const engine = new Play([ruleOf()]);
  engine.readings(at(0), sampleOf(at(0) + SKEW_MS, 35), sampleOf(at(0) + SKEW_MS + 1, 99));
  expect(engine.state.passedOver).toEqual({ late: 0, future: 1 });
  engine.tick(at(10));
  expect(engine.effects).toMatchObject([{ kind: 'triggered', value: 35 }]);
});

test('readings behind the last one of their series, or an hour behind all others, are counted as late', () => {
  const engine = new Play([ruleOf()]);
  engine.readings(at(0), sampleOf(at(0), 20));
  engine.tick(at(90) + LATENESS_MS); // the clock is at minute 90
  engine.readings(at(92), sampleOf(at(-1), 35)); // behind its own last one
  engine.readings(at(92), sampleOf(at(0), 35)); // the same instant: it has been told already
  expect(engine.state.passedOver.late).toBe(1);
  engine.readings(at(92), sampleOf(at(29), 35)); // 61 minutes behind
  expect(engine.state.passedOver.late).toBe(2);
  expect(engine.effects).toEqual([]);
  engine.readings(at(92), sampleOf(at(30), 35)); // an hour behind is not more than an hour
  expect(lines(engine.effects)).toEqual(['triggered hot D @30 warning']);
  expect(engine.state.passedOver).toEqual({ late: 2, future: 0 });
});

test('of two readings of one instant the one that arrived last counts', () => {
  const engine = new Play([ruleOf()]);
  engine.readings(at(0), sampleOf(at(0), 35), sampleOf(at(1), 20), sampleOf(at(0), 20), sampleOf(at(1), 36));
  engine.tick(at(5));
  expect(lines(engine.effects)).toEqual(['triggered hot D @1 warning']);
});

test('readings of one instant are of their own device and metric', () => {
  const engine = new Play([ruleOf(), ruleOf({ rule_id: 'damp', metric: 'humidity', threshold: 70 })]);
  const others = [{ metric: 'humidity' }, { device_id: 'E' }, { device_id: 'C', metric: 'humidity' }];
  engine.readings(at(0), sampleOf(at(0), 35), ...others.map((other) => sampleOf(at(0), 80, other)));
  engine.tick(at(5));
  expect(lines(engine.effects)).toEqual([
    'triggered damp C @0 warning',
    'triggered damp D @0 warning',
    'triggered hot D @0 warning',
    'triggered hot E @0 warning',
  ]);
});

test('a reading that is missing is no sign of life, one that is not good is', () => {
  const engine = new Play([SILENT]);
  engine.readings(at(0), sampleOf(at(0), 20));
  engine.readings(at(3), bad(3));
  engine.readings(at(6), bad(6, { isLife: false }));
  engine.tick(at(30));
  expect(lines(engine.effects)).toEqual(['triggered silent D @13 warning']);
});

test('a change is told a minute, from one good reading to the next, and the first has none', () => {
  const engine = new Play([ruleOf({ condition: 'rate_of_change', threshold: 2 })]);
  engine.readings(at(0), sampleOf(at(0), 90));
  engine.readings(at(1), bad(1));
  engine.readings(at(4), sampleOf(at(4), 98)); // 8 in four minutes
  engine.readings(at(5), sampleOf(at(5), 97)); // 1 in one
  engine.readings(at(5), sampleOf(at(5) + 30_000, 95.5)); // 1.5 in half a one
  engine.tick(at(10));
  expect(engine.effects).toMatchObject([
    { kind: 'triggered', at_ms: at(4), value: 2 },
    { kind: 'cleared', at_ms: at(5) },
    { kind: 'triggered', at_ms: at(5) + 30_000, value: 3 },
  ]);
});

/** Above the limit at these minutes; an on-delay of an hour ends where no gap was. */
function heldOver(...minutes: readonly number[]): string[] {
  const engine = new Play([ruleOf({ for_seconds: 3600 })]);
  for (const minute of minutes) engine.readings(at(minute), sampleOf(at(minute), 35));
  engine.tick(at(300));
  return lines(engine.effects);
}

test('a gap is longer than a quarter of an hour, and than three times the time between the readings before', () => {
  expect(heldOver(0, 1, 16, 31, 46, 60)).toEqual(['triggered hot D @60 warning']);
  expect(heldOver(0, 1, 17, 31, 46, 60)).toEqual([]); // 16 minutes after one: it began anew at 17
  expect(heldOver(0, 10, 40, 60)).toEqual(['triggered hot D @60 warning']); // thrice ten
  expect(heldOver(0, 10, 41, 60)).toEqual([]);
  expect(heldOver(0, 59, 60)).toEqual(['triggered hot D @60 warning']); // nobody knows yet how often it reports
});

test('of a series that was there before, its silence counts from its last reading', () => {
  const engine = new Play([SILENT], undefined, at(60));
  const series = { device_id: 'D', metric: 'temperature', last_ms: at(50), interval_ms: 5 * MINUTE_MS };
  engine.tell({ kind: 'seen', series: [series] });
  engine.tick(at(90));
  expect(lines(engine.effects)).toEqual(['triggered silent D @65 warning']); // thrice five minutes
});

test('of a series that is followed, or began just now, what is known stays', () => {
  const engine = new Play([SILENT], undefined, at(60));
  engine.readings(at(60), sampleOf(at(60), 20));
  engine.tick(at(65));
  const series = [
    { device_id: 'D', metric: 'temperature', last_ms: at(62), interval_ms: HOUR_MS },
    { device_id: 'E', metric: 'temperature', last_ms: at(64), interval_ms: HOUR_MS }, // its reading is still to be told
  ];
  engine.tell({ kind: 'seen', series });
  engine.tick(at(100));
  expect(lines(engine.effects)).toEqual(['triggered silent D @70 warning']);
  expect(engine.state.tracks.size).toBe(1);
});

test('a series is written down when there was something new of it', () => {
  const engine = new Play([SILENT]);
  engine.readings(at(0), sampleOf(at(0), 20));
  engine.tick(at(2));
  expect([...engine.state.touched.tracks]).toMatchObject([{ device_id: 'D', last_ms: at(0), good_ms: at(0) }]);
});
