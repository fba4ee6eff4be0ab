import { addDays, latestWeekday, monthBounds } from './calendar.ts';
import { NUMBER, numberOf } from './numbers.ts';
import type { Scanner } from './scanner.ts';
import type { Span } from './span.ts';

const AGO = new RegExp(
  String.raw`\b(?:(?<since>since|from|starting)\s+)?(?:about\s+|some\s+)?(?:(?<few>a\s+couple\s+of|a\s+few)|(?<amount>${NUMBER}|an?|half\s+an))\s*` +
    String.raw`(?<unit>min(?:ute)?|h(?:ou)?r|day|week|month|year)s?\s+(?:ago|back)\b`,
  'i',
);
const AGO_SIGN = /\b(?:ago|back)\b/i;
const MINUTES: Readonly<Record<string, number>> = { m: 1, h: 60, d: 1440, w: 10_080 };
/** What was measured an hour ago is what was measured in the quarter of an hour from then. */
const MOMENT_MINUTES = 15;

/** `two days ago` is that day, `a week ago` that week, `an hour ago` a quarter of an hour; after `since`, until now. */
export function takeAgo(scanner: Scanner, today: string): Span | undefined {
  const { since, few, amount = '', unit = '' } = scanner.take(AGO, AGO_SIGN)?.groups ?? {};
  if (unit === '') return undefined;
  const isHalf = /^half/i.test(amount);
  const count = few === undefined ? (isHalf ? 0.5 : (numberOf(amount) ?? 1)) : /couple/i.test(few) ? 2 : 3;
  const letter = unit.charAt(0).toLowerCase();
  if (/^mo/i.test(unit)) return monthsAgo(Math.round(count), today, since);
  if (letter === 'y') return yearsAgo(Math.round(count), today, since);
  const minutes = Math.max(1, Math.round(count * (MINUTES[letter] ?? 1)));
  if (letter === 'd') {
    const day = addDays(today, -Math.round(count));
    return { start: day, ...(since === undefined && { end: addDays(day, 1) }) };
  }
  if (letter === 'w' && since === undefined) {
    const monday = addDays(latestWeekday('monday', today), -7 * Math.round(count));
    return { start: monday, end: addDays(monday, 7) };
  }
  if (since !== undefined) return { start: `-${minutes}m` };
  return minutes > MOMENT_MINUTES
    ? { start: `-${minutes}m`, end: `-${minutes - MOMENT_MINUTES}m` }
    : { start: `-${minutes}m` };
}

function monthsAgo(count: number, today: string, since: string | undefined): Span {
  const months = 12 * Number(today.slice(0, 4)) + Number(today.slice(5, 7)) - 1 - count;
  const { start, end } = monthBounds(Math.floor(months / 12), (months % 12) + 1);
  return since === undefined ? { start, end } : { start };
}

function yearsAgo(count: number, today: string, since: string | undefined): Span {
  const year = Number(today.slice(0, 4)) - count;
  return { start: `${year}-01-01`, ...(since === undefined && { end: `${year + 1}-01-01` }) };
}
