import { expect, test } from 'vitest';
import { lines, MINUTE_MS, Play, ruleOf, sampleOf, START_MS } from './play.ts';

const at = (minutes: number) => START_MS + minutes * MINUTE_MS;

/** An engine that was told these values, one a minute. */
function told(given: object, values: readonly number[], more: readonly object[] = []): Play {
  const engine = new Play([ruleOf(given), ...more.map((one) => ruleOf(one))]);
  values.forEach((value, minute) => engine.readings(at(minute), sampleOf(at(minute), value)));
  engine.tick(at(values.length + 5));
  return engine;
}

test('an alert tells the threshold that was passed', () => {
  expect(told({ critical_threshold: 40 }, [31, 41, 20, 42]).effects).toMatchObject([
    { kind: 'triggered', severity: 'warning', threshold: 30, value: 31 },
    { kind: 'raised', severity: 'critical', threshold: 40, value: 41 },
    { kind: 'cleared' },
    { kind: 'triggered', severity: 'critical', threshold: 40, value: 42 },
  ]);
});

test('an alert on change stays open where the change cannot be told', () => {
  const engine = new Play([ruleOf({ condition: 'rate_of_change', threshold: 2 })]);
  for (const [minute, value] of [
    [0, 20],
    [1, 21],
    [2, 24],
    [40, 24],
  ] as const) {
    engine.readings(at(minute), sampleOf(at(minute), value));
  }
  engine.tick(at(45));
  expect(lines(engine.effects)).toEqual(['triggered hot D @2 warning']); // over the gap nobody knows
  engine.readings(at(46), sampleOf(at(46), 24));
  engine.tick(at(50));
  expect(lines(engine.effects)).toEqual(['triggered hot D @2 warning', 'cleared hot D @46 returned']);
});

test('an alert is flapping if three were raised less than an hour before, and not at the hour', () => {
  const course = (last: number) => {
    const engine = new Play([ruleOf()]);
    const values = [
      [0, 31],
      [1, 20],
      [20, 31],
      [21, 20],
      [40, 31],
      [41, 20],
      [last, 31],
    ] as const;
    for (const [minute, value] of values) engine.readings(at(minute), sampleOf(at(minute), value));
    engine.tick(at(70));
    return lines(engine.effects).at(-1);
  };
  expect(course(59)).toBe('triggered hot D @59 warning flapping');
  expect(course(60)).toBe('triggered hot D @60 warning');
});

test('of a rule that is quiet, and has cooled down, nothing is kept', () => {
  expect(told({}, [20, 21]).state.machines.size).toBe(0);
  expect(told({ for_seconds: 300 }, [20, 31]).state.machines.size).toBe(1); // the delay has begun
  const { state } = told({ cooldown_minutes: 70 }, [31, ...Array.from({ length: 70 }, () => 20)]);
  expect(state.machines.size).toBe(1); // cleared at 1, cools down until 71
  expect(told({ cooldown_minutes: 70 }, [31, ...Array.from({ length: 71 }, () => 20)]).state.machines.size).toBe(0);
  // Whether it flaps is known for an hour.
  expect(told({}, [31, ...Array.from({ length: 59 }, () => 20)]).state.machines.size).toBe(1);
  expect(told({}, [31, ...Array.from({ length: 60 }, () => 20)]).state.machines.size).toBe(0);
});

test('mean and variance are kept only where a rule asks for anomalies', () => {
  const baselines = (engine: Play) => [...engine.state.tracks.values()].map(({ baseline }) => baseline?.n);
  expect(baselines(told({}, [20, 21]))).toEqual([undefined]);
  expect(baselines(told({}, [20, 21], [{ rule_id: 'odd', condition: 'anomaly', threshold: 4 }]))).toEqual([2]);
});

test('rules whose ids run together to the same are not taken for each other', () => {
  const ids = { D: ['a', 'bc'], E: ['ab', 'c'] };
  const rules = Object.entries(ids).flatMap(([device_id, some]) =>
    some.map((rule_id) => ruleOf({ rule_id, device_id })),
  );
  const engine = new Play(rules);
  for (const device_id of ['D', 'E']) engine.readings(at(0), sampleOf(at(0), 31, { device_id }));
  engine.tick(at(5));
  expect(lines(engine.effects)).toEqual([
    'triggered a D @0 warning',
    'triggered ab E @0 warning',
    'triggered bc D @0 warning',
    'triggered c E @0 warning',
  ]);
});

test('series with the same rules share them', () => {
  const engine = new Play([ruleOf()]);
  for (const device_id of ['D', 'E']) engine.readings(at(0), sampleOf(at(0), 20, { device_id }));
  engine.tick(at(5));
  const [one, other] = [...engine.state.tracks.values()];
  expect(one?.plan).toBeDefined();
  expect(one?.plan).toBe(other?.plan);
});
