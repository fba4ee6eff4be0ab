import { WEEKDAY } from './calendar.ts';
import type { Scanner } from './scanner.ts';

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
      return { from: start, to: end };
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
