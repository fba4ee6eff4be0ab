import { Temporal } from 'temporal-polyfill';
import { NexusError } from './errors.ts';
import { readInstant } from './instant-text.ts';
import type { TimeWindow, Window } from './time-window.ts';

export type CalendarUnit = 'hour' | 'day' | 'week' | 'month';

const HOUR_MS = 3_600_000;

interface OffsetPeriod {
  readonly from_ms: number;
  readonly until_ms: number;
  readonly offset_ms: number;
}

/** The clock and the calendar of a building: reads, writes and rounds times in its zone, daylight saving included. */
export class BuildingTime {
  #zone: string | undefined;
  readonly #now: () => number;
  /** While this offset applies: a zone has two a year, and an answer a thousand instants. */
  #offset: OffsetPeriod = { from_ms: 0, until_ms: 0, offset_ms: 0 };

  /** @param options.zone The machine's unless given. @throws {NexusError} `invalid_argument` for an unknown zone. */
  constructor(options: { zone?: string | undefined; now?: (() => number) | undefined } = {}) {
    this.#zone = options.zone;
    this.#now = options.now ?? Date.now;
    if (this.#zone === undefined) return;
    try {
      this.#zoned(0);
    } catch (cause) {
      throw new NexusError('invalid_argument', 'The time zone is unknown.', {
        hint: 'Name an IANA time zone such as Europe/Vienna.',
        cause,
      });
    }
  }

  /** Looked up at the first need: it loads the calendar data of all zones, which a server's client would wait for. */
  get zone(): string {
    this.#zone ??= Intl.DateTimeFormat().resolvedOptions().timeZone;
    return this.#zone;
  }

  nowMs(): number {
    return Math.floor(this.#now());
  }

  /** RFC 3339 with the zone's offset at that instant (`Z` for none), in seconds unless there are milliseconds. */
  iso(ms: number): string {
    const { offset_ms } = this.#offsetAt(ms);
    const local = localText(ms + offset_ms);
    return `${local.slice(0, local.endsWith('.000Z') ? 19 : 23)}${offsetText(offset_ms)}`;
  }

  /** The local date, `YYYY-MM-DD`. */
  dateOf(ms: number): string {
    return localText(ms + this.#offsetAt(ms).offset_ms).slice(0, 10);
  }

  /**
   * The instant that a text means, in Unix ms; a named period means its start.
   *
   * @throws {NexusError} `invalid_argument` for a text that is no time, or one outside the years 1970 to 9999.
   */
  parse(text: string): number {
    return readInstant(text, this.zone, this.nowMs()).start.epochMilliseconds;
  }

  /**
   * The window that two optional texts mean; a blank text counts as not given.
   *
   * Without both it is the `span_ms` before now; without a start the span before the end; without an end the period
   * that the start names, but not beyond now, or all the time since the start.
   *
   * @throws {NexusError} `invalid_argument` for a text that is no time, and for an end not after the start.
   */
  window(given: { start?: string | undefined; end?: string | undefined }, defaults: { span_ms: number }): TimeWindow {
    const now_ms = this.nowMs();
    const read = (text = '') => (text.trim() === '' ? undefined : readInstant(text, this.zone, now_ms));
    const start = read(given.start);
    const end_ms =
      read(given.end)?.start.epochMilliseconds ??
      Math.min(now_ms, start?.periodEnd?.epochMilliseconds ?? Number.POSITIVE_INFINITY);
    const start_ms = start?.start.epochMilliseconds ?? end_ms - defaults.span_ms;
    if (end_ms > start_ms) return { start_ms, end_ms };
    throw new NexusError(
      'invalid_argument',
      `The window ends at ${this.iso(end_ms)}, which is not after its start, ${this.iso(start_ms)}.`,
      { hint: 'The end is exclusive: for one whole day give the next day as the end.' },
    );
  }

  onWire(window: TimeWindow): Window {
    return { start: this.iso(window.start_ms), end: this.iso(window.end_ms) };
  }

  /** The start of the hour, day, week (from Monday) or month that holds `ms`. */
  startOf(unit: CalendarUnit, ms: number): number {
    if (unit === 'hour') return this.#startOfHour(ms);
    return firstDate(unit, this.#zoned(ms).toPlainDate()).toZonedDateTime(this.zone).epochMilliseconds;
  }

  /** The start of the hour, day, week or month that follows: a day is 23 or 25 hours long when the clocks change. */
  next(unit: CalendarUnit, ms: number): number {
    if (unit === 'hour') return this.#nextHour(ms);
    const first = firstDate(unit, this.#zoned(ms).toPlainDate());
    return first.add({ [`${unit}s`]: 1 }).toZonedDateTime(this.zone).epochMilliseconds;
  }

  #startOfHour(ms: number): number {
    const { from_ms, offset_ms } = this.#offsetAt(ms);
    const start_ms = Math.floor((ms + offset_ms) / HOUR_MS) * HOUR_MS - offset_ms;
    if (start_ms >= from_ms) return start_ms;
    return this.#zoned(ms).round({ smallestUnit: 'hour', roundingMode: 'floor' }).epochMilliseconds;
  }

  /** Where clocks move by half an hour, an hour can last 30 or 90 minutes. */
  #nextHour(ms: number): number {
    const start = this.startOf('hour', ms);
    const next = this.startOf('hour', start + HOUR_MS);
    return next > start ? next : this.startOf('hour', start + 2 * HOUR_MS);
  }

  #offsetAt(ms: number): OffsetPeriod {
    if (ms >= this.#offset.from_ms && ms < this.#offset.until_ms) return this.#offset;
    const zoned = this.#zoned(ms);
    this.#offset = {
      from_ms:
        zoned.add({ milliseconds: 1 }).getTimeZoneTransition('previous')?.epochMilliseconds ?? Number.NEGATIVE_INFINITY,
      until_ms: zoned.getTimeZoneTransition('next')?.epochMilliseconds ?? Number.POSITIVE_INFINITY,
      offset_ms: zoned.offsetNanoseconds / 1_000_000,
    };
    return this.#offset;
  }

  #zoned(ms: number): Temporal.ZonedDateTime {
    return Temporal.Instant.fromEpochMilliseconds(Math.floor(ms)).toZonedDateTimeISO(this.zone);
  }
}

/** An age for people, rounded down: `12 s`, `5 min`, `3 h`, `2 days`. */
export function describeAge(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min`;
  if (whole < 48 * 3600) return `${Math.floor(whole / 3600)} h`;
  return `${Math.floor(whole / 86_400)} days`;
}

function firstDate(unit: Exclude<CalendarUnit, 'hour'>, date: Temporal.PlainDate): Temporal.PlainDate {
  if (unit === 'week') return date.subtract({ days: date.dayOfWeek - 1 });
  return unit === 'month' ? date.with({ day: 1 }) : date;
}

/** `Date` serves as a formatter only: the local time is passed to it as if it were UTC. */
function localText(localMs: number): string {
  return new Date(localMs).toISOString();
}

function offsetText(offsetMs: number): string {
  const minutes = Math.round(Math.abs(offsetMs) / 60_000);
  if (minutes === 0) return 'Z';
  const two = (part: number) => String(part).padStart(2, '0');
  return `${offsetMs < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
