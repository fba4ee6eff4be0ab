import { type Day, isWeekend, wallMinutes, weekdayOf } from '../building/calendar.ts';
import { hash32, jitter, streamKey, uniform } from '../building/noise.ts';
import { fractionAt } from '../building/use.ts';
import type { DemoZone } from '../building/zones.ts';

// Sunday first. Home office is popular on Mondays and Fridays.
const WEEKDAY_SHARE = [1, 0.84, 1, 0.99, 0.95, 0.7, 1] as const;
const FIRST_MEETING_HOUR = 8;
const LAST_MEETING_HOUR = 17;

/** Who comes to the building, and where they are. */
export class Attendance {
  readonly #dayKey: number;
  readonly #zoneKey: number;

  constructor(seed: number) {
    this.#dayKey = streamKey(seed, 'attendance');
    this.#zoneKey = streamKey(seed, 'presence');
  }

  /** Share of the people that come on a day, at most 1; on weekends a share of the few that come then. */
  shareOf(dayNumber: number): number {
    return (WEEKDAY_SHARE[weekdayOf(dayNumber)] ?? 1) * (0.86 + 0.14 * uniform(this.#dayKey, dayNumber));
  }

  /** People in a zone at an instant of a day, as counted. */
  peopleIn(zone: DemoZone, zoneIndex: number, day: Day, ms: number): number {
    const minute = wallMinutes(day, ms);
    const key = hash32(this.#zoneKey, zoneIndex);
    if (zone.use.meetings === true) return this.#inMeeting(zone, key, day, minute);
    const share = this.shareOf(day.number) * (isWeekend(day.number) ? zone.use.weekend : 1);
    const expected = zone.capacity * share * fractionAt(zone.use.presence, minute);
    const slot = Math.floor(minute / 10);
    // People come and go: the fewer there are, the rarer one of them steps out.
    const moving = expected < 0.2 ? 0 : jitter(key, day.number * 144 + slot) * Math.sqrt(expected) * 0.5;
    return Math.min(zone.capacity, Math.max(0, Math.round(expected + moving)));
  }

  #inMeeting(zone: DemoZone, key: number, day: Day, minute: number): number {
    const hour = Math.floor(minute / 60);
    if (isWeekend(day.number) || hour < FIRST_MEETING_HOUR || hour > LAST_MEETING_HOUR || hour === 12) return 0;
    const slot = day.number * 24 + hour;
    if (uniform(key, slot) > 0.66 * this.shareOf(day.number)) return 0;
    const late = Math.floor(uniform(key ^ 0x1a7e, slot) * 2) * 5;
    const intoHour = minute - hour * 60;
    if (intoHour < late || intoHour >= 55) return 0;
    return 2 + Math.floor(uniform(key ^ 0x517e, slot) * (zone.capacity - 1));
  }
}

/** Whether the building's ventilation runs for the people's sake. */
export function isVentilated(day: Day, ms: number): boolean {
  if (isWeekend(day.number)) return false;
  const minute = wallMinutes(day, ms);
  return minute >= 360 && minute < 1200;
}
