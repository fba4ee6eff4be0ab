import { type BuildingTime, cleanText } from '@nexus/models';
import * as z from 'zod';
import type { Sentence } from '../language/sentence.ts';
import type { Span } from '../language/span.ts';
import { faultsOf, isNotFound, resultsOf, type Outcome, type ToolRequest } from '../outcome.ts';
import { metricLabel, percent, plural } from '../present/amount.ts';
import { placeText, sensorName } from '../present/reading.ts';
import { localTime, windowText } from '../present/window.ts';
import { latest, otherKind, sensorsOf, type Subject, subjectOf, windowArguments } from '../subject.ts';
import { Snapshot, Window } from '../wire.ts';

export interface SeriesAsk {
  readonly subject: Subject;
  readonly metric: string;
  readonly span: Span | undefined;
  /** Of the answer; the tool puts the readings into buckets of a human length. */
  readonly points?: number;
}

const Point = z.object({
  t: z.string(),
  v: z.number().optional(),
  q: z.string().optional(),
  mean: z.number().optional(),
  min: z.number().optional(),
  max: z.number().optional(),
});

export const TimeSeries = z.object({
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
export type TimeSeries = z.infer<typeof TimeSeries>;

/** As many as a line of bars shows well. */
const USUAL_POINTS = 96;

export function ask(sentence: Sentence): SeriesAsk | undefined {
  const subject = subjectOf(sentence);
  const [metric] = sentence.metrics;
  return subject && metric !== undefined ? { subject, metric, span: sentence.spans[0] } : undefined;
}

function seriesCall(device_id: string, { metric, span, points = USUAL_POINTS }: SeriesAsk): ToolRequest {
  const window = windowArguments(span ?? { start: '-24h' });
  return { tool: 'get_time_series', arguments: { device_id, metric, ...window, max_points: points } };
}

export function plan(intent: SeriesAsk): ToolRequest[] {
  const { subject, metric } = intent;
  return [subject.kind === 'zone' ? latest(subject, [metric]) : seriesCall(subject.name, intent)];
}

export function next(intent: SeriesAsk, outcomes: readonly Outcome[]): ToolRequest[] {
  const last = outcomes.at(-1);
  if (last?.request.tool === 'get_zone_snapshot')
    return sensorsOf(last, intent.metric, 1).map((id) => seriesCall(id, intent));
  const retry = intent.subject.kind === 'device' && outcomes.length === 1 && isNotFound(last);
  return retry ? [latest(otherKind(intent.subject), [intent.metric])] : [];
}

export interface Sample {
  readonly at: string;
  readonly low: number;
  readonly mean: number;
  readonly high: number;
}

/** Doubtful samples are left out, as the buckets leave them out. */
export function samplesOf({ points }: TimeSeries): Sample[] {
  return points.flatMap(({ t, v, q, mean = q === undefined ? v : undefined, min, max }) =>
    mean === undefined ? [] : [{ at: t, mean, low: min ?? mean, high: max ?? mean }],
  );
}

/** When a value was reached: an instant, or the bucket that begins there. */
export function whenText({ bucket }: TimeSeries, at: string, time: BuildingTime): string {
  const start = localTime(at, time);
  return bucket === undefined ? `at ${start}` : `within ${bucket} from ${start}`;
}

export function headOf({ metric, subject }: SeriesAsk, outcomes: readonly Outcome[]): string {
  const snapshot = resultsOf(outcomes, 'get_zone_snapshot', Snapshot)[0];
  const called = outcomes.at(-1)?.request.arguments['device_id'];
  const id = cleanText(typeof called === 'string' ? called : subject.name, 80);
  if (snapshot === undefined) return `${metricLabel(metric)} of ${id}`;
  const sensor = snapshot.readings.find(({ device_id }) => device_id === id);
  return `${metricLabel(metric)} in ${placeText(snapshot.zone, subject.name)}, by ${sensorName(sensor ?? { device_id: id })}`;
}

export function fault(intent: SeriesAsk, outcomes: readonly Outcome[]): string {
  const snapshot = resultsOf(outcomes, 'get_zone_snapshot', Snapshot)[0];
  if (snapshot === undefined || outcomes.length > 1) return faultsOf(outcomes);
  return `Nothing measures ${metricLabel(intent.metric)} in ${placeText(snapshot.zone, intent.subject.name)}.`;
}

export function basis(series: TimeSeries, time: BuildingTime): string {
  const readings = plural(series.source_points, 'reading');
  const share = series.coverage_pct === undefined ? [] : [`coverage ${percent(series.coverage_pct)}`];
  const gaps = series.gaps === undefined ? [] : [plural(series.gaps.length, 'gap')];
  return [`${windowText(series.window, time)}; ${readings}`, ...share, ...gaps].join(', ');
}

export function emptyText(series: TimeSeries, head: string, time: BuildingTime): string {
  const known =
    series.readings_exist === undefined ? '' : ` There are some from ${windowText(series.readings_exist, time)}.`;
  return `${head}: no good readings from ${windowText(series.window, time)}.${known}`;
}
