import { expect, test } from 'vitest';
import { answered } from './asking.ts';

const STUFFY = {
  alert_id: 'ALERT-1',
  rule_name: 'CO₂ high',
  device_id: 'DEV-CO2-0010',
  device_name: 'CO2 sensor 3B',
  zone_name: 'Conference Room 3B',
  building: 'NORTH',
  severity: 'warning',
  state: 'active',
  what: 'CO₂ 1300 ppm is at or above 1220 ppm.',
  triggered_at: '2026-11-22T09:55:00+01:00',
};

test('what is wrong right now is told with place, figure and since when', async () => {
  const text = await answered('What is wrong in the building right now?', [{ alerts: [STUFFY], total: 1, shelved: 2 }]);
  expect(text.split('\n')).toEqual([
    '1 alert, the worst first:',
    expect.stringMatching(/^ +Id +Severity +Alert +What +Where +Since +State$/),
    expect.stringMatching(
      /^ +ALERT-1 +warning +CO₂ high +CO₂ 1300 ppm is at or above 1220 ppm\. +CO2 sensor 3B, Conference Room 3B, NORTH +2026-11-22 09:55 +active$/,
    ),
    '  Besides: 2 shelved.',
  ]);
});

test('nothing wrong is said as such, and why nothing newer is known', async () => {
  const missing = 'There is no telemetry database yet, so there are no readings.';
  expect(await answered('critical alerts in building North', [{ alerts: [], total: 0, missing }])).toBe(
    `No critical alert is open in building North.\n${missing}`,
  );
});

test('a hand-over tells what happened and what is open, and who has it', async () => {
  const window = { start: '2026-11-22T02:05:00+01:00', end: '2026-11-22T10:05:00+01:00' };
  const figures = { alerts: 1, mean_minutes_to_acknowledge: 12 };
  const taken = { ...STUFFY, state: 'acknowledged', acknowledged_by: 'Ada' };
  const text = await answered('hand-over for the next shift', [
    { window, figures, alerts: [STUFFY], total: 1 },
    { alerts: [taken, { ...STUFFY, state: 'cleared' }], total: 2 },
  ]);
  expect(text).toContain('1 alert was raised from 2026-11-22 02:05 to 2026-11-22 10:05 (Europe/Vienna).');
  expect(text).toContain('Acknowledged after 12 min on average.');
  expect(text).toContain('1 alert open now:');
  expect(text).toContain('acknowledged, Ada');
});
