import type { BuildingTime } from '@nexus/models';
import type { Aggregate } from '../language/quantities.ts';
import type { Statistics } from '../wire.ts';
import { amount, metricLabel, number, percent, plural } from './amount.ts';
import { windowText } from './window.ts';

const NAMES: Readonly<Record<Aggregate, string>> = {
  mean: 'mean',
  max: 'maximum',
  min: 'minimum',
  median: 'median',
  stddev: 'standard deviation',
  p95: '95th percentile',
  p05: '5th percentile',
  count: 'readings',
};
const USUAL: readonly Aggregate[] = ['mean', 'min', 'max'];
const ALL: readonly Aggregate[] = ['median', 'stddev', 'p05', 'p95'];

export function hasValues(statistics: Statistics): boolean {
  return statistics.count > 0 && statistics.mean !== undefined;
}

export function figure(statistics: Statistics, aggregate: Aggregate): string {
  if (aggregate === 'count') return number(statistics.count, 0);
  const value = statistics[aggregate];
  return value === undefined
    ? 'unknown'
    : amount(value, statistics.unit, aggregate === 'max' || aggregate === 'min' ? 0 : 1);
}

/** The figures asked for in front, then the window, and what they rest on. */
export function statisticsText(
  statistics: Statistics,
  asked: readonly Aggregate[],
  subject: string,
  time: BuildingTime,
  more = false,
): string {
  const window = windowText(statistics.window, time);
  if (!hasValues(statistics)) {
    const { readings_exist } = statistics;
    const known = readings_exist === undefined ? '' : ` There are some from ${windowText(readings_exist, time)}.`;
    return `${metricLabel(statistics.metric)} ${subject}: no good readings from ${window}.${known}`;
  }
  const wanted = asked.length > 0 ? asked : USUAL;
  const figures = wanted.map((aggregate) => `${NAMES[aggregate]} ${figure(statistics, aggregate)}`).join(', ');
  const rest = [...USUAL, ...(more ? ALL : [])].filter((aggregate) => !wanted.includes(aggregate));
  const others = rest.map((aggregate) => `${NAMES[aggregate]} ${figure(statistics, aggregate)}`).join(', ');
  return [
    `${metricLabel(statistics.metric)} ${subject}: ${figures}.`,
    ...(others === '' ? [] : [`  ${others}`]),
    `  ${window}; ${basisText(statistics)}`,
  ].join('\n');
}

/** How much of the window is known, and how well. */
export function basisText({ count, coverage_pct, good_pct, left_out = {} }: Statistics): string {
  const omitted = Object.entries(left_out).flatMap(([quality, n]) =>
    n === undefined || n === 0 ? [] : [`${n} ${quality}`],
  );
  return [
    plural(count, 'good reading'),
    ...(coverage_pct === undefined ? [] : [`coverage ${percent(coverage_pct)}`]),
    ...(good_pct === undefined ? [] : [`${percent(good_pct)} of what arrived is good`]),
    ...(omitted.length === 0 ? [] : [`left out: ${omitted.join(', ')}`]),
  ].join(', ');
}
