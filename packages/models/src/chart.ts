import { plot } from 'simple-ascii-chart';
import { timeTicks, valueScale } from './axis-ticks.ts';
import { type ChartColumn, chartColumns, type ChartPoint } from './chart-columns.ts';
import { cleanText } from './text.ts';
import type { TimeWindow } from './time-window.ts';
import type { BuildingTime } from './time.ts';

export type { ChartPoint } from './chart-columns.ts';

/** One series over a window, with what is said about it. */
export interface SeriesChart {
  /** Of the device, which may be any text. */
  readonly name: string;
  readonly metric: string;
  readonly unit: string;
  readonly window: TimeWindow;
  /** Good readings, ascending. */
  readonly points: readonly ChartPoint[];
  /** Known silences, where points are buckets. */
  readonly gaps?: readonly TimeWindow[] | undefined;
  readonly summary: {
    readonly count: number;
    /** Absent, like the others, without a good reading. */
    readonly min?: number | undefined;
    readonly mean?: number | undefined;
    readonly max?: number | undefined;
    readonly coverage_pct: number;
    /** Readings by quality that are not good, and not drawn. */
    readonly left_out?: Readonly<Record<string, number>> | undefined;
  };
}

export interface ChartStyle {
  /** Characters of a line. */
  readonly width: number;
  /** Lines of the plot itself. */
  readonly height: number;
  /** Only characters of ASCII. */
  readonly ascii: boolean;
  /** Colours the mean. */
  readonly paint: (symbol: string) => string;
}

export const CHART_WIDTH = { least: 40, most: 400 } as const;
export const CHART_HEIGHT = { least: 4, usual: 12, most: 100 } as const;

const MOST_NAME = 80;
const MARGIN = 2;
/** Of a value at the axis: a date at its foot is centred, and needs so much. */
const LEAST_LABEL = 3;
const CHARACTERS_A_TICK = 10;
const LINES_A_TICK = 3;

/** Draws a series for a terminal: its mean in each column, the band from min to max, and nothing where there is a gap. */
export function drawChart(chart: SeriesChart, style: ChartStyle, time: BuildingTime): string {
  const { window, summary } = chart;
  const [name, metric, unit] = [chart.name, chart.metric, chart.unit].map((one) => cleanText(one, MOST_NAME));
  const span = [window.start_ms, window.end_ms].map((ms) => time.iso(ms).slice(0, 16).replace('T', ' '));
  const head = [name, `${metric}${unit === '' ? '' : ` in ${unit}`}, ${span.join(' to ')}`];
  const body =
    chart.points.length === 0 ? ['', 'No good readings in this window.', ''] : ['', ...plotted(chart, style, time), ''];
  const left = Object.entries(summary.left_out ?? {}).map(([quality, count]) => `${count} ${quality}`);
  const amount = (value = Number.NaN) => `${Number(value.toPrecision(6))}${unit === '' ? '' : ` ${unit}`}`;
  const foot = [
    ...(summary.mean === undefined
      ? []
      : [`min ${amount(summary.min)}   mean ${amount(summary.mean)}   max ${amount(summary.max)}`]),
    `${summary.count} good readings, ${summary.coverage_pct} % covered` +
      (left.length === 0 ? '' : `; left out: ${left.join(', ')}`),
  ];
  const lines = [...head, ...body, ...foot].join('\n');
  return style.ascii ? asciiOf(lines) : lines;
}

function plotted({ points, window, gaps }: SeriesChart, style: ChartStyle, time: BuildingTime): string[] {
  const { width, height, ascii, paint } = style;
  const least = points.reduce((most, { min }) => Math.min(most, min), Number.POSITIVE_INFINITY);
  const greatest = points.reduce((most, { max }) => Math.max(most, max), Number.NEGATIVE_INFINITY);
  const scale = valueScale(least, greatest, Math.max(2, Math.floor(height / LINES_A_TICK)));
  const labels = Math.max(LEAST_LABEL, ...scale.ticks.map((tick) => scale.label(tick).length));
  const columns = chartColumns(points, window, width - labels - MARGIN, gaps);
  const symbols = ascii ? { mean: '*', band: '|' } : { mean: '•', band: '│' };
  const ticks = ticksByColumn(window, columns.length, time);
  const text = plot(
    columns.map((column, x): [number, number] => [x, column?.mean ?? scale.min]),
    {
      width: columns.length,
      height,
      yRange: [scale.min, scale.max],
      customYAxisTicks: [...scale.ticks],
      customXAxisTicks: [...ticks.keys()],
      formatter: (value, { axis }) => (axis === 'y' ? scale.label(value).padStart(labels) : (ticks.get(value) ?? '')),
      lineFormatter: ({ x, plotX }) =>
        marks(columns[x], scale, height).map(({ row, isMean }) => ({
          x: plotX,
          y: row + 1,
          symbol: isMean ? paint(symbols.mean) : symbols.band,
        })),
      ...(ascii ? { symbols: { axis: { n: '^', ns: '|', y: '+', nse: '+', x: '+', we: '-', e: '>' } } } : {}),
    },
  );
  const lines = text.split('\n').map((line) => line.trimEnd());
  return [...lines.filter((line) => line !== ''), legend(columns, symbols, window, time)];
}

/** Rows from the top, of the band and of the mean in it. */
function marks(column: ChartColumn | undefined, scale: { min: number; max: number }, height: number) {
  if (!column) return [];
  const row = (value: number) =>
    height - 1 - Math.round(((value - scale.min) / (scale.max - scale.min)) * (height - 1));
  const [top, mean, bottom] = [row(column.max), row(column.mean), row(column.min)];
  return Array.from({ length: bottom - top + 1 }, (_, i) => ({ row: top + i, isMean: top + i === mean }));
}

function ticksByColumn(window: TimeWindow, columns: number, time: BuildingTime): Map<number, string> {
  const most = Math.floor(columns / CHARACTERS_A_TICK);
  const span_ms = window.end_ms - window.start_ms;
  return new Map(
    timeTicks(window, most, time).flatMap(({ at_ms, label }): [number, string][] => {
      const column = Math.floor(((at_ms - window.start_ms) * columns) / span_ms);
      // A label that does not fit would be cut, and be another time.
      return column + label.length > columns ? [] : [[column, label]];
    }),
  );
}

function legend(
  columns: readonly (ChartColumn | undefined)[],
  { mean, band }: { mean: string; band: string },
  window: TimeWindow,
  time: BuildingTime,
): string {
  const seconds = (window.end_ms - window.start_ms) / columns.length / 1000;
  const length = seconds < 90 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`;
  return `${mean} mean, ${band} min to max of about ${length}; times of ${time.zone}`;
}

/** `°C` is `degC`, `µg/m³` is `ug/m3`, and what has no like is `?`. */
function asciiOf(text: string): string {
  return text
    .replaceAll('°', 'deg')
    .replaceAll(/[µμ]/g, 'u')
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/\P{ASCII}/gu, '?');
}
