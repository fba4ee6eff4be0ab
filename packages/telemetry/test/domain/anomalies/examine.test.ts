import { describe, expect, test } from 'vitest';
import { QUALITIES } from '../../../src/domain/columns.ts';
import { concludeSeries } from '../../../src/domain/anomalies/conclude.ts';
import { examineSeries } from '../../../src/domain/anomalies/examine.ts';
import { watchOf } from '../../../src/domain/anomalies/limits.ts';
import { LocalClock } from '../../../src/domain/anomalies/local-clock.ts';
import { peerGrid } from '../../../src/domain/anomalies/peer-course.ts';
import { MINUTE_MS, NOW_MS, time } from '../../building.ts';

const STEP_MS = 5 * MINUTE_MS;
const clock = new LocalClock(time);

type Row = readonly [value: number, quality?: (typeof QUALITIES)[number]] | undefined;

/** Readings every five minutes up to now, `undefined` for one that did not come; the last `inside` steps are the window. */
function examine(rows: readonly Row[], metric: string, device_type: string, inside: number, z_threshold = 3) {
  const start_ms = NOW_MS - rows.length * STEP_MS;
  const present = rows.flatMap((row, i) => (row ? [{ row, at_ms: start_ms + i * STEP_MS }] : []));
  const columns = {
    n: present.length,
    timestamp_ms: Float64Array.from(present, ({ at_ms }) => at_ms),
    value: Float64Array.from(present, ({ row }) => row[0]),
    quality: Uint8Array.from(present, ({ row }) => QUALITIES.indexOf(row[1] ?? 'good')),
  };
  const window = { start_ms: NOW_MS - inside * STEP_MS, end_ms: NOW_MS };
  const series = { unit: 'mm/s', watch: watchOf(metric, device_type) };
  const examination = { window, z_threshold, now_ms: NOW_MS, clock, grid: peerGrid({ start_ms, end_ms: NOW_MS }) };
  const examined = examineSeries({ ...series, columns }, examination);
  const { left_out, isNew } = examined;
  return {
    episodes: concludeSeries(series, examined, examination),
    examined: examined.examined,
    left_out,
    isNew,
  };
}

/** 9 and 11 by turns: mean 10, standard deviation 1. */
const steady = (n: number): Row[] => Array.from({ length: n }, (_, i) => [i % 2 === 0 ? 9 : 11]);
const atStep = (rows: number, step: number) => NOW_MS - (rows - step) * STEP_MS;

describe('episodes', () => {
  test('a spike of known z is one episode that says its numbers', () => {
    const { episodes, examined } = examine([...steady(200), [14], ...steady(9)], 'pressure_pa', 'x', 20);
    expect(episodes).toEqual([
      {
        start_ms: atStep(210, 200),
        end_ms: atStep(210, 200),
        peak_value: 14,
        // z / threshold = 4/3, and (4/3)² of (4/3)² + 1 is 16/25.
        score: 0.64,
        methods: ['z_score'],
        severity: 'info',
        why: '14 mm/s is 4 standard deviations from the mean of 10 mm/s.',
      },
    ]);
    expect(examined).toBe(20);
  });

  test('the same spike is none at a threshold of 5, nor where values follow people', () => {
    const rows: Row[] = [...steady(200), [14], ...steady(9)];
    expect(examine(rows, 'pressure_pa', 'x', 20, 5).episodes).toEqual([]);
    expect(examine(rows, 'power_kw', 'x', 20).episodes).toEqual([]);
  });

  test('one fault is one episode, though it falls back for a moment', () => {
    const fault: Row[] = [[20], [21], [10], [22], [19]];
    const { episodes } = examine([...steady(200), ...fault, ...steady(9)], 'pressure_pa', 'x', 20);
    expect(episodes).toMatchObject([{ start_ms: atStep(214, 200), end_ms: atStep(214, 204), severity: 'warning' }]);
  });

  test('a deviation that stays near the bound in between is one episode, and two where it was over', () => {
    // The mean is 10 and the deviation about 1: 13.5 is beyond 3 deviations, 12.7 beyond three quarters of them, 11 within.
    const near = Array.from({ length: 12 }, (): Row => [12.7]);
    const calm = Array.from({ length: 12 }, (): Row => [11]);
    const told = (between: Row[]) =>
      examine([...steady(400), [13.5], ...between, [13.7], ...steady(9)], 'pressure_pa', 'x', 30).episodes;
    expect(told(near).map(({ start_ms, end_ms }) => [start_ms, end_ms])).toEqual([
      [atStep(423, 400), atStep(423, 413)],
    ]);
    expect(told(calm)).toHaveLength(2);
  });

  test('two faults half a day apart are two episodes', () => {
    const { episodes } = examine([...steady(200), [20], ...steady(143), [22], ...steady(9)], 'pressure_pa', 'x', 160);
    expect(episodes.map(({ start_ms }) => start_ms)).toEqual([atStep(354, 200), atStep(354, 344)]);
  });

  test('what was anomalous before the window is not told again', () => {
    expect(examine([...steady(200), [20], ...steady(30)], 'pressure_pa', 'x', 20).episodes).toEqual([]);
  });

  test('a constant series raises nothing', () => {
    const { episodes } = examine(
      Array.from({ length: 500 }, (): Row => [21]),
      'temperature',
      'temperature_sensor',
      288,
    );
    expect(episodes).toEqual([]);
  });

  test('a limit is told with its source, the worse one as critical', () => {
    const rows: Row[] = [[2], [7.1], [7.5], [9.2], [3]];
    const { episodes, isNew } = examine(rows, 'vibration_mms', 'hvac_controller', 5);
    expect(episodes).toEqual([
      {
        start_ms: atStep(5, 1),
        end_ms: atStep(5, 3),
        peak_value: 9.2,
        // From 7.1 to 9 the strength goes from 1 to 3; at 9.2 it is 1 + 2 × 2.1/1.9 = 3.2105.
        score: expect.closeTo(3.2105 ** 2 / (3.2105 ** 2 + 1), 4) as number,
        methods: ['threshold'],
        severity: 'critical',
        why:
          '9.2 mm/s is above the limit of 9 mm/s from ISO 14694, fans of category BV-3 on a rigid mounting, ' +
          'alarm and shutdown.',
      },
    ]);
    expect(isNew).toBe(true);
  });

  test('a jump that no room makes is a sudden change', () => {
    const { episodes } = examine([[21], [21.5], [28], [28.1]], 'temperature', 'temperature_sensor', 4);
    expect(episodes).toMatchObject([
      {
        methods: ['rate_of_change'],
        why: 'It rose by 6.5 mm/s in 5 min; the limit is 6 mm/s in 15 min from NexusIoT default.',
      },
    ]);
  });

  test('the peak of a jump there and back is what it jumped to', () => {
    const { episodes } = examine([[21], [28], [28.1], [20]], 'temperature', 'temperature_sensor', 4);
    expect(episodes).toMatchObject([
      { peak_value: 28, why: 'It rose by 7 mm/s in 5 min; the limit is 6 mm/s in 15 min from NexusIoT default.' },
    ]);
  });

  test('a dip peaks at its lowest value, and the sentence is about that', () => {
    const { episodes } = examine([...steady(200), [4], [2], [3], ...steady(9)], 'pressure_pa', 'x', 20);
    expect(episodes).toMatchObject([{ peak_value: 2, why: expect.stringMatching(/^2 mm\/s is/) as string }]);
  });

  test('a stuck sensor is told from where it got stuck', () => {
    const moving = Array.from({ length: 200 }, (_, i): Row => [21 + (i % 5) / 10]);
    const stuck = Array.from({ length: 24 }, (): Row => [21]);
    const { episodes } = examine([...moving, ...stuck], 'temperature', 'temperature_sensor', 100);
    // The 200 readings before changed each time; of 24 equal ones the first is a change, and about 24 were due.
    expect(episodes).toEqual([
      expect.objectContaining({
        start_ms: atStep(224, 200),
        end_ms: atStep(224, 223),
        methods: ['flatline'],
        severity: 'warning',
        why: 'It stood at 21 mm/s for 24 readings (115 min), in which about 24 changes were due.',
      }),
    ]);
  });

  test('a count of people that stands still is told of no sensor that has no peers', () => {
    const moving = Array.from({ length: 200 }, (_, i): Row => [i % 5]);
    const still = Array.from({ length: 60 }, (): Row => [3]);
    expect(examine([...moving, ...still], 'occupancy_count', 'occupancy_sensor', 100).episodes).toEqual([]);
  });

  test('a silence of six intervals and more is a gap, also one that goes on', () => {
    const none = (n: number): Row[] => Array.from({ length: n });
    // From the reading before the silence to the one after it, there are n + 1 intervals.
    const rows = [...steady(100), ...none(4), ...steady(100), ...none(5), ...steady(10), ...none(12)];
    const { episodes } = examine(rows, 'pressure_pa', 'x', rows.length);
    expect(episodes.map(({ methods, why }) => [methods, why])).toEqual([
      [['gap'], 'No reading for 30 min; one comes every 5 min.'],
      [['gap'], 'No reading for 65 min; one comes every 5 min.'],
    ]);
    expect(episodes[1]?.end_ms).toBe(NOW_MS);
  });

  test('readings that are not good are left out and counted', () => {
    const rows: Row[] = [...steady(200), [99, 'bad'], [98, 'uncertain'], [Number.NaN, 'missing'], ...steady(7)];
    expect(examine(rows, 'pressure_pa', 'x', 10)).toEqual({
      episodes: [],
      examined: 7,
      left_out: 3,
      isNew: true,
    });
  });
});
