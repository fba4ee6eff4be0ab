import { addDays, dateText, latestWeekday, MONTH, monthBounds, monthOf, WEEKDAY } from './calendar.ts';

/** A day, a month or an instant as a half-open window of local dates or date-times. */
export interface Day {
  readonly start: string;
  readonly end: string;
}

export const YEAR = String.raw`(?:19|20)\d{2}`;

const NTH = String.raw`\d{1,2}(?:st|nd|rd|th)?`;
const ISO = String.raw`\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:?\d{2})?)?`;
const DOTTED = String.raw`\d{1,2}\.\s?\d{1,2}\.\s?\d{4}`;
const DAY_MONTH = String.raw`${NTH}(?:\s+of)?\s+${MONTH}(?:,?\s+${YEAR})?`;
const MONTH_DAY = String.raw`\b${MONTH}\s+(?:the\s+)?${NTH}(?!\d)(?:,?\s+${YEAR})?`;
const MONTH_YEAR = String.raw`\b${MONTH}(?:\s+of)?,?\s+${YEAR}`;
/** Pattern source of what cannot but be a date. */
export const DATED = `${ISO}|${DOTTED}|${DAY_MONTH}|${MONTH_DAY}|${MONTH_YEAR}`;

/** Pattern source of a day by its place in time. */
export const POINT_DAY = String.raw`(?:today|yesterday|(?:last\s+)?(?:${WEEKDAY}))`;

/** Pattern source of one end of a range. */
export const POINT = String.raw`(?<![\w.-])(?:${DATED}|\b(?:today|yesterday|now)\b|\b${MONTH}|\b(?:last\s+)?${WEEKDAY})(?![\w-])`;

const TO = String.raw`\s*(?:\b(?:to|and|until|till?|through|thru)\b|-)\s*(?:the\s+)?`;

/** `between 1 and 5 March 2026` and `March 1 to 5, 2026`: groups for both days, the month and the year. */
export const DAYS_OF_MONTH = [
  String.raw`(?:\b(?:from|between)\s+)?(?:the\s+)?(?<![\w.-])(?<first>${NTH})${TO}(?<last>${NTH})(?:\s+of)?\s+(?<month>${MONTH})(?:,?\s+(?<year>${YEAR}))?(?![\w-])`,
  String.raw`(?:\b(?:from|between)\s+)?\b(?<month>${MONTH})\s+(?<first>${NTH})${TO}(?<last>${NTH})(?:,?\s+(?<year>${YEAR}))?(?![\w:-])`,
].map((source) => new RegExp(source, 'i'));

/** Pattern source of one date, month or weekday; without a year or a day a month needs a word before it. */
export const POINT_WITH_PREPOSITION = String.raw`(?:\b(?:on|in|for|of|during|throughout|from)\s+)?(?:the\s+)?(?<![\w.-])(${DATED}|(?<=\b(?:in|for|of|during|throughout)\s+)${MONTH}|\b(?:last|this|past)\s+${MONTH}|\b(?:last\s+|this\s+|past\s+)?${WEEKDAY})(?![\w-])`;

/**
 * The window that one date, month or weekday means on the day `today`; undefined when there is no such date.
 *
 * @param other The far end of a range, which lends its year and month.
 */
export function readPoint(text: string, today: string, other?: Day): Day | undefined {
  const point = text
    .trim()
    .replace(/^the\s+/i, '')
    .replace(/^(?:this|past)\s+/i, '');
  if (new RegExp(`^${ISO}$`, 'i').test(point)) return readIso(point);
  const dotted = /^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})$/.exec(point);
  if (dotted) return wholeDay(dateText(Number(dotted[3]), Number(dotted[2]), Number(dotted[1])));
  const lower = point.toLowerCase();
  if (lower === 'today') return wholeDay(today);
  if (lower === 'now') return { start: 'now', end: 'now' };
  if (lower === 'yesterday') return wholeDay(addDays(today, -1));
  const weekday = /^(last\s+)?([a-z]+)$/.exec(lower);
  if (weekday && new RegExp(`^${WEEKDAY}$`, 'i').test(weekday[2] ?? '')) {
    const latest = latestWeekday(weekday[2] ?? '', other?.start.slice(0, 10) ?? today);
    return wholeDay(weekday[1] !== undefined && latest === today ? addDays(today, -7) : latest);
  }
  return readMonth(lower, today, other);
}

export function yearOf(text: string): Day | undefined {
  const year = Number(new RegExp(`^${YEAR}$`).exec(text.trim())?.[0]);
  return Number.isNaN(year) ? undefined : { start: `${year}-01-01`, end: `${year + 1}-01-01` };
}

function readMonth(text: string, today: string, other: Day | undefined): Day | undefined {
  const name = new RegExp(MONTH, 'i').exec(text)?.[0];
  const yearText = new RegExp(String.raw`\b${YEAR}\b`).exec(text)?.[0];
  const dayText = /(?<!\d)\d{1,2}(?!\d)/.exec(text)?.[0];
  const month = name === undefined ? Number(other?.start.slice(5, 7)) : monthOf(name);
  if (Number.isNaN(month) || month < 1) return undefined;
  const ofYear = (year: number): Day | undefined =>
    dayText === undefined ? monthBounds(year, month) : wholeDay(dateText(year, month, Number(dayText)));
  if (yearText !== undefined) return ofYear(Number(yearText));
  const given = ofYear(Number((other?.start ?? today).slice(0, 4)));
  // Without a year it is the latest one that has begun.
  const limit = other?.start ?? today;
  return given === undefined || given.start <= limit ? given : ofYear(Number(limit.slice(0, 4)) - 1);
}

function readIso(text: string): Day | undefined {
  const date = text.slice(0, 10);
  const day = wholeDay(dateText(Number(date.slice(0, 4)), Number(date.slice(5, 7)), Number(date.slice(8, 10))));
  if (day === undefined || text.length === 10) return day;
  const instant = text.replace(' ', 'T');
  return { start: instant, end: instant };
}

function wholeDay(date: string | undefined): Day | undefined {
  return date === undefined ? undefined : { start: date, end: addDays(date, 1) };
}
