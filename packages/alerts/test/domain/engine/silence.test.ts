import { expect, test } from 'vitest';
import { line, lines, MINUTE_MS, Play, ruleOf, sampleOf, START_MS } from './play.ts';

const at = (minutes: number) => START_MS + minutes * MINUTE_MS;
const SILENT = ruleOf({ rule_id: 'silent', condition: 'no_data', threshold: 10 });

function heard(engine: Play, minutes: readonly number[], given = {}): void {
  for (const minute of minutes) engine.readings(at(minute), sampleOf(at(minute), 20, given));
}

test('each rule on silence has its own patience, and tells its alert once', () => {
  const engine = new Play([SILENT, ruleOf({ rule_id: 'long', condition: 'no_data', threshold: 20 })]);
  heard(engine, [0]);
  engine.tick(at(15));
  expect(lines(engine.effects)).toEqual(['triggered silent D @10 warning']);
  engine.tick(at(60));
  expect(lines(engine.effects)).toEqual(['triggered silent D @10 warning', 'triggered long D @20 warning']);
});

test('a rise tells the threshold that was passed and for how long it was silent', () => {
  const engine = new Play([{ ...SILENT, critical_threshold: 30 }]);
  heard(engine, [0]);
  engine.tick(at(60));
  expect(engine.effects).toMatchObject([
    { kind: 'triggered', severity: 'warning', threshold: 10, value: 10, isFlapping: false },
    { kind: 'raised', severity: 'critical', threshold: 30, value: 30 },
  ]);
});

test('of a device any metric is a sign of life, and an older reading of another one does not make it silent earlier', () => {
  const engine = new Play([{ ...SILENT, metric: 'any' }]);
  heard(engine, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  engine.tick(at(12));
  engine.readings(at(12), sampleOf(at(5), 50, { metric: 'humidity' })); // seven minutes late
  engine.tick(at(60));
  expect(lines(engine.effects)).toEqual(['triggered silent D @20 warning']);
});

test('where no rule asks for any metric, nobody counts them together', () => {
  const engine = new Play([SILENT, { ...SILENT, rule_id: 'off', metric: 'any', enabled: false }]);
  heard(engine, [0]);
  engine.tick(at(5));
  expect([...engine.state.tracks.values()]).toMatchObject([{ metric: 'temperature' }]);
});

// Both readings are of the time before the awakening at 100: they are five minutes apart, and three times that is waited.
test('how often a device reports is learnt from readings of before the awakening too', () => {
  const engine = new Play([SILENT]);
  engine.tell({ kind: 'awake', now_ms: at(100) });
  engine.readings(at(100), sampleOf(at(0), 20), sampleOf(at(5), 20));
  engine.tick(at(130));
  expect(lines(engine.effects)).toEqual(['triggered silent D @115 warning']);
});

test('after the clock was set back a silence counts from then on', () => {
  const engine = new Play([SILENT]);
  heard(engine, [300]);
  engine.tick(at(303));
  engine.tell({ kind: 'set_back', now_ms: at(6) });
  engine.tick(at(20));
  expect(lines(engine.effects)).toEqual(['triggered silent D @16 warning']);
});

test('time goes on to the newest reading and not beyond now, whoever else may still be under way', () => {
  const engine = new Play([SILENT]);
  const lateness_ms = 90_000;
  engine.readings(at(60), sampleOf(at(40), 20), sampleOf(at(39), 20));
  expect(engine.state.clock_ms).toBe(at(40) - lateness_ms);
  engine.readings(at(60), sampleOf(at(60) + 30_000, 20));
  expect(engine.state.clock_ms).toBe(at(60) - lateness_ms);
});

test('what is superseded is told in the order of rules and devices, not of their alerts', () => {
  const engine = new Play([SILENT]);
  for (const device_id of ['C', 'A', 'B']) heard(engine, [0], { device_id });
  engine.tick(at(15));
  engine.tell({ kind: 'rules', now_ms: at(20), rules: [] });
  expect(engine.effects.slice(3).map(line)).toEqual([
    'cleared silent A @20 superseded',
    'cleared silent B @20 superseded',
    'cleared silent C @20 superseded',
  ]);
});
