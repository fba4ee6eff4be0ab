import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { codePoint } from '../../../tools/code-points.ts';
import { type ChartPoint, drawChart, type SeriesChart } from '../src/chart.ts';
import { chartColumns } from '../src/chart-columns.ts';
import { BuildingTime } from '../src/time.ts';

const START_MS = Date.parse('2026-06-01T00:00:00+02:00');
const HOUR_MS = 3_600_000;
const window = { start_ms: START_MS, end_ms: START_MS + 24 * HOUR_MS };
const time = new BuildingTime({ zone: 'Europe/Vienna' });
const FIGURES = { count: 24, min: 20, mean: 21.5, max: 23, coverage_pct: 100 };
const plain = { width: 60, height: 6, ascii: false, paint: (symbol: string) => symbol };

function hourly(values: readonly (number | undefined)[]): ChartPoint[] {
  return values.flatMap((value, hour) =>
    value === undefined ? [] : [{ t_ms: START_MS + hour * HOUR_MS, mean: value, min: value, max: value, n: 1 }],
  );
}

function chartOf(points: readonly ChartPoint[], more: Partial<SeriesChart> = {}): SeriesChart {
  return { name: 'Office', metric: 'temperature', unit: '°C', window, points, summary: FIGURES, ...more };
}

test('draws a day with its unit, window, local times and figures', () => {
  const values = Array.from({ length: 24 }, (_, hour) => (hour < 12 ? 20 : 23));
  expect(drawChart(chartOf(hourly(values), { summary: { ...FIGURES, left_out: { bad: 2 } } }), plain, time)).toBe(
    `Office
temperature in °C, 2026-06-01 00:00 to 2026-06-02 00:00

   ▲
 25┤
   │
   │                           ••••••••••••••••••••••••••••
   │
   │
 20┤•••••••••••••••••••••••••••
   └┬────────────┬─────────────┬─────────────┬─────────────▶
06-01        06:00         12:00         18:00
• mean, │ min to max of about 26 min; times of Europe/Vienna

min 20 °C   mean 21.5 °C   max 23 °C
24 good readings, 100 % covered; left out: 2 bad`,
  );
});

test('where no reading came nothing is drawn', () => {
  const points = hourly(Array.from({ length: 24 }, (_, hour) => (hour >= 8 && hour < 16 ? undefined : 20)));
  const columns = chartColumns(points, window, 24);
  // The reading of 7:00 holds for its hour.
  expect(columns.map((column) => (column ? 'x' : '.')).join('')).toBe('xxxxxxxx........xxxxxxxx');
});

test('a window without a good reading is said to have none', () => {
  const summary = { count: 0, coverage_pct: 0 };
  expect(drawChart(chartOf([], { summary }), plain, time)).toContain('No good readings in this window.');
});

test('a single reading and equal ones can be drawn', () => {
  for (const values of [[21], [21, 21, 21], [0, 0], [-1e300, 1e300], [1e-9, 2e-9]]) {
    expect(drawChart(chartOf(hourly(values)), plain, time)).toContain('•');
  }
});

test('the extremes are always in a column, however many readings there are', () => {
  const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 300 });
  fc.assert(
    fc.property(values, fc.integer({ min: 1, max: 100 }), (given, count) => {
      const step_ms = (24 * HOUR_MS) / given.length;
      const points = given.map((value, i) => ({
        t_ms: START_MS + i * step_ms,
        mean: value,
        min: value,
        max: value,
        n: 1,
      }));
      const columns = chartColumns(points, window, count).flatMap((column) => column ?? []);
      expect(Math.max(...columns.map(({ max }) => max))).toBe(Math.max(...given));
      expect(Math.min(...columns.map(({ min }) => min))).toBe(Math.min(...given));
      for (const { min, mean, max } of columns) {
        expect(mean).toBeGreaterThanOrEqual(min - 1e-6);
        expect(mean).toBeLessThanOrEqual(max + 1e-6);
      }
    }),
  );
});

test('no line of the plot is wider than asked for, and plain ASCII is plain ASCII, whatever the names are', () => {
  const values = fc.array(fc.double({ min: -1e9, max: 1e9, noNaN: true }), { minLength: 1, maxLength: 24 });
  fc.assert(
    fc.property(values, fc.string({ unit: codePoint }), fc.integer({ min: 40, max: 200 }), (given, name, width) => {
      const drawn = drawChart(chartOf(hourly(given), { name }), { ...plain, width, ascii: true }, time);
      expect(drawn).toMatch(/^[\n\x20-\x7e]*$/);
      const plot = drawn.split('\n').filter((line) => /^\s*[-\d.e+]*[|+^]/.test(line));
      expect(plot.length).toBeGreaterThanOrEqual(6);
      for (const line of plot) expect(line.length).toBeLessThanOrEqual(width);
    }),
  );
});

test('what a name tells a terminal to do is left out, and only the mean is coloured', () => {
  const name = '\u001b]0;owned\u0007\u001b[2JOffice\n';
  const drawn = drawChart(
    chartOf(hourly([20, 23]), { name }),
    { ...plain, paint: (symbol) => `\u001b[36m${symbol}\u001b[39m` },
    time,
  );
  expect(drawn.replaceAll('\u001b[36m•\u001b[39m', '•')).toBe(stripVTControlCharacters(drawn));
  expect(drawn.split('\n')[1]).toMatch(/^temperature/);
});
