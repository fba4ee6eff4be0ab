import { BuildingTime } from '@nexus/models';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** A calendar day of the building, 23 or 25 hours long when the clocks change. */
export interface Day {
  /** Days from 1970-01-01 to this date. */
  readonly number: number;
  readonly start_ms: number;
  readonly end_ms: number;
}

/** The days of one time zone. */
export class Calendar {
  readonly zone: string;
  readonly #time: BuildingTime;
  readonly #days = new Map<number, Day>();
  #last: Day | undefined;

  /** @throws {NexusError} `invalid_argument` for a zone that is not known here. */
  constructor(zone: string) {
    this.zone = zone;
    this.#time = new BuildingTime({ zone });
  }

  dayAt(ms: number): Day {
    if (this.#last && ms >= this.#last.start_ms && ms < this.#last.end_ms) return this.#last;
    const guess = Math.floor(ms / DAY_MS);
    for (const number of [guess, guess - 1, guess + 1]) {
      const day = this.#days.get(number);
      if (day && ms >= day.start_ms && ms < day.end_ms) return (this.#last = day);
    }
    const start_ms = this.#time.startOf('day', ms);
    const number = Math.round(Date.parse(`${this.#time.dateOf(start_ms)}T00:00:00Z`) / DAY_MS);
    const day = { number, start_ms, end_ms: this.#time.next('day', ms) };
    this.#days.set(number, day);
    return (this.#last = day);
  }

  /** The days that overlap `[start_ms, end_ms)`, ascending. */
  days(start_ms: number, end_ms: number): Day[] {
    const days: Day[] = [];
    for (let ms = start_ms; ms < end_ms;) {
      const day = this.dayAt(ms);
      days.push(day);
      ms = day.end_ms;
    }
    return days;
  }
}

/**
 * What the clock on the wall shows, in minutes since midnight.
 *
 * Clocks change in the night: the first four hours count from midnight, the rest back from the next one.
 */
export function wallMinutes(day: Day, ms: number): number {
  const elapsed = (ms - day.start_ms) / MINUTE_MS;
  return elapsed < 240 ? elapsed : 1440 - (day.end_ms - ms) / MINUTE_MS;
}

/** 0 is Sunday. */
export function weekdayOf(dayNumber: number): number {
  // 1970-01-01 was a Thursday.
  return (dayNumber + 4) % 7;
}

export function isWeekend(dayNumber: number): boolean {
  return weekdayOf(dayNumber) % 6 === 0;
}

/** `2026-11-22` for the number of its day. */
export function dateOf(dayNumber: number): string {
  return new Date(dayNumber * DAY_MS).toISOString().slice(0, 10);
}

/** −1 in the coldest week of the year (of the northern hemisphere), 1 in the warmest. */
export function season(day: Day): number {
  return -Math.cos((2 * Math.PI * (day.number - 19)) / 365.2425);
}
