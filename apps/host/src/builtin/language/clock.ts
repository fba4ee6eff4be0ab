import { addDays, WEEKDAY } from './calendar.ts';
import { POINT_DAY, readPoint } from './dates.ts';
import type { Scanner } from './scanner.ts';
import type { Span } from './span.ts';

const CLOCK = String.raw`(?:\d{1,2}(?::\d{2})?\s*(?:[ap]\.?m\b\.?)?|noon|midnight)`;
const CLOCK_RANGE = new RegExp(
  String.raw`\b(?:from|between)\s+(${CLOCK})\s*(?:\b(?:to|and|until|till)\b|-)\s*(${CLOCK})(?!\w)`,
  'i',
);
const CLOCK_SINCE = new RegExp(String.raw`\bsince\s+(\d{1,2}:\d{2}|\d{1,2}\s*[ap]\.?m\b\.?|noon|midnight)(?!\w)`, 'i');

const CLOCK_AT = /\bat\s+(\d{1,2}:\d{2}|\d{1,2}\s*[ap]\.?m\b\.?|noon|midnight)(?!\w)/i;
const DAY_FOLLOWS = new RegExp(
  String.raw`\b(?:from|between)\s+\d{1,2}\s*(?:\b(?:to|and|until|till)\b|-)\s*\d{1,2}\s*(?:h\b|o'clock\b)?\s*,?\s*(?:on\s+)?(?:today|yesterday|(?:last\s+)?(?:${WEEKDAY}))\b`,
  'i',
);

/** Times of a day, `HH:MM`; without an end until now. */
export interface Clock {
  readonly from: string;
  readonly to?: string;
}

/** The times of a day that a sentence names: `between 8 and 10 am`, `since noon`, `at 9:00`. */
export function takeClock(scanner: Scanner): Clock | undefined {
  const [whole = '', from = '', to = ''] = CLOCK_RANGE.exec(scanner.rest) ?? [];
  // Two bare numbers, `between 1 and 5`, are times of day only where a day follows.
  if (/:|[ap]\.?m|noon|midnight/i.test(whole) || (whole !== '' && DAY_FOLLOWS.test(scanner.rest))) {
    const half = /[ap]\.?m/i.exec(to)?.[0] ?? '';
    const start = clockText(/[ap]\.?m|:|noon|midnight/i.test(from) ? from : `${from} ${half}`);
    const end = clockText(to);
    if (start !== undefined && end !== undefined) {
      scanner.take(CLOCK_RANGE);
      return { from: start, to: isNineToFive(from, to) ? (clockText(`${to} pm`) ?? end) : end };
    }
  }
  const [, since = ''] = CLOCK_SINCE.exec(scanner.rest) ?? [];
  const from2 = since === '' ? undefined : clockText(since);
  if (from2 !== undefined) {
    scanner.take(CLOCK_SINCE);
    return { from: from2 };
  }
  const at = clockText(CLOCK_AT.exec(scanner.rest)?.[1] ?? '');
  if (at === undefined) return undefined;
  scanner.take(CLOCK_AT);
  return { from: at, to: quarterAfter(at) };
}

/** `between 9 and 5` is a day of work, not a night. */
function isNineToFive(from: string, to: string): boolean {
  const [start, end] = [from, to].map((text) => (/^\d{1,2}$/.test(text.trim()) ? Number(text) : Number.NaN));
  return start !== undefined && end !== undefined && start >= 6 && start < 12 && end > 0 && end < start;
}

/** What was measured `at 9 am` is what was measured in the quarter of an hour from then. */
function quarterAfter(clock: string): string {
  const minutes = (Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3)) + 15) % 1440;
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

function clockText(text: string): string | undefined {
  const word = text.trim().toLowerCase();
  if (word === 'noon') return '12:00';
  if (word === 'midnight') return '00:00';
  if (!/^\d/.test(word)) return undefined;
  const [, hourText = '', minutes = '00'] = /^(\d{1,2})(?::(\d{2}))?/.exec(word) ?? [];
  const half = /([ap])\.?m/.exec(word)?.[1];
  const hour = half === undefined ? Number(hourText) : (Number(hourText) % 12) + (half === 'p' ? 12 : 0);
  if (hour > 23 || Number(minutes) > 59) return undefined;
  return `${String(hour).padStart(2, '0')}:${minutes}`;
}

const TIME = String.raw`(?:\d{1,2}:\d{2}|\d{1,2}\s*[ap]\.?m\b\.?|noon|midnight)`;
const dayAndTime = (name: string): string =>
  String.raw`(?<${name}Day>${POINT_DAY})\s*,?\s*(?:at\s+)?(?<${name}Time>${TIME})(?!\w)`;
const DAY_CLOCK_RANGE = new RegExp(
  String.raw`\b(?:from|between)\s+${dayAndTime('from')}\s*(?:\b(?:to|and|until|till)\b|-)\s*${dayAndTime('to')}`,
  'i',
);
const DAY_CLOCK_SINCE = new RegExp(String.raw`\b(?:since|from)\s+${dayAndTime('from')}`, 'i');
const DAY_CLOCK_AT = new RegExp(String.raw`\b${dayAndTime('from')}`, 'i');

/** Instants by day and clock: `since yesterday noon`, `from Monday 10 pm to Tuesday 6 am`, `yesterday 9:30`. */
export function takeDayClock(scanner: Scanner, today: string): Span | undefined {
  for (const pattern of [DAY_CLOCK_RANGE, DAY_CLOCK_SINCE, DAY_CLOCK_AT]) {
    const groups = pattern.exec(scanner.rest)?.groups ?? {};
    const start = instant(groups['fromDay'], groups['fromTime'], today);
    if (start === undefined) continue;
    const end = pattern === DAY_CLOCK_RANGE ? instant(groups['toDay'], groups['toTime'], today) : undefined;
    scanner.take(pattern);
    if (pattern !== DAY_CLOCK_AT) return { start, ...(end !== undefined && { end }) };
    const until = quarterAfter(start.slice(11));
    const day = start.slice(0, 10);
    return { start, end: `${until < start.slice(11) ? addDays(day, 1) : day}T${until}` };
  }
  return undefined;
}

function instant(day = '', text = '', today: string): string | undefined {
  const date = readPoint(day, today)?.start;
  const clock = clockText(text);
  return date === undefined || clock === undefined ? undefined : `${date}T${clock}`;
}
