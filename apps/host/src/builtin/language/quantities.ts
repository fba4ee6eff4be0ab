import { NUMBER, numberOf } from './numbers.ts';
import type { Scanner } from './scanner.ts';

export type Aggregate = 'mean' | 'max' | 'min' | 'median' | 'stddev' | 'p95' | 'p05' | 'count';

const AGGREGATES: readonly (readonly [RegExp, Aggregate])[] = [
  [/\b(?:mean|averages?|avg|on average)\b/i, 'mean'],
  [/\b(?:max(?:imum|imal)?|highest|peak(?:ed)?|top|most|largest|hottest|warmest)\b/i, 'max'],
  [/\b(?:min(?:imum|imal)?|lowest|least|smallest|coldest|coolest)\b/i, 'min'],
  [/\bmedian\b/i, 'median'],
  [/\b(?:standard\s+deviation|std\s?dev|stddev|deviation|spread|variation|variance|variability)\b/i, 'stddev'],
  [/\b(?:95th\s+percentile|p95|percentiles?)\b/i, 'p95'],
  [/\b(?:5th\s+percentile|p05)\b/i, 'p05'],
  [/\b(?:number\s+of\s+readings|how\s+many\s+readings|readings?\s+count)\b/i, 'count'],
];

/** The figures that a sentence asks for, in its order. */
export function takeAggregates(scanner: Scanner): Aggregate[] {
  return AGGREGATES.flatMap(([pattern, aggregate]) => {
    const at = scanner.rest.search(pattern);
    return at === -1 ? [] : [{ aggregate, at }];
  })
    .sort((a, b) => a.at - b.at)
    .map(({ aggregate }) => aggregate);
}

const ABOVE = String.raw`above|over|more\s+than|greater\s+than|higher\s+than|exceed(?:s|ing)?|>=?|hotter\s+than|warmer\s+than|at\s+least`;
const BELOW = String.raw`below|under|less\s+than|lower\s+than|fewer\s+than|<=?|colder\s+than|cooler\s+than|at\s+most`;
const LIMIT = new RegExp(
  String.raw`(?<!\w)(?:(?<above>${ABOVE})|(?:${BELOW}))\s*(?<value>-\d{1,9}(?:\.\d{1,6})?|${NUMBER})\s*` +
    String.raw`(?:(?<fahrenheit>°\s?f|f|deg(?:rees?)?\s+f(?:ahrenheit)?|fahrenheit)|(?<degrees>°\s?c|c|deg(?:rees?)?(?:\s+c(?:elsius)?)?|celsius)|` +
    String.raw`(?<unit>ppm|ppb|%|percent|kwh?|mm\/s|lux|lx|people|dbm|pa|[μµu]g\/m3))?(?![\w.])`,
  'i',
);
const LIMIT_SIGN = new RegExp(`${ABOVE}|${BELOW}`, 'i');
/** Units that only one metric of rooms has. */
const METRIC_OF_UNIT: Readonly<Record<string, string>> = {
  ppm: 'co2_ppm',
  ppb: 'voc_ppb',
  lux: 'illuminance_lux',
  lx: 'illuminance_lux',
};

const FAHRENHEIT = /\b(?:in\s+)?(?:degrees?\s+)?fahrenheit\b|(?:\bin\s+)?°\s?f\b|\bin\s+f(?=\W*$)/i;
const OTHER_UNIT = /\bin\s+(?:[mgk]?wh|kw|ppm|ppb|lux|percent|celsius|degrees?(?:\s+c(?:elsius)?)?)\b|\bin\s+°\s?c\b/i;

/** Cuts the unit out in which an answer is wanted. @returns Whether that is °F; others are what the answer has anyway. */
export function takeFahrenheit(scanner: Scanner): boolean {
  scanner.take(OTHER_UNIT);
  const isLimit = scanner.find(LIMIT, LIMIT_SIGN)?.groups?.['fahrenheit'] !== undefined;
  return isLimit || scanner.take(FAHRENHEIT) !== undefined;
}

/** A limit such as `above 1000 ppm`. */
export interface Limit {
  readonly side: 'above' | 'below';
  readonly value: number;
  /** What the words or the unit tell of the metric. */
  readonly metric?: string;
}

export function takeLimit(scanner: Scanner): Limit | undefined {
  const found = scanner.take(LIMIT, LIMIT_SIGN);
  if (found?.groups === undefined) return undefined;
  const { above, value = '', degrees, fahrenheit, unit = '' } = found.groups;
  const limit = numberOf(value) ?? Number.NaN;
  const isTemperature = (degrees ?? fahrenheit) !== undefined || /^(?:hot|warm|cold|cool)/i.test(found[0]);
  const metric = isTemperature ? 'temperature' : METRIC_OF_UNIT[unit.toLowerCase()];
  return {
    side: above === undefined ? 'below' : 'above',
    value: fahrenheit === undefined ? limit : ((limit - 32) * 5) / 9,
    ...(metric !== undefined && { metric }),
  };
}

const DURATION = new RegExp(
  String.raw`(?:\b(?:more\s+than|longer\s+than|over|at\s+least|for|since)|>=?)\s*(?:an?\s+(?=half)|about\s+)?(${NUMBER}|an?|half\s+an?)\s*` +
    String.raw`(min(?:ute)?s?|h(?:ou)?rs?|h|days?|d|weeks?|w)\b(?:\s+(?:or\s+(?:more|longer)|ago))?`,
  'i',
);
const MINUTES: Readonly<Record<string, number>> = { m: 1, h: 60, d: 1440, w: 10_080 };

/** The duration in `offline for more than 10 minutes`, in minutes; never less than one. */
export function takeMinutes(scanner: Scanner): number | undefined {
  const found = scanner.take(DURATION);
  if (found === undefined) return undefined;
  const [, amount = '', unit = ''] = found;
  const count = /^half/i.test(amount) ? 0.5 : /^an?$/i.test(amount) ? 1 : (numberOf(amount) ?? 1);
  return Math.max(1, Math.round(count * (MINUTES[unit.charAt(0).toLowerCase()] ?? 1)));
}

const VERSION = /(?<![\w.-])v?(\d{1,6}\.\d{1,6}\.\d{1,6}(?:-[0-9A-Za-z.-]{1,40})?)(?![\w-])/i;
const SHORT_VERSION = /\b(?:firmware|version)\s+(?:version\s+)?v?(\d{1,6}(?:\.\d{1,6})?)(?![\w.-]*\d)/i;

/** A firmware version such as 2.4.1. */
export function takeVersion(scanner: Scanner): string | undefined {
  return (scanner.take(VERSION) ?? scanner.take(SHORT_VERSION))?.[1]?.replace(/[.-]+$/, '');
}
