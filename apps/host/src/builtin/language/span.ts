import type { BuildingTime } from '@nexus/models';
import { takeAgo } from './ago.ts';
import { addDays, latestWeekday, MONTH, monthBounds, monthOf } from './calendar.ts';
import { type Clock, takeClock, takeDayClock } from './clock.ts';
import { DATED, DAYS_OF_MONTH, POINT, POINT_WITH_PREPOSITION, readPoint, YEAR, yearOf } from './dates.ts';
import { NUMBER, numberOf } from './numbers.ts';
import { takePartOfDay, takePartOfPeriod } from './part-of-period.ts';
import type { Scanner } from './scanner.ts';

/** A window in the words of the tools: relative, a date, or a local date-time. `end` is exclusive. */
export interface Span {
  readonly start: string;
  readonly end?: string;
}

interface ReadSpans {
  readonly spans: readonly Span[];
  /** A date that does not exist or may mean two things. */
  readonly unclear?: string;
  readonly future: boolean;
}

const PERIODS: Readonly<Record<string, string>> = { day: '-24h', week: '-7d', month: '-30d', year: '-365d' };
const UNITS: Readonly<Record<string, { letter: string; factor: number }>> = {
  minute: { letter: 'm', factor: 1 },
  hour: { letter: 'h', factor: 1 },
  day: { letter: 'd', factor: 1 },
  week: { letter: 'w', factor: 1 },
  month: { letter: 'd', factor: 30 },
  year: { letter: 'd', factor: 365 },
};

const FUTURE = /\b(?:tomorrow|(?:next|coming|upcoming)\s+(?:hour|day|week|month|year|few days))\b/i;
const SLASHED = /\b\d{1,2}\/\d{1,2}\/(?:\d{4}|\d{2})\b/;
const UNREAD = new RegExp(String.raw`(?<![\w.-])(?:${DATED})(?![\w-])`, 'i');
const DAY_RANGES = [
  String.raw`\b(?:from|between)\s+(${POINT})\s*(?:\b(?:to|and|until|till?|through|thru|up to)\b|-)\s*(${POINT})`,
  String.raw`(${POINT})\s*(?:\b(?:to|until|till?|through|thru|up to)\b|-)\s*(${POINT})`,
].map((source) => new RegExp(source, 'i'));
const RANGE_SIGN = /\b(?:and|to|until|till?|through|thru)\b|-/i;
const SINCE = new RegExp(
  String.raw`\b(?:since|starting(?: from| on)?|from(?!\s+(?:today|yesterday)\b))\s+(?:the\s+)?(${POINT}|${YEAR})`,
  'i',
);
const LAST_N = new RegExp(
  String.raw`\b(?:(?:in|over|during|for|within|from|of)\s+)?(?:the\s+)?(?:last|past|previous|recent)\s+(${NUMBER}|couple of|few)?\s*(?:an?\s+)?` +
    String.raw`(min(?:ute)?s?|h(?:ou)?rs?|h|days?|d|weeks?|w|months?|years?)\b`,
  'i',
);
const LAST_SIGN = /\b(?:last|past|previous|recent)\b/i;
const NAMED =
  /\b(?:(?:in|over|during|for|of|from)\s+)?(today|yesterday|(?:this|last|previous|current)[\s-]+(?:week|month|year))\b(?:'s)?/i;
const SINGLE = new RegExp(POINT_WITH_PREPOSITION, 'i');
const WHOLE_YEAR = new RegExp(
  String.raw`\b(?:in|during|of|for|throughout)\s+(?:the\s+)?(?:year\s+)?(${YEAR})\b(?![-.:])`,
  'i',
);

/**
 * The spans of time that a sentence names: at most two, for a comparison.
 *
 * @param before The span of the question before it, to which `the week before` refers.
 */
export function takeSpans(scanner: Scanner, time: BuildingTime, before?: Span): ReadSpans {
  const today = time.dateOf(time.nowMs());
  const future = scanner.take(FUTURE) !== undefined;
  const slashed = scanner.take(SLASHED);
  const instants = takeDayClock(scanner, today);
  const clock = instants === undefined ? takeClock(scanner) : undefined;
  const spans: Span[] = instants === undefined ? [] : [instants];
  while (spans.length < 2) {
    const span = takeSpan(scanner, today, spans[0] ?? before);
    if (span === undefined) break;
    spans.push(span);
  }
  const unclear = slashed ?? scanner.take(UNREAD);
  const read = clock === undefined ? spans : [atClock(clock, dayOf(spans[0], today))];
  return { spans: read, future, ...(unclear && { unclear: unclear[0] }) };
}

function takeSpan(scanner: Scanner, today: string, before: Span | undefined): Span | undefined {
  return (
    takeEarlier(scanner, today, before) ??
    takeAgo(scanner, today) ??
    takePartOfPeriod(scanner, today) ??
    takePartOfDay(scanner, today) ??
    takeWeekend(scanner, today) ??
    takeQuarter(scanner, today) ??
    takeRange(scanner, today) ??
    takeLast(scanner, today) ??
    takeSince(scanner, today) ??
    takeNamed(scanner, today) ??
    takeSingle(scanner, today)
  );
}

const DAY_BEFORE_YESTERDAY = /\b(?:on\s+)?(?:the\s+)?day\s+before\s+yesterday\b/i;
const PERIOD_BEFORE = /\b(?:the\s+)?(?:(day|week)\s+before(?:\s+(?:that|last))?|previous\s+(day|week))\b/i;

/** `the day before yesterday`, and `the week before` of the period that has just been named. */
function takeEarlier(scanner: Scanner, today: string, before: Span | undefined): Span | undefined {
  if (scanner.take(DAY_BEFORE_YESTERDAY)) return { start: addDays(today, -2), end: addDays(today, -1) };
  const [, day, week] = before === undefined ? [] : (PERIOD_BEFORE.exec(scanner.rest) ?? []);
  const monday = latestWeekday('monday', today);
  const unit = day ?? week;
  const first = { today, yesterday: addDays(today, -1), this_week: monday, last_week: addDays(monday, -7) }[
    before?.start ?? ''
  ];
  if (unit === undefined || first === undefined) return undefined;
  scanner.take(PERIOD_BEFORE);
  return { start: addDays(first, /day/i.test(unit) ? -1 : -7), end: first };
}

const WEEKEND = /\b(?:(?:on|at|over|during|of|for)\s+)?(?:(?:the|this|last|past|previous)\s+)*weekend\b/i;

/** Saturday and Sunday, the latest that has begun; `last weekend` is one that is over. */
function takeWeekend(scanner: Scanner, today: string): Span | undefined {
  const [text] = scanner.take(WEEKEND) ?? [];
  if (text === undefined) return undefined;
  const saturday = latestWeekday('saturday', today);
  const isOver = addDays(saturday, 2) <= today;
  const start = /\b(?:last|previous)\b/i.test(text) && !isOver ? addDays(saturday, -7) : saturday;
  return { start, end: addDays(start, 2) };
}

const QUARTER = new RegExp(String.raw`\b(?:in|during|of|for)?\s*q([1-4])(?:\s+(${YEAR}))?(?![\w-])`, 'i');

/** `Q3`, of the latest year in which it has begun. */
function takeQuarter(scanner: Scanner, today: string): Span | undefined {
  const [, quarter, yearText] = scanner.take(QUARTER) ?? [];
  if (quarter === undefined) return undefined;
  const bounds = (year: number): Span => ({
    start: monthBounds(year, 3 * Number(quarter) - 2).start,
    end: monthBounds(year, 3 * Number(quarter)).end,
  });
  const year = Number(yearText ?? today.slice(0, 4));
  return yearText !== undefined || bounds(year).start <= today ? bounds(year) : bounds(year - 1);
}

function takeRange(scanner: Scanner, today: string): Span | undefined {
  for (const pattern of DAYS_OF_MONTH) {
    const { first, last, month, year = '' } = pattern.exec(scanner.rest)?.groups ?? {};
    const span = rangeOf(`${first} ${month} ${year}`, `${last} ${month} ${year}`, today);
    if (first !== undefined && span) return cut(scanner, pattern, span);
  }
  for (const pattern of DAY_RANGES) {
    const [, first = '', last = ''] = scanner.find(pattern, RANGE_SIGN) ?? [];
    const span = first === '' ? undefined : rangeOf(first, last, today);
    if (span) return cut(scanner, pattern, span);
  }
  return undefined;
}

function rangeOf(first: string, last: string, today: string): Span | undefined {
  const end = readPoint(last, today);
  const start = readPoint(first, today, end);
  if (start === undefined || end === undefined || end.end <= start.start) return undefined;
  return { start: start.start, end: end.end };
}

function cut(scanner: Scanner, pattern: RegExp, span: Span): Span {
  scanner.take(pattern);
  return span;
}

function takeLast(scanner: Scanner, today: string): Span | undefined {
  const [whole = '', amount, unitText = ''] = scanner.find(LAST_N, LAST_SIGN) ?? [];
  const unit = unitName(unitText);
  if (whole === '' || unit === undefined) return undefined;
  const calendar = /\b(?:last|previous)\b/i.test(whole) && ['week', 'month', 'year'].includes(unit);
  if (amount === undefined && calendar) return undefined;
  scanner.take(LAST_N);
  if (amount === undefined) return { start: PERIODS[unit] ?? (unit === 'hour' ? '-1h' : '-1m') };
  const { letter, factor } = UNITS[unit] ?? { letter: 'h', factor: 1 };
  const count = (/^couple/i.test(amount) ? 2 : /^few/i.test(amount) ? 3 : (numberOf(amount) ?? 1)) * factor;
  if (unit === 'day' && Number.isInteger(count) && count > 36_500) return { start: addDays(today, -36_500) };
  return { start: relative(count, letter) };
}

function takeSince(scanner: Scanner, today: string): Span | undefined {
  const [, text = ''] = SINCE.exec(scanner.rest) ?? [];
  const point = text === '' ? undefined : (yearOf(text) ?? readPoint(text, today));
  if (point === undefined) return undefined;
  scanner.take(SINCE);
  return { start: point.start };
}

function takeNamed(scanner: Scanner, today: string): Span | undefined {
  const [, name = ''] = scanner.take(NAMED) ?? [];
  const words = name
    .toLowerCase()
    .replace(/[\s-]+/, '_')
    .replace('previous', 'last')
    .replace('current', 'this');
  const year = Number(today.slice(0, 4));
  if (words === 'this_year') return { start: `${year}-01-01` };
  if (words === 'last_year') return { start: `${year - 1}-01-01`, end: `${year}-01-01` };
  return words === '' ? undefined : { start: words };
}

function takeSingle(scanner: Scanner, today: string): Span | undefined {
  const [month] = BARE_MONTH.exec(scanner.rest) ?? [];
  if (month !== undefined) return cut(scanner, BARE_MONTH, latestMonth(month, today));
  const [, text = ''] = SINGLE.exec(scanner.rest) ?? [];
  const point = text === '' ? undefined : readPoint(text, today);
  if (point !== undefined) {
    scanner.take(SINGLE);
    return point;
  }
  const [, year = ''] = scanner.take(WHOLE_YEAR) ?? [];
  return yearOf(year);
}

/** `october vs september`: months beside each other need no word before them. */
const BARE_MONTH = new RegExp(
  String.raw`(?<![\w-])(?!may\b)${MONTH}(?=\s+(?:vs\.?|versus|against|(?:and|with|to)\s+(?!may\b)${MONTH}))|(?<=\b(?:vs\.?|versus|against|compared (?:to|with))\s+(?:¦\s+)?)(?!may\b)${MONTH}(?!\s+\d)`,
  'i',
);

function latestMonth(name: string, today: string): Span {
  const year = Number(today.slice(0, 4));
  const month = monthOf(name);
  return monthBounds(month <= Number(today.slice(5, 7)) ? year : year - 1, month);
}

function relative(count: number, letter: string): string {
  if (Number.isInteger(count)) return `-${count}${letter}`;
  const minutes = { m: 1, h: 60, d: 1440, w: 10_080 }[letter] ?? 1;
  return `-${Math.max(1, Math.round(count * minutes))}m`;
}

function unitName(text: string): string | undefined {
  const letter = text.toLowerCase();
  if (letter === '') return undefined;
  if (letter.startsWith('mo')) return 'month';
  return Object.keys(UNITS).find((name) => name.startsWith(letter.charAt(0)));
}

function dayOf(span: Span | undefined, today: string): string {
  if (span === undefined) return today;
  if (span.start === 'yesterday') return addDays(today, -1);
  return /^\d{4}-\d{2}-\d{2}/.exec(span.start)?.[0] ?? today;
}

function atClock({ from, to }: Clock, day: string): Span {
  if (to === undefined) return { start: `${day}T${from}` };
  return { start: `${day}T${from}`, end: `${to <= from ? addDays(day, 1) : day}T${to}` };
}
