import { type Calendar, DAY_MS, HOUR_MS, isWeekend, MINUTE_MS, wallMinutes } from '../building/calendar.ts';
import { hash32, jitter, streamKey, uniform } from '../building/noise.ts';
import { type Curve, fractionAt } from '../building/use.ts';
import type { DemoZone } from '../building/zones.ts';
import type { Attendance } from './attendance.ts';

export const METER_INTERVAL_MS = 15 * MINUTE_MS;

const SLOT_HOURS = METER_INTERVAL_MS / HOUR_MS;
const SLOTS_PER_DAY = 96;
// 2020-01-01, from which the working days' energy is summed up.
const FIRST_DAY = 18_262;

export const FIRST_MS = FIRST_DAY * DAY_MS;

/**
 * What a metered zone has truly consumed, in kWh, whatever its meter shows.
 *
 * Energy at an instant is a closed form: a base load by elapsed time, each past day's use (a day's attendance times
 * the integral of the use curve), today's part of it, and a wobble smaller than the base load of one interval. So
 * power is never negative, and any instant costs the same.
 */
export class EnergyUse {
  readonly #calendar: Calendar;
  readonly #attendance: Attendance;
  readonly #key: number;
  readonly #base_kw: number;
  readonly #use_kw: number;
  readonly #weekendShare: number;
  /** Hours of full use from midnight to each quarter-hour. */
  readonly #curveHours: Float64Array;
  /** Days' worth of use before each day since `FIRST_DAY`. */
  readonly #shares: number[] = [0];

  constructor(seed: number, zone: DemoZone, zoneIndex: number, calendar: Calendar, attendance: Attendance) {
    this.#calendar = calendar;
    this.#attendance = attendance;
    this.#key = hash32(streamKey(seed, 'energy'), zoneIndex);
    this.#base_kw = (zone.use.base_w_per_sqm * zone.zone.area_sqm) / 1000;
    this.#use_kw = (zone.use.use_w_per_sqm * zone.zone.area_sqm) / 1000;
    this.#weekendShare = 0.08 + zone.use.weekend;
    this.#curveHours = integrate(zone.use.presence);
  }

  /** Energy since 2020 in kWh, between the quarter-hours in a straight line. */
  energyAt(ms: number): number {
    const slot = Math.floor(ms / METER_INTERVAL_MS);
    const part = ms / METER_INTERVAL_MS - slot;
    const from = this.#atSlot(slot);
    return part === 0 ? from : from + (this.#atSlot(slot + 1) - from) * part;
  }

  /** Mean power of the quarter-hour that ends at `ms`, in kW. */
  powerAt(ms: number): number {
    return (this.energyAt(ms) - this.energyAt(ms - METER_INTERVAL_MS)) / SLOT_HOURS;
  }

  #atSlot(slot: number): number {
    const ms = slot * METER_INTERVAL_MS;
    const day = this.#calendar.dayAt(ms);
    const fullDayHours = this.#curveHours[SLOTS_PER_DAY] ?? 0;
    const hoursToday = this.#curveHours[Math.round(wallMinutes(day, ms) / 15)] ?? 0;
    const useHours = this.#sharesBefore(day.number) * fullDayHours + this.#shareOf(day.number) * hoursToday;
    const wobble_kwh = 0.3 * this.#base_kw * SLOT_HOURS * jitter(this.#key, slot);
    return (this.#base_kw * (ms - FIRST_MS)) / HOUR_MS + this.#use_kw * useHours + wobble_kwh;
  }

  #shareOf(dayNumber: number): number {
    const people = this.#attendance.shareOf(dayNumber) * (isWeekend(dayNumber) ? this.#weekendShare : 1);
    return people * (0.94 + 0.12 * uniform(this.#key, dayNumber));
  }

  #sharesBefore(dayNumber: number): number {
    const index = dayNumber - FIRST_DAY;
    for (let known = this.#shares.length; known <= index; known += 1) {
      this.#shares.push((this.#shares[known - 1] ?? 0) + this.#shareOf(FIRST_DAY + known - 1));
    }
    return this.#shares[index] ?? 0;
  }
}

function integrate(curve: Curve): Float64Array {
  const hours = new Float64Array(SLOTS_PER_DAY + 1);
  for (let slot = 1; slot <= SLOTS_PER_DAY; slot += 1) {
    hours[slot] = (hours[slot - 1] ?? 0) + fractionAt(curve, slot * 15 - 7.5) * SLOT_HOURS;
  }
  return hours;
}
