import { type BuildingTime, NexusError } from '@nexus/models';

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const;
const PATTERN =
  /^(?:(?<from>sun|mon|tue|wed|thu|fri|sat)(?:\s*-\s*(?<to>sun|mon|tue|wed|thu|fri|sat))?\s+)?(?<start>[01]\d|2[0-3]):(?<startMinute>[0-5]\d)\s*-\s*(?<end>[01]\d|2[0-4]):(?<endMinute>[0-5]\d)$/iu;
const DAY_MINUTES = 1440;

/** Hours of the week in local time; a period that ends before it begins goes on after midnight. */
export interface ActiveHours {
  /** By weekday, from Sunday: whether a period begins on it. */
  readonly days: readonly boolean[];
  /** Minutes after midnight. */
  readonly start: number;
  readonly end: number;
}

/**
 * Reads `07:00-19:00`, `Mon-Fri 07:00-19:00` or `Sat 22:00-06:00`.
 *
 * @throws {NexusError} `invalid_argument` for any other text.
 */
export function parseActiveHours(text: string): ActiveHours {
  const parts = PATTERN.exec(text.trim())?.groups;
  const start = Number(parts?.['start']) * 60 + Number(parts?.['startMinute']);
  const end = Number(parts?.['end']) * 60 + Number(parts?.['endMinute']);
  if (!parts || end > DAY_MINUTES || start === end) {
    throw new NexusError('invalid_argument', 'active_hours: is no period of the day.', {
      hint: 'Give it like 07:00-19:00, Mon-Fri 07:00-19:00 or Sat 22:00-06:00, in local time.',
    });
  }
  return { days: daysBetween(parts['from'], parts['to'] ?? parts['from']), start, end };
}

/** Whether an instant lies in the hours. */
export function isActiveAt(hours: ActiveHours, ms: number, time: BuildingTime): boolean {
  const { weekday, minute } = localMinute(ms, time);
  const { days, start, end } = hours;
  if (start < end) return days[weekday] === true && minute >= start && minute < end;
  return (days[weekday] === true && minute >= start) || (days[(weekday + 6) % 7] === true && minute < end);
}

/** The first instant after `ms` at which a period begins. */
export function nextStart(hours: ActiveHours, ms: number, time: BuildingTime): number {
  for (let day_ms = time.startOf('day', ms); ; day_ms = time.next('day', day_ms)) {
    const date = time.dateOf(day_ms);
    const begin_ms = time.parse(`${date}T${clock(hours.start)}`);
    if (begin_ms > ms && hours.days[weekdayOf(date)] === true) return begin_ms;
  }
}

function daysBetween(from: string | undefined, to: string | undefined): boolean[] {
  if (from === undefined || to === undefined) return DAYS.map(() => true);
  const first = dayIndex(from);
  const length = (dayIndex(to) - first + 7) % 7;
  return DAYS.map((_, day) => (day - first + 7) % 7 <= length);
}

function dayIndex(name: string): number {
  return DAYS.findIndex((day) => day.toLowerCase() === name.toLowerCase());
}

function localMinute(ms: number, time: BuildingTime) {
  const local = time.iso(ms);
  return {
    weekday: weekdayOf(local.slice(0, 10)),
    minute: Number(local.slice(11, 13)) * 60 + Number(local.slice(14, 16)),
  };
}

function weekdayOf(date: string): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay();
}

function clock(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}
