import { Temporal } from 'temporal-polyfill';
import { NexusError } from './errors.ts';
import { cleanText } from './text.ts';

/** An instant read from a text, and where the period ends when the text names one, both in the zone asked for. */
export interface ReadInstant {
  readonly start: Temporal.ZonedDateTime;
  readonly periodEnd?: Temporal.ZonedDateTime;
}

const ACCEPTED =
  'Give RFC 3339 (2026-11-22T10:05:00+01:00), a local date-time without offset, YYYY-MM-DD, a relative time ' +
  '(-24h, -7d, -30m, -90s, -2w), now, today, yesterday, tomorrow, this_week, last_week, this_month or last_month.';

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const DATE_TIME = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?<offset>[Zz]|[+-]\d{2}(?::?\d{2})?)?$/;
const RELATIVE = /^(?:now\s*)?(?<sign>[+-])\s*(?<amount>\d{1,9})\s*(?<unit>m|[SsHhDdWw])$/i;
const DURATIONS = { s: 'seconds', m: 'minutes', h: 'hours', d: 'days', w: 'weeks' } as const;

/**
 * Reads a time as people and models write it; days and weeks are calendar ones of the zone, weeks begin on Monday.
 *
 * @throws {NexusError} `invalid_argument` for any other text and for years before 1970 or after 9999.
 */
export function readInstant(text: string, zone: string, nowMs: number): ReadInstant {
  const clean = cleanText(text, 65).replaceAll('−', '-');
  const read = clean.length > 64 ? undefined : attempt(() => interpret(clean, zone, nowMs));
  if (!read) throw new NexusError('invalid_argument', `"${cleanText(text, 60)}" is not a time.`, { hint: ACCEPTED });
  const { year, epochMilliseconds } = read.start;
  // The epoch itself is still 1969 west of Greenwich.
  if ((year < 1970 && epochMilliseconds < 0) || year > 9999) {
    throw new NexusError('invalid_argument', `"${cleanText(text, 60)}" is outside the years 1970 to 9999.`, {
      hint: ACCEPTED,
    });
  }
  return read;
}

function interpret(text: string, zone: string, nowMs: number): ReadInstant | undefined {
  if (DATE.test(text)) {
    return { start: Temporal.PlainDate.from(text, { overflow: 'reject' }).toZonedDateTime(zone) };
  }
  const dateTime = DATE_TIME.exec(text);
  if (dateTime) return { start: readDateTime(text, dateTime.groups?.['offset'] !== undefined, zone) };
  const now = Temporal.Instant.fromEpochMilliseconds(nowMs).toZonedDateTimeISO(zone);
  const { sign, amount, unit } = RELATIVE.exec(text)?.groups ?? {};
  if (unit !== undefined && unit !== 'M') {
    const duration = DURATIONS[unit.toLowerCase() as keyof typeof DURATIONS];
    return { start: now.add({ [duration]: Number(`${sign}${amount}`) }) };
  }
  return readNamed(text.toLowerCase().replace(/[\s_-]+/g, '_'), now);
}

function readDateTime(text: string, hasOffset: boolean, zone: string): Temporal.ZonedDateTime {
  return hasOffset
    ? Temporal.Instant.from(text).toZonedDateTimeISO(zone)
    : Temporal.PlainDateTime.from(text, { overflow: 'reject' }).toZonedDateTime(zone);
}

function readNamed(name: string, now: Temporal.ZonedDateTime): ReadInstant | undefined {
  const today = now.toPlainDate();
  const monday = today.subtract({ days: today.dayOfWeek - 1 });
  const first = today.with({ day: 1 });
  const period = (start: Temporal.PlainDate, length: Temporal.DurationLike): ReadInstant => ({
    start: start.toZonedDateTime(now.timeZoneId),
    periodEnd: start.add(length).toZonedDateTime(now.timeZoneId),
  });
  switch (name) {
    case 'now':
      return { start: now };
    case 'today':
      return period(today, { days: 1 });
    case 'yesterday':
      return period(today.subtract({ days: 1 }), { days: 1 });
    case 'tomorrow':
      return period(today.add({ days: 1 }), { days: 1 });
    case 'this_week':
      return period(monday, { weeks: 1 });
    case 'last_week':
      return period(monday.subtract({ weeks: 1 }), { weeks: 1 });
    case 'this_month':
      return period(first, { months: 1 });
    case 'last_month':
      return period(first.subtract({ months: 1 }), { months: 1 });
    default:
      return undefined;
  }
}

/** Temporal throws a RangeError for a date, an offset or an amount that does not exist. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
