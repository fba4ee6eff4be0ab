import type { BuildingTime } from '@nexus/models';
import { family, type Family } from '../family.ts';
import type { Span } from '../language/span.ts';
import { resultsOf } from '../outcome.ts';
import { amount, number } from '../present/amount.ts';
import { table } from '../present/table.ts';
import { localTime } from '../present/window.ts';
import { ask, basis, emptyText, fault, headOf, next, plan, samplesOf, type SeriesAsk, TimeSeries } from './series.ts';

const HOURLY = /\b(?:(?:per|by|each|every) hour|hourly|hour by hour)\b/;
const DAILY = /\b(?:(?:per|by|each|every) day|daily|day by day)\b/;
const HOUR_MS = 3_600_000;
/** What one answer of the tool holds. */
const MOST_POINTS = 160;
const ROWS = 26;

/** As many points as the window has hours or days, and one more where the clock is put back. */
function pointsOf(span: Span | undefined, step_ms: number, time: BuildingTime): number {
  const { start_ms, end_ms } = time.window(span ?? { start: '-24h' }, { span_ms: 24 * HOUR_MS });
  return Math.min(MOST_POINTS, Math.max(2, Math.ceil((end_ms - start_ms) / step_ms) + 1));
}

const steps = family<SeriesAsk>({
  name: 'metric hour by hour or day by day',
  examples: [
    'CO2 per hour in conference room 3B yesterday',
    'hourly temperature of DEV-TEMP-0003 today',
    'humidity in the lobby day by day last week',
    'average power of DEV-MTR-0007 per day this month',
  ],
  match({ words, ...sentence }, time) {
    const step_ms = HOURLY.test(words) ? HOUR_MS : DAILY.test(words) ? 24 * HOUR_MS : undefined;
    const found = step_ms === undefined ? undefined : ask({ words, ...sentence });
    if (found === undefined || step_ms === undefined) return undefined;
    const span = found.span ?? { start: step_ms === HOUR_MS ? '-24h' : '-7d' };
    return { ...found, span, points: pointsOf(span, step_ms, time) };
  },
  plan,
  next,
  present(intent, outcomes, time) {
    const [series] = resultsOf(outcomes, 'get_time_series', TimeSeries);
    if (series === undefined) return fault(intent, outcomes);
    const head = headOf(intent, outcomes);
    const samples = samplesOf(series);
    if (samples.length === 0) return emptyText(series, head, time);
    // The unit stands in the head, so that the figures line up.
    const figure = (value: number): string => amount(value, series.unit, 1).replace(` ${series.unit}`, '');
    const rows = samples.map(({ at, low, mean, high }) => [
      localTime(at, time),
      figure(mean),
      figure(low),
      figure(high),
    ]);
    const step = series.bucket === undefined ? 'as measured' : `by ${series.bucket}`;
    const unit = series.unit === '' || series.unit === 'count' ? '' : ` in ${series.unit}`;
    const shown = table(['From', 'Mean', 'Lowest', 'Highest'], rows, rows.length, ROWS);
    return [`${head}, ${step}${unit}, ${number(samples.length, 0)} rows:`, shown, `  ${basis(series, time)}`].join(
      '\n',
    );
  },
});

export const stepwise: readonly Family[] = [steps];
