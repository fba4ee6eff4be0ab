import fc from 'fast-check';
import { expect, test } from 'vitest';
import { timeTicks, valueScale } from '../src/axis-ticks.ts';
import { BuildingTime } from '../src/time.ts';

const vienna = new BuildingTime({ zone: 'Europe/Vienna' });
const labels = (start: string, end: string, most: number) =>
  timeTicks({ start_ms: Date.parse(start), end_ms: Date.parse(end) }, most, vienna).map(({ label }) => label);

test.each([
  ['an hour', '2026-06-01T10:07:00+02:00', '2026-06-01T11:07:00+02:00', ['10:15', '10:30', '10:45', '11:00']],
  ['a day', '2026-06-01T14:00:00+02:00', '2026-06-02T14:00:00+02:00', ['18:00', '06-02', '06:00', '12:00']],
  ['four days', '2026-06-01T12:00:00+02:00', '2026-06-05T12:00:00+02:00', ['06-02', '06-03', '06-04', '06-05']],
  ['four months', '2026-05-31T12:00:00Z', '2026-09-30T12:00:00Z', ['2026-06', '2026-07', '2026-08', '2026-09']],
])('%s has round local times', (_, start, end, expected) => {
  expect(labels(start, end, 5)).toEqual(expected);
});

test('the day on which the clocks go forward has no 2 in the morning', () => {
  expect(labels('2026-03-29T00:00:00+01:00', '2026-03-29T05:00:00+02:00', 4)).toEqual([
    '03-29',
    '01:00',
    '03:00',
    '04:00',
  ]);
});

test('values have a scale of round numbers', () => {
  const { ticks, label } = valueScale(418, 886, 4);
  // 468 over three steps is 156, so the step is 200.
  expect(ticks).toEqual([400, 600, 800, 1000]);
  expect(valueScale(21.43, 21.52, 4).ticks.map(valueScale(21.43, 21.52, 4).label)).toEqual([
    '21.40',
    '21.45',
    '21.50',
    '21.55',
  ]);
  expect(ticks.map(label)).toEqual(['400', '600', '800', '1000']);
});

test('equal values lie in the middle of their scale', () => {
  const { min, max } = valueScale(21, 21, 3);
  expect((min + max) / 2).toBeCloseTo(21, 4);
  expect(valueScale(0, 0, 3)).toMatchObject({ min: -0.5, max: 0.5 });
});

test('whatever the values are, they lie within their scale, and its ticks ascend', () => {
  const value = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e300, max: 1e300 });
  fc.assert(
    fc.property(value, value, fc.integer({ min: 2, max: 12 }), (a, b, most) => {
      const [least, greatest] = [Math.min(a, b), Math.max(a, b)];
      const { min, max, ticks } = valueScale(least, greatest, most);
      const slack = 1e-9 * Math.max(Math.abs(least), Math.abs(greatest), 1e-99);
      expect(min - slack).toBeLessThanOrEqual(least);
      expect(max + slack).toBeGreaterThanOrEqual(greatest);
      expect(max).toBeGreaterThan(min);
      expect(ticks.length).toBeLessThanOrEqual(2 * most + 2);
    }),
  );
});
