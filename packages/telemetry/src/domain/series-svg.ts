import { type BuildingTime, cleanText, type TimeWindow, timeTicks, valueScale } from '@nexus/models';
import type { Columns } from './columns.ts';
import { GAP_FACTOR, goodReadings, usualInterval } from './coverage.ts';
import { hundredths } from './tidy.ts';

const WIDTH = 800;
const HEIGHT = 320;
const LEFT = 70;
const RIGHT = 20;
const TOP = 76;
const BOTTOM = 30;
/** Columns of more than one reading: two pixels each. */
const MOST_COLUMNS = 350;
/** Characters of a name that fit. */
const MOST_NAME = 60;
const TIME_TICKS = 8;
const VALUE_TICKS = 6;

export interface SvgSeries {
  /** Of the device; may be any text, like metric and unit. */
  readonly name: string;
  readonly metric: string;
  readonly unit: string;
  readonly window: TimeWindow;
  readonly columns: Columns;
}

interface Point {
  readonly t_ms: number;
  readonly mean: number;
  readonly min: number;
  readonly max: number;
}

/**
 * Draws a series as a picture that stands for itself: no script, no style sheet, nothing from elsewhere.
 *
 * Good readings only. Where there are more than 350, each 350th of the window has its mean as the line, and its least and
 * greatest value as a band. The line is broken where no reading came for 2.5 usual intervals.
 *
 * @returns Well-formed XML, whatever the names hold.
 */
export function seriesSvg({ name, metric, unit, window, columns }: SvgSeries, time: BuildingTime): string {
  const good = goodReadings(columns);
  const isBand = good.value.length > MOST_COLUMNS;
  const points = isBand
    ? divided(good, window)
    : Array.from(good.value, (mean, i) => pointOf(good.timestamp_ms[i], mean));
  const title = `${cleanText(name, MOST_NAME)} · ${metric}${unit === '' ? '' : ` in ${unit}`}`;
  const [from, to] = [window.start_ms, window.end_ms].map((ms) => time.iso(ms).slice(0, 16).replace('T', ' '));
  const span = `${from} to ${to}, times of ${time.zone}`;
  const parts = [
    text(LEFT, 20, title, 'font-size="15" font-weight="bold"'),
    text(LEFT, 39, span, 'fill="#666"'),
    text(LEFT, 57, describe(points, good.value, unit, columns.n), 'fill="#666"'),
    ...(points.length === 0 ? [text(LEFT, HEIGHT / 2, 'No good readings.', 'fill="#666"')] : []),
    ...timeAxis(window, time),
    ...(points.length === 0 ? [] : plot(points, window, longestStep(good.timestamp_ms, window, isBand), isBand)),
  ];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" width="${WIDTH}" height="${HEIGHT}"` +
      ' role="img" font-family="sans-serif" font-size="12">',
    `<title>${escaped(title)}</title>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    ...parts,
    '</svg>',
    '',
  ].join('\n');
}

function describe(points: readonly Point[], values: Float64Array, unit: string, readings: number): string {
  const left = readings - values.length;
  const count = `${values.length} good readings${left === 0 ? '' : `, ${left} left out`}`;
  if (points.length === 0) return count;
  const [min, mean, max] = [
    values.reduce((least, value) => Math.min(least, value)),
    values.reduce((sum, value) => sum + value / values.length, 0),
    values.reduce((most, value) => Math.max(most, value)),
  ].map(hundredths);
  return `${count}; min ${min}, mean ${mean}, max ${max}${unit === '' ? '' : ` ${unit}`}`;
}

function divided({ timestamp_ms, value }: ReturnType<typeof goodReadings>, { start_ms, end_ms }: TimeWindow): Point[] {
  const points: Point[] = [];
  const column = (i: number) => Math.floor((((timestamp_ms[i] ?? 0) - start_ms) * MOST_COLUMNS) / (end_ms - start_ms));
  for (let from = 0; from < value.length;) {
    let to = from;
    let sum = 0;
    let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (; to < value.length && column(to) === column(from); to += 1) {
      const one = value[to] ?? 0;
      sum += one;
      min = Math.min(min, one);
      max = Math.max(max, one);
    }
    const t_ms = ((timestamp_ms[from] ?? 0) + (timestamp_ms[to - 1] ?? 0)) / 2;
    points.push({ t_ms, mean: sum / (to - from), min, max });
    from = to;
  }
  return points;
}

function pointOf(t_ms = 0, mean: number): Point {
  return { t_ms, mean, min: mean, max: mean };
}

/** A longer one breaks the line. */
function longestStep(timestamps: Float64Array, { start_ms, end_ms }: TimeWindow, isBand: boolean): number {
  const usual_ms = usualInterval(timestamps) ?? end_ms - start_ms;
  const column_ms = isBand ? (end_ms - start_ms) / MOST_COLUMNS : 0;
  return Math.max(GAP_FACTOR * usual_ms, 2 * column_ms);
}

function plot(points: readonly Point[], window: TimeWindow, longest_ms: number, isBand: boolean): string[] {
  const least = points.reduce((most, { min }) => Math.min(most, min), Number.POSITIVE_INFINITY);
  const greatest = points.reduce((most, { max }) => Math.max(most, max), Number.NEGATIVE_INFINITY);
  const scale = valueScale(least, greatest, VALUE_TICKS);
  const y = (value: number) =>
    pixel(HEIGHT - BOTTOM - ((value - scale.min) / (scale.max - scale.min)) * (HEIGHT - TOP - BOTTOM));
  const x = (ms: number) => xOf(ms, window);
  const stretches: Point[][] = [];
  for (const [i, point] of points.entries()) {
    const before = points[i - 1];
    if (!before || point.t_ms - before.t_ms > longest_ms) stretches.push([]);
    stretches.at(-1)?.push(point);
  }
  const line = (stretch: readonly Point[]) =>
    stretch.length === 1 && stretch[0]
      ? `<circle cx="${x(stretch[0].t_ms)}" cy="${y(stretch[0].mean)}" r="1.5" fill="#1f6feb"/>`
      : `<path d="M${stretch.map(({ t_ms, mean }) => `${x(t_ms)} ${y(mean)}`).join('L')}" fill="none" stroke="#1f6feb" stroke-width="1.5"/>`;
  const band = (stretch: readonly Point[]) => {
    const above = stretch.map(({ t_ms, max }) => `${x(t_ms)} ${y(max)}`);
    const below = stretch.map(({ t_ms, min }) => `${x(t_ms)} ${y(min)}`).reverse();
    return `<path d="M${[...above, ...below].join('L')}Z" fill="#9ec5fe" fill-opacity="0.6" stroke="#9ec5fe" stroke-width="1"/>`;
  };
  return [
    ...scale.ticks.flatMap((tick) => [
      `<line x1="${LEFT}" y1="${y(tick)}" x2="${WIDTH - RIGHT}" y2="${y(tick)}" stroke="#e5e5e5"/>`,
      text(LEFT - 6, y(tick) + 4, scale.label(tick), 'text-anchor="end" fill="#666"'),
    ]),
    ...(isBand ? stretches.map(band) : []),
    ...stretches.map(line),
  ];
}

function timeAxis(window: TimeWindow, time: BuildingTime): string[] {
  const bottom = HEIGHT - BOTTOM;
  return [
    `<line x1="${LEFT}" y1="${bottom}" x2="${WIDTH - RIGHT}" y2="${bottom}" stroke="#999"/>`,
    ...timeTicks(window, TIME_TICKS, time).flatMap(({ at_ms, label }) => {
      const x = xOf(at_ms, window);
      return [
        `<line x1="${x}" y1="${bottom}" x2="${x}" y2="${bottom + 5}" stroke="#999"/>`,
        text(x, bottom + 19, label, 'text-anchor="middle" fill="#666"'),
      ];
    }),
  ];
}

function xOf(ms: number, { start_ms, end_ms }: TimeWindow): number {
  return pixel(LEFT + ((ms - start_ms) / (end_ms - start_ms)) * (WIDTH - LEFT - RIGHT));
}

function pixel(exact: number): number {
  return Number(exact.toFixed(1));
}

function text(x: number, y: number, content: string, attributes: string): string {
  return `<text x="${x}" y="${y}" ${attributes}>${escaped(content)}</text>`;
}

/** Without the characters that XML cannot hold at all. */
function escaped(content: string): string {
  return content
    .replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
