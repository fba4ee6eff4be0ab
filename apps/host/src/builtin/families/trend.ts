import { family, type Family } from '../family.ts';
import { resultsOf } from '../outcome.ts';
import { amount } from '../present/amount.ts';
import {
  ask,
  basis,
  emptyText,
  fault,
  headOf,
  next,
  plan,
  type Sample,
  samplesOf,
  type SeriesAsk,
  TimeSeries,
  whenText,
} from './series.ts';

/** As many samples as the tool gives without putting them into buckets. */
const CLOSE_UP_POINTS = 280;

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

const trend = family<SeriesAsk>({
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

interface Extreme extends SeriesAsk {
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
