import { expect, test } from 'vitest';
import { type Alert, stateOf } from '../../src/domain/alert.ts';

const NOW_MS = 1_000_000;
const ALERT: Alert = {
  alert_id: 1,
  rule_id: 'hot',
  rule_version: 1,
  rule_name: 'Too warm',
  condition: 'gt',
  metric: 'temperature',
  unit: '°C',
  device_id: 'D',
  value: 31,
  threshold: 30,
  severity: 'warning',
  is_flapping: false,
  triggered_ms: 0,
  recorded_ms: 0,
  escalation_level: 0,
};

test.each([
  [{}, 'active'],
  [{ acknowledged_ms: 5 }, 'acknowledged'],
  [{ shelved_until_ms: NOW_MS + 1 }, 'shelved'],
  [{ shelved_until_ms: NOW_MS }, 'active'], // the time is over
  [{ acknowledged_ms: 5, shelved_until_ms: NOW_MS + 1 }, 'shelved'],
  [{ acknowledged_ms: 5, shelved_until_ms: NOW_MS - 1 }, 'acknowledged'],
  [{ acknowledged_ms: 5, shelved_until_ms: NOW_MS + 1, cleared_ms: 6 }, 'cleared'],
] as const)('%j is %s', (given, state) => {
  expect(stateOf({ ...ALERT, ...given }, NOW_MS)).toBe(state);
});
