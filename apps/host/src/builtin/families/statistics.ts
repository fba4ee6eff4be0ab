import { type BuildingTime, cleanText } from '@nexus/models';
import { family, type Family } from '../family.ts';
import type { Aggregate } from '../language/quantities.ts';
import type { Sentence } from '../language/sentence.ts';
import type { Span } from '../language/span.ts';
import { faultsOf, isNotFound, resultOf, resultsOf, type Outcome, type ToolRequest } from '../outcome.ts';
import { amount, change, metricLabel, percent } from '../present/amount.ts';
import { basisText, figure, hasValues, statisticsText } from '../present/statistics.ts';
import { placeText, sensorName } from '../present/reading.ts';
import { windowText } from '../present/window.ts';
import { latest, otherKind, sensorsOf, type Subject, subjectOf, windowArguments } from '../subject.ts';
import { Snapshot, Statistics } from '../wire.ts';

interface Ask {
  readonly subject: Subject;
  readonly metric: string;
  readonly spans: readonly Span[];
  readonly aggregates: readonly Aggregate[];
}

const FIGURES = /\b(?:statistics?|stats|summar\w+|distribution|figures|percentiles?)\b/;

function ask(sentence: Sentence): Ask | undefined {
  const subject = subjectOf(sentence);
  const { spans, aggregates } = sentence;
  const [metric] = sentence.metrics;
  return subject && metric !== undefined ? { subject, metric, spans, aggregates } : undefined;
}

function statisticsCall(device_id: string, { metric }: Ask, span: Span | undefined): ToolRequest {
  return { tool: 'get_statistics', arguments: { device_id, metric, ...windowArguments(span) } };
}

function first({ subject, metric, spans }: Ask, periods: readonly (Span | undefined)[]): ToolRequest[] {
  if (subject.kind === 'zone') return [latest(subject, [metric])];
  return periods.map((span) => statisticsCall(subject.name, { subject, metric, spans, aggregates: [] }, span));
}

/** Of a room: its sensors are known from the snapshot. A name unknown as one kind is tried as the other. */
function second(
  ask: Ask,
  outcomes: readonly Outcome[],
  periods: readonly (Span | undefined)[],
  sensors: number,
): ToolRequest[] {
  const [snapshot] = outcomes;
  const last = outcomes.at(-1);
  if (last?.request.tool === 'get_zone_snapshot') {
    const ids = sensorsOf(last, ask.metric, sensors);
    if (ids.length > 0) return ids.flatMap((id) => periods.map((span) => statisticsCall(id, ask, span)));
    if (outcomes.length > 1 || !isNotFound(snapshot) || /\b(?:room|zone|lobby)\b/i.test(ask.subject.name)) return [];
    return periods.map((span) => statisticsCall(ask.subject.name, ask, span));
  }
  if (ask.subject.kind === 'device' && outcomes.length === 1 && isNotFound(snapshot))
    return [latest(otherKind(ask.subject), [ask.metric])];
  return [];
}

/** Where the figures come from: `in` the room, `by` its sensor, or `of` the device. */
function about({ subject, metric }: Ask, outcome: Outcome | undefined, outcomes: readonly Outcome[]): string {
  const called = outcome?.request.arguments['device_id'];
  const id = cleanText(typeof called === 'string' ? called : subject.name, 80);
  const snapshot = resultsOf(outcomes, 'get_zone_snapshot', Snapshot)[0];
  if (snapshot === undefined) return `of ${id}`;
  const sensor = snapshot.readings.find((reading) => reading.device_id === id && reading.metric === metric);
  return `in ${placeText(snapshot.zone, subject.name)}, by ${sensorName(sensor ?? { device_id: id })}`;
}

interface Result {
  readonly outcome: Outcome;
  readonly statistics: Statistics;
}

function resultsIn(outcomes: readonly Outcome[]): Result[] {
  return outcomes.flatMap((outcome) => {
    const statistics = outcome.request.tool === 'get_statistics' ? resultOf(outcome, Statistics) : undefined;
    return statistics === undefined ? [] : [{ outcome, statistics }];
  });
}

function present(ask: Ask, outcomes: readonly Outcome[], time: BuildingTime, more: boolean): string {
  const results = resultsIn(outcomes);
  if (results.length === 0) return noFigures(ask, outcomes);
  return results
    .map(({ outcome, statistics }) =>
      statisticsText(statistics, ask.aggregates, about(ask, outcome, outcomes), time, more),
    )
    .join('\n');
}

function noFigures({ metric, subject }: Ask, outcomes: readonly Outcome[]): string {
  const snapshot = resultsOf(outcomes, 'get_zone_snapshot', Snapshot)[0];
  if (snapshot === undefined || outcomes.length > 1) return faultsOf(outcomes);
  return `Nothing measures ${metricLabel(metric)} in ${placeText(snapshot.zone, subject.name)}.`;
}

const figures = family<Ask>({
  name: 'statistics of a metric over a time',
  examples: [
    'mean and maximum temperature of OFFICE-1 in December 2013',
    'average CO2 in conference room 3B yesterday',
    'What was the temperature in the lobby yesterday?',
    'maximum humidity in Zone A since Monday',
    'lowest temperature of DEV-TEMP-0003 between 1 and 5 March 2026',
    'temperature statistics for the Server Room over the last 24 hours',
    'median power of DEV-MTR-0007 this week',
    'How warm was conference room 3B between 8 and 10 am yesterday?',
    'standard deviation of the vibration of DEV-VIB-0001 from 2026-11-01 to 2026-11-07',
    'How humid was it in the cafeteria last night?',
    'temperature of DEV-TEMP-0003 from Monday to Wednesday',
    'average temperature in the lobby',
    'averge temperature in zone b yesturday',
    'temperature in zone b over the weekend',
    'What was the CO2 in conference room 3B at 9 am today?',
    'co2 in 3b the day before yesterday',
  ],
  match(sentence) {
    const asked = sentence.spans.length > 0 || sentence.aggregates.length > 0 || FIGURES.test(sentence.words);
    return asked ? ask(sentence) : undefined;
  },
  plan: (intent) => first(intent, [intent.spans[0]]),
  next: (intent, outcomes) => second(intent, outcomes, [intent.spans[0]], 2),
  present: (intent, outcomes, time) => present(intent, outcomes, time, intent.aggregates.length !== 1),
});

const periods = family<Ask>({
  name: 'two times compared',
  examples: [
    'Compare the temperature of DEV-TEMP-0003 today with yesterday',
    'CO2 in conference room 3B this week versus last week',
    'Was it warmer in the lobby today than yesterday?',
  ],
  match: (sentence) => (sentence.spans.length === 2 ? ask(sentence) : undefined),
  plan: (intent) => first(intent, intent.spans),
  next: (intent, outcomes) => second(intent, outcomes, intent.spans, 1),
  present(intent, outcomes, time) {
    const [one, other] = resultsIn(outcomes);
    if (one === undefined || other === undefined) return present(intent, outcomes, time, false);
    const { statistics: now } = one;
    const { statistics: then } = other;
    const subject = about(intent, one.outcome, outcomes);
    const lines = [now, then].map(
      (one) =>
        `  ${windowText(one.window, time)}: mean ${figure(one, 'mean')}, min ${figure(one, 'min')}, max ${figure(one, 'max')}; ${basisText(one)}`,
    );
    if (!hasValues(now) || !hasValues(then))
      return [`${metricLabel(intent.metric)} ${subject}: one of the two times has no good readings.`, ...lines].join(
        '\n',
      );
    const difference = (now.mean ?? 0) - (then.mean ?? 0);
    const share =
      then.mean === undefined || then.mean === 0 || now.unit === '°C'
        ? ''
        : ` (${change((100 * difference) / Math.abs(then.mean))})`;
    const distance = amount(Math.abs(difference), now.unit, 1);
    const verdict =
      distance === amount(0, now.unit, 1)
        ? 'the mean is the same in both'
        : `the mean is ${distance} ${difference > 0 ? 'higher' : 'lower'} in the first than in the second${share}`;
    return [`${metricLabel(intent.metric)} ${subject}: ${verdict}.`, ...lines].join('\n');
  },
});

const coverage = family<Ask>({
  name: 'completeness of the data',
  examples: [
    'How complete is the temperature data of OFFICE-1 in December 2013?',
    'Are there gaps in the CO2 readings of conference room 3B since Monday?',
    'coverage of humidity in Zone A last week',
    'How many temperature readings did DEV-TEMP-0003 send yesterday?',
  ],
  match: (sentence) =>
    /\b(?:complete(?:ness)?|coverage|gaps?|missing|how many (?:\w+ ){0,2}readings)\b/.test(sentence.words)
      ? ask(sentence)
      : undefined,
  plan: (intent) => first(intent, [intent.spans[0]]),
  next: (intent, outcomes) => second(intent, outcomes, [intent.spans[0]], 2),
  present(intent, outcomes, time) {
    const results = resultsIn(outcomes);
    if (results.length === 0) return present(intent, outcomes, time, false);
    return results
      .map(({ outcome, statistics: one }) => {
        const subject = about(intent, outcome, outcomes);
        const share = one.coverage_pct === undefined ? 'unknown' : percent(one.coverage_pct);
        const head = `${metricLabel(one.metric)} ${subject}: coverage ${share} (received of what was due).`;
        return `${head}\n  ${windowText(one.window, time)}; ${basisText(one)}`;
      })
      .join('\n');
  },
});

export const coverages: readonly Family[] = [coverage];
export const statistics: readonly Family[] = [periods, figures];
