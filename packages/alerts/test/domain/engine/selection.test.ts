import { expect, test } from 'vitest';
import { selects } from '../../../src/domain/engine/selection.ts';
import { directoryOf, lines, MINUTE_MS, Play, ruleOf, sampleOf, START_MS, surroundingsOf } from './play.ts';

const at = (minutes: number) => START_MS + minutes * MINUTE_MS;
const DIRECTORY = directoryOf({
  A: { device_type: 'co2_sensor', zone_id: '3B', building: 'NORTH' },
  OFF: { device_type: 'co2_sensor', zone_id: '3B', building: 'NORTH', isInUse: false },
});

test.each([
  [{}, true, true],
  [{ device_id: 'A' }, true, false],
  [{ device_id: 'X' }, false, true],
  [{ device_type: 'co2_sensor' }, true, false],
  [{ device_type: 'smart_meter' }, false, false],
  [{ zone_id: '3B' }, true, false],
  [{ zone_id: '3A' }, false, false],
  [{ building: 'NORTH' }, true, false],
  [{ building: 'SOUTH' }, false, false],
  [{ device_type: 'co2_sensor', zone_id: '3B', building: 'SOUTH' }, false, false],
])('a rule for %j is about A: %s, and about X, whom nobody registered: %s', (selectors, isAboutA, isAboutX) => {
  const rule = ruleOf(selectors);
  expect([selects(rule, 'A', DIRECTORY), selects(rule, 'X', DIRECTORY)]).toEqual([isAboutA, isAboutX]);
  expect(selects(rule, 'OFF', DIRECTORY)).toBe(false);
});

test('what a directory no longer selects is closed, and what it selects anew is followed', () => {
  const devices = { A: { zone_id: '3B' }, B: { zone_id: '3A' } };
  const engine = new Play([ruleOf({ zone_id: '3B' })], surroundingsOf(devices));
  const hot = (minute: number) =>
    engine.readings(at(minute), ...['A', 'B'].map((device_id) => sampleOf(at(minute), 35, { device_id })));
  hot(0);
  hot(5);
  engine.tick(at(7));
  [devices.A.zone_id, devices.B.zone_id] = ['3A', '3B'];
  engine.tell({ kind: 'directory', now_ms: at(8) });
  hot(9);
  engine.tick(at(20));
  expect(lines(engine.effects)).toEqual([
    'triggered hot A @0 warning',
    'cleared hot A @8 superseded',
    'triggered hot B @9 warning',
  ]);
});

test('the alert of a gateway stays while one of its devices is selected', () => {
  const gateway = 'G';
  const devices = { A: { gateway, isInUse: true }, B: { gateway, isInUse: true }, C: { gateway, isInUse: true } };
  const rule = ruleOf({ rule_id: 'silent', condition: 'no_data', threshold: 10, device_type: 'temperature_sensor' });
  const engine = new Play([rule], surroundingsOf(devices));
  for (const device_id of Object.keys(devices)) engine.readings(at(0), sampleOf(at(0), 20, { device_id }));
  engine.tick(at(15));
  devices.A.isInUse = false;
  devices.B.isInUse = false;
  engine.tell({ kind: 'directory', now_ms: at(16) });
  expect(lines(engine.effects)).toEqual(['triggered silent G @10 warning [A B C]']);
  devices.C.isInUse = false;
  engine.tell({ kind: 'directory', now_ms: at(17) });
  expect(lines(engine.effects)).toEqual(['triggered silent G @10 warning [A B C]', 'cleared silent G @17 superseded']);
});

test('a rule that is switched on, or comes new, is about the series that are there', () => {
  const off = ruleOf({ enabled: false });
  const engine = new Play([off]);
  engine.readings(at(0), sampleOf(at(0), 35));
  engine.tick(at(5));
  engine.tell({ kind: 'rules', now_ms: at(5), rules: [{ ...off, enabled: true, version: 2 }] });
  engine.readings(at(6), sampleOf(at(6), 35));
  engine.tick(at(10));
  expect(lines(engine.effects)).toEqual(['triggered hot D @6 warning']);
});

test('a rule that is gone closes its alert, and leaves that of another rule alone', () => {
  const other = ruleOf({ rule_id: 'other' });
  const engine = new Play([ruleOf(), other]);
  engine.readings(at(0), sampleOf(at(0), 35));
  engine.tick(at(2));
  engine.tell({ kind: 'rules', now_ms: at(3), rules: [other] });
  expect(lines(engine.effects)).toEqual([
    'triggered hot D @0 warning',
    'triggered other D @0 warning',
    'cleared hot D @3 superseded',
  ]);
  expect([...engine.state.machines.keys()]).toEqual(['other\u0000D']);
});
