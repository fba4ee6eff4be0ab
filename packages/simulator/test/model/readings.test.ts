import { expect, test } from 'vitest';
import type { Fault } from '../../src/faults/fault.ts';
import type { Channel } from '../../src/model/channels.ts';
import { channelReadings, type Source } from '../../src/model/readings.ts';

const MINUTE_MS = 60_000;
/** Shows the minute at which it is asked, at 30 s past every fifth minute. */
const CLOCK: Channel = {
  metric: 'temperature',
  interval_ms: 5 * MINUTE_MS,
  phase_ms: 30_000,
  decimals: 1,
  value: (ms) => ms / MINUTE_MS,
};
const SOUND: Source = { device_id: 'D', key: 1, silent_since_ms: Number.POSITIVE_INFINITY, skew_ms: 0 };
const window = { start_ms: 0, end_ms: 15 * MINUTE_MS };

const measured = (source: Source, faults: readonly Fault[] = []) =>
  [...channelReadings(source, CLOCK, faults, window)].map(({ timestamp_ms, value, quality }) => [
    timestamp_ms / MINUTE_MS,
    value,
    quality,
  ]);
const fault = (kind: Fault['kind'], amount = 0): Fault => ({
  metric: 'temperature',
  kind,
  start_ms: 5 * MINUTE_MS,
  end_ms: 10 * MINUTE_MS,
  amount,
});

test('a sound channel is read once an interval at its own phase', () => {
  expect(measured(SOUND)).toEqual([
    [0.5, 0.5, 'good'],
    [5.5, 5.5, 'good'],
    [10.5, 10.5, 'good'],
  ]);
});

test('a clock that is 90 s ahead writes the value of 90 s ago', () => {
  expect(measured({ ...SOUND, skew_ms: 90_000 })).toEqual([
    [2, 0.5, 'good'],
    [7, 5.5, 'good'],
    [12, 10.5, 'good'],
  ]);
});

test('a device that fell silent says nothing from then on', () => {
  expect(measured({ ...SOUND, silent_since_ms: 5.5 * MINUTE_MS })).toEqual([[0.5, 0.5, 'good']]);
});

test.each<[Fault['kind'], number, unknown[][]]>([
  ['gap', 0, []],
  ['stuck', 0, [[5.5, 5, 'good']]],
  ['spike', 20, [[5.5, 25.5, 'good']]],
  ['vibration', 10, [[5.5, 12.7, 'good']]], // 5.5 + 10 × (0.6 + 0.4 × sin(0.1 π)) = 5.5 + 6 + 1.236
  ['uncertain_quality', 2, [[5.5, 7.5, 'uncertain']]],
  ['bad_quality', -40, [[5.5, -40, 'bad']]],
  ['missing_value', 0, [[5.5, null, 'missing']]],
  ['meter_glitch', 0, [[5.5, 0, 'good']]],
  [
    'duplicate',
    0,
    [
      [5.5, 5.5, 'good'],
      [5.5, 5.5, 'good'],
    ],
  ],
])('a fault of kind %s changes the readings of its time only', (kind, amount, changed) => {
  expect(measured(SOUND, [fault(kind, amount)])).toEqual([[0.5, 0.5, 'good'], ...changed, [10.5, 10.5, 'good']]);
});
