const DAY_MS = 86_400_000;

const MONTHS = 'january february march april may june july august september october november december'.split(' ');
const WEEKDAYS = 'monday tuesday wednesday thursday friday saturday sunday'.split(' ');

/** Pattern source of a month's name or its first letters. */
export const MONTH = String.raw`(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?`;

/** Pattern source of a weekday's name; `sat` and `sun` are words of their own. */
export const WEEKDAY = String.raw`(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|satur|sun)day|(?:mon|tues?|wed|thu(?:rs?)?|fri)\b`;

/** 1 to 12 for a text matched by {@link MONTH}. */
export function monthOf(name: string): number {
  return 1 + MONTHS.findIndex((month) => month.startsWith(name.toLowerCase().slice(0, 3)));
}

/** A calendar date, `YYYY-MM-DD`; undefined where there is none such as 30 February. */
export function dateText(year: number, month: number, day: number): string | undefined {
  const text = [String(year).padStart(4, '0'), two(month), two(day)].join('-');
  const ms = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== text ? undefined : text;
}

/** Calendar arithmetic on `YYYY-MM-DD`: no zone, no clock changes. */
export function addDays(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** The first days of a month and of the one that follows. */
export function monthBounds(year: number, month: number): { start: string; end: string } {
  const end = month === 12 ? `${year + 1}-01-01` : `${year}-${two(month + 1)}-01`;
  return { start: `${year}-${two(month)}-01`, end };
}

/** The latest such weekday that is not after `today`. */
export function latestWeekday(name: string, today: string): string {
  const wanted = WEEKDAYS.findIndex((weekday) => weekday.startsWith(name.toLowerCase().slice(0, 3)));
  const now = (new Date(`${today}T00:00:00Z`).getUTCDay() + 6) % 7;
  return addDays(today, -((now - wanted + 7) % 7));
}

function two(part: number): string {
  return String(part).padStart(2, '0');
}
