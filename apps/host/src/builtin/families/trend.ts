import * as z from 'zod';
import { type BuildingTime, cleanText } from '@nexus/models';
import { family, type Family } from '../family.ts';
import type { Sentence } from '../language/sentence.ts';
import type { Span } from '../language/span.ts';
import { faultsOf, isNotFound, resultsOf, type Outcome, type ToolRequest } from '../outcome.ts';
import { amount, metricLabel, percent, plural } from '../present/amount.ts';
import { placeText, sensorName } from '../present/reading.ts';
import { localTime, windowText } from '../present/window.ts';
import { latest, otherKind, sensorsOf, type Subject, subjectOf, windowArguments } from '../subject.ts';
import { Snapshot, Window } from '../wire.ts';

interface Ask {
  readonly subject: Subject;
  readonly metric: string;
  readonly span: Span | undefined;
}

const Point = z.object({
  t: z.string(),
  v: z.number().optional(),
  q: z.string().optional(),
  mean: z.number().optional(),
  min: z.number().optional(),
  max: z.number().optional(),
});

const TimeSeries = z.object({
  metric: z.string(),
  unit: z.string(),
  window: Window,
  bucket: z
    .string()
    .transform((text) => cleanText(text, 20))
    .optional(),
  source_points: z.number(),
  coverage_pct: z.number().optional(),
  points: z.array(Point),
  gaps: z.array(Window).optional(),
  readings_exist: Window.optional(),
});
type TimeSeries = z.infer<typeof TimeSeries>;

const POINTS = 96;
/** As many samples as the tool gives without putting them into buckets. */
const CLOSE_UP_POINTS = 280;

function ask(sentence: Sentence): Ask | undefined {
  const subject = subjectOf(sentence);
  const [metric] = sentence.metrics;
  return subject && metric !== undefined ? { subject, metric, span: sentence.spans[0] } : undefined;
}

function seriesCall(device_id: string, { metric, span }: Ask): ToolRequest {
  const window = windowArguments(span ?? { start: '-24h' });
  return { tool: 'get_time_series', arguments: { device_id, metric, ...window, max_points: POINTS } };
}

function plan(intent: Ask): ToolRequest[] {
  const { subject, metric } = intent;
  return [subject.kind === 'zone' ? latest(subject, [metric]) : seriesCall(subject.name, intent)];
}

function next(intent: Ask, outcomes: readonly Outcome[]): ToolRequest[] {
  const last = outcomes.at(-1);
  if (last?.request.tool === 'get_zone_snapshot')
    return sensorsOf(last, intent.metric, 1).map((id) => seriesCall(id, intent));
  const retry = intent.subject.kind === 'device' && outcomes.length === 1 && isNotFound(last);
  return retry ? [latest(otherKind(intent.subject), [intent.metric])] : [];
}

interface Sample {
  readonly at: string;
  readonly low: number;
  readonly mean: number;
  readonly high: number;
}

/** Doubtful samples are left out, as the buckets leave them out. */
function samplesOf({ points }: TimeSeries): Sample[] {
  return points.flatMap(({ t, v, q, mean = q === undefined ? v : undefined, min, max }) =>
    mean === undefined ? [] : [{ at: t, mean, low: min ?? mean, high: max ?? mean }],
  );
}

/** When a value was reached: an instant, or the bucket that begins there. */
function whenText({ bucket }: TimeSeries, at: string, time: BuildingTime): string {
  const start = localTime(at, time);
  return bucket === undefined ? `at ${start}` : `within ${bucket} from ${start}`;
}

const BARS = '▁▂▃▄▅▆▇█';
const CHART_WIDTH = 60;

/** A line of bars, from the lowest value to the highest, each the mean of what it stands for. */
function sparkline(values: readonly number[]): string {
  const width = Math.min(CHART_WIDTH, values.length);
  const columns = Array.from({ length: width }, (_, at) => {
    const part = values.slice(Math.floor((at * values.length) / width), Math.floor(((at + 1) * values.length) / width));
    return part.reduce((sum, value) => sum + value, 0) / part.length;
  });
  const low = Math.min(...columns);
  const span = Math.max(...columns) - low;
  return columns.map((value) => BARS.charAt(span === 0 ? 3 : Math.round(((value - low) / span) * 7))).join('');
}

function headOf({ metric, subject }: Ask, outcomes: readonly Outcome[]): string {
  const snapshot = resultsOf(outcomes, 'get_zone_snapshot', Snapshot)[0];
  const called = outcomes.at(-1)?.request.arguments['device_id'];
  const id = cleanText(typeof called === 'string' ? called : subject.name, 80);
  if (snapshot === undefined) return `${metricLabel(metric)} of ${id}`;
  const sensor = snapshot.readings.find(({ device_id }) => device_id === id);
  return `${metricLabel(metric)} in ${placeText(snapshot.zone, subject.name)}, by ${sensorName(sensor ?? { device_id: id })}`;
}

function fault(intent: Ask, outcomes: readonly Outcome[]): string {
  const snapshot = resultsOf(outcomes, 'get_zone_snapshot', Snapshot)[0];
  if (snapshot === undefined || outcomes.length > 1) return faultsOf(outcomes);
  return `Nothing measures ${metricLabel(intent.metric)} in ${placeText(snapshot.zone, intent.subject.name)}.`;
}

function basis(series: TimeSeries, time: BuildingTime): string {
  const readings = plural(series.source_points, 'reading');
  const share = series.coverage_pct === undefined ? [] : [`coverage ${percent(series.coverage_pct)}`];
  const gaps = series.gaps === undefined ? [] : [plural(series.gaps.length, 'gap')];
  return [`${windowText(series.window, time)}; ${readings}`, ...share, ...gaps].join(', ');
}

function emptyText(series: TimeSeries, head: string, time: BuildingTime): string {
  const known =
    series.readings_exist === undefined ? '' : ` There are some from ${windowText(series.readings_exist, time)}.`;
  return `${head}: no good readings from ${windowText(series.window, time)}.${known}`;
}

const trend = family<Ask>({
  name: 'trend of a metric',
  examples: [
    'Show the CO2 trend in conference room 3B over the last 24 hours',
    'How did the temperature of OFFICE-1 develop in December 2013?',
    'Plot humidity in the lobby for yesterday',
    'temperature history of DEV-TEMP-0003',
    'Is the CO2 in Zone A rising?',
    'time series of power of DEV-MTR-0007 last week',
  ],
  match: (sentence) =>
    /\b(?:trends?|chart|graph|plot|curve|histor\w+|time ?series|develop\w*|evol\w+|profile|course|rising|falling|increasing|decreasing|over time|going (?:up|down)|chang(?:e[ds]?|ing))\b/.test(
      sentence.words,
    )
      ? ask(sentence)
      : undefined,
  plan,
  next,
  present(intent, outcomes, time) {
    const [series] = resultsOf(outcomes, 'get_time_series', TimeSeries);
    if (series === undefined) return fault(intent, outcomes);
    const samples = samplesOf(series);
    const [from] = samples;
    const to = samples.at(-1);
    const head = headOf(intent, outcomes);
    if (from === undefined || to === undefined) return emptyText(series, head, time);
    const low = samples.reduce((best, sample) => (sample.low < best.low ? sample : best));
    const high = samples.reduce((best, sample) => (sample.high > best.high ? sample : best));
    const value = (number: number): string => amount(number, series.unit);
    return [
      `${head}: from ${value(from.mean)} to ${value(to.mean)}.`,
      `  ${sparkline(samples.map(({ mean }) => mean))}`,
      `  lowest ${value(low.low)} ${whenText(series, low.at, time)}, highest ${value(high.high)} ${whenText(series, high.at, time)}`,
      `  ${basis(series, time)}`,
    ].join('\n');
  },
});

function extremeOf(series: TimeSeries, side: 'high' | 'low'): Sample | undefined {
  const sign = side === 'high' ? 1 : -1;
  return samplesOf(series).reduce<Sample | undefined>(
    (best, sample) => (best === undefined || sign * (sample[side] - best[side]) > 0 ? sample : best),
    undefined,
  );
}

interface Extreme extends Ask {
  readonly side: 'high' | 'low';
}

const whenExtreme = family<Extreme>({
  name: 'when a metric was highest or lowest',
  examples: [
    'When was the CO2 in conference room 3B highest yesterday?',
    'At what time did the temperature of OFFICE-1 peak in December 2013?',
    'when was it coldest in the lobby last night?',
  ],
  match(sentence) {
    const asks = /\b(?:when|what time|what day|which day)\b/.test(sentence.words);
    const low = /\b(?:lowest|minimum|coldest|coolest|least|min)\b/.test(sentence.words);
    const found = asks && sentence.aggregates.length > 0 ? ask(sentence) : undefined;
    return found && { ...found, side: low ? 'low' : 'high' };
  },
  plan,
  next(intent, outcomes) {
    const [series, closeUp] = resultsOf(outcomes, 'get_time_series', TimeSeries);
    const best = series && extremeOf(series, intent.side);
    const device_id = outcomes.at(-1)?.request.arguments['device_id'];
    if (best === undefined || series?.bucket === undefined || closeUp !== undefined || typeof device_id !== 'string') {
      return next(intent, outcomes);
    }
    const end = series.points.find(({ t }) => t > best.at)?.t ?? series.window.end;
    const { metric } = intent;
    return [
      { tool: 'get_time_series', arguments: { device_id, metric, start: best.at, end, max_points: CLOSE_UP_POINTS } },
    ];
  },
  present(intent, outcomes, time) {
    const [series, closeUp] = resultsOf(outcomes, 'get_time_series', TimeSeries);
    if (series === undefined) return fault(intent, outcomes);
    const seen = closeUp !== undefined && samplesOf(closeUp).length > 0 ? closeUp : series;
    const best = extremeOf(seen, intent.side);
    const head = headOf(intent, outcomes);
    if (best === undefined) return emptyText(series, head, time);
    const word = intent.side === 'high' ? 'highest' : 'lowest';
    return [
      `${head} was ${word} ${whenText(seen, best.at, time)}: ${amount(best[intent.side], series.unit)}.`,
      `  ${basis(series, time)}`,
    ].join('\n');
  },
});

export const trends: readonly Family[] = [whenExtreme, trend];
