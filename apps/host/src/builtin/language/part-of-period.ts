import { addDays, MONTH, monthBounds, monthOf } from './calendar.ts';
import { POINT_DAY, readPoint, YEAR } from './dates.ts';
import { numberOf, ORDINAL } from './numbers.ts';
import type { Scanner } from './scanner.ts';
import type { Span } from './span.ts';

const OF_MONTH = String.raw`\s+(?:of|in)\s+(?:(?<month>${MONTH})(?:,?\s+(?<year>${YEAR}))?|(?:the\s+|this\s+)month\b|(?<before>last\s+month)\b)`;
const WEEK_OF_MONTH = new RegExp(
  String.raw`\b(?:(?:in|during|for|of)\s+)?(?:the\s+)?(?<nth>${ORDINAL}|last)\s+(?<part>week|half)${OF_MONTH}`,
  'i',
);
const BEGINNING =
  /\b(?:since|from)\s+(?:the\s+)?(?:beginning|start|first\s+day)\s+of\s+(?:the|this)\s+(day|week|month|year)\b/i;
const FORTNIGHT = /\b(?:(?:in|over|during|for)\s+)?(?:the\s+)?(?:last|past|previous)\s+fortnight\b/i;

/** `the second week of March`, `the first half of October`, `since the beginning of the month`, `the last fortnight`. */
export function takePartOfPeriod(scanner: Scanner, today: string): Span | undefined {
  if (scanner.take(FORTNIGHT)) return { start: '-14d' };
  const [, unit] = scanner.take(BEGINNING) ?? [];
  if (unit !== undefined) return { start: beginningOf(unit.toLowerCase(), today) };
  const found = WEEK_OF_MONTH.exec(scanner.rest);
  const { nth = '', part = '', month, year, before } = found?.groups ?? {};
  if (found === null) return undefined;
  const bounds = monthAsked(month, year, before, today);
  const span = /week/i.test(part) ? weekOf(bounds, nth) : halfOf(bounds, nth);
  if (span !== undefined) scanner.cut(found.index, found.index + found[0].length);
  return span;
}

function beginningOf(unit: string, today: string): string {
  if (unit === 'year') return `${today.slice(0, 4)}-01-01`;
  return unit === 'day' ? 'today' : `this_${unit}`;
}

type Bounds = ReturnType<typeof monthBounds>;

/** Without a year it is the latest such month that has begun. */
function monthAsked(
  month: string | undefined,
  yearText: string | undefined,
  before: string | undefined,
  today: string,
): Bounds {
  const [year, current] = [Number(today.slice(0, 4)), Number(today.slice(5, 7))];
  if (month === undefined) {
    if (before === undefined) return monthBounds(year, current);
    return current === 1 ? monthBounds(year - 1, 12) : monthBounds(year, current - 1);
  }
  const asked = monthOf(month);
  if (yearText !== undefined) return monthBounds(Number(yearText), asked);
  return monthBounds(asked <= current ? year : year - 1, asked);
}

/** Days 1 to 7, 8 to 14 and so on; the last one is the last seven days. */
function weekOf({ start, end }: Bounds, nth: string): Span | undefined {
  if (/^last$/i.test(nth)) return { start: addDays(end, -7), end };
  const week = numberOf(nth) ?? 0;
  if (week < 1 || week > 5) return undefined;
  const [from, until] = [addDays(start, 7 * (week - 1)), addDays(start, 7 * week)];
  return from < end ? { start: from, end: until < end ? until : end } : undefined;
}

/** Up to the 15th, and from the 16th on. */
function halfOf({ start, end }: Bounds, nth: string): Span | undefined {
  const middle = addDays(start, 15);
  if (/^last$/i.test(nth) || numberOf(nth) === 2) return { start: middle, end };
  return numberOf(nth) === 1 ? { start, end: middle } : undefined;
}

const PART_OF_DAY = /\b(this morning|this afternoon|last night|overnight|this evening)\b/i;
const PART_OF_A_DAY = new RegExp(
  String.raw`\b(?:(?:on|in)\s+)?(?:the\s+)?(?<day>${POINT_DAY})(?:'s)?\s+(?<part>morning|afternoon|evening|night)\b`,
  'i',
);

/** `this morning`, `last night`, `yesterday evening`, `Monday morning`. */
export function takePartOfDay(scanner: Scanner, today: string): Span | undefined {
  const { day = '', part = '' } = PART_OF_A_DAY.exec(scanner.rest)?.groups ?? {};
  const date = day === '' ? undefined : readPoint(day, today)?.start;
  if (date !== undefined) {
    scanner.take(PART_OF_A_DAY);
    return hoursOf(part.toLowerCase(), date);
  }
  const [, name = ''] = scanner.take(PART_OF_DAY) ?? [];
  const said = name.toLowerCase();
  if (said === '') return undefined;
  return said.endsWith('night') ? hoursOf('night', addDays(today, -1)) : hoursOf(said.replace('this ', ''), today);
}

function hoursOf(part: string, date: string): Span {
  switch (part) {
    case 'morning':
      return { start: `${date}T06:00`, end: `${date}T12:00` };
    case 'afternoon':
      return { start: `${date}T12:00`, end: `${date}T18:00` };
    case 'evening':
      return { start: `${date}T18:00`, end: addDays(date, 1) };
    default:
      return { start: `${date}T20:00`, end: `${addDays(date, 1)}T06:00` };
  }
}
