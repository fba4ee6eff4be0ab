import { type Calendar, DAY_MS, type Day, HOUR_MS, MINUTE_MS, season, wallMinutes } from '../building/calendar.ts';
import { drift, streamKey } from '../building/noise.ts';
import type { DemoZone } from '../building/zones.ts';
import { type Attendance, isVentilated } from './attendance.ts';

export const OUTDOOR_CO2_PPM = 420;

const STEP_MS = 5 * MINUTE_MS;
const STEP_HOURS = STEP_MS / HOUR_MS;
const CO2_LITRES_PER_PERSON_HOUR = 18;
const CEILING_M = 3;
const NIGHT_AIR_CHANGES_PER_HOUR = 0.5;
// A day of every zone is 9 kB; a month of all forty is kept.
const MAX_KEPT_DAYS = 1300;

/** The air of a zone over one day, on a grid of five minutes that ends with the start of the next day. */
interface ClimateDay {
  readonly start_ms: number;
  readonly people: Uint8Array;
  readonly co2_ppm: Float64Array;
  readonly temperature_c: Float64Array;
}

interface AirState {
  co2_ppm: number;
  /** 0 at the night's setback, 1 at the day's setpoint. */
  conditioned: number;
  /** Heat of people, as a fraction of what a full room gives. */
  people_heat: number;
}

/**
 * The air in each zone: people, CO₂, temperature, humidity and light.
 *
 * CO₂ is the mass balance of a mixed room, dC/dt = G·n/V − λ·(C − C_outdoors); temperature follows setback, setpoint
 * and people with a first-order lag. Each day starts from the day before, itself started from an empty room: with time
 * constants of at most three hours, what was before is forgotten, so any day can be made alone.
 */
export class Climate {
  readonly #zones: readonly DemoZone[];
  readonly #calendar: Calendar;
  readonly #attendance: Attendance;
  readonly #weatherKey: number;
  readonly #airKey: number;
  readonly #days = new Map<number, ClimateDay>();

  constructor(seed: number, zones: readonly DemoZone[], calendar: Calendar, attendance: Attendance) {
    this.#zones = zones;
    this.#calendar = calendar;
    this.#attendance = attendance;
    this.#weatherKey = streamKey(seed, 'weather');
    this.#airKey = streamKey(seed, 'air');
  }

  people(zoneIndex: number, ms: number): number {
    const { air, step } = this.#at(zoneIndex, ms);
    return air.people[step] ?? 0;
  }

  co2(zoneIndex: number, ms: number): number {
    const { air, step, part } = this.#at(zoneIndex, ms);
    return between(air.co2_ppm, step, part);
  }

  temperature(zoneIndex: number, ms: number): number {
    const { air, step, part } = this.#at(zoneIndex, ms);
    return between(air.temperature_c, step, part);
  }

  /** Relative humidity in %: the season's, moistened by people, dried by heating. */
  humidity(zoneIndex: number, ms: number): number {
    const seasonal = season(this.#calendar.dayAt(ms));
    const moisture = (this.co2(zoneIndex, ms) - OUTDOOR_CO2_PPM) * 0.008;
    const weather = 4 * drift(this.#weatherKey ^ 0x3a1f, ms, 1.7 * DAY_MS);
    const percent = 44 + 8 * seasonal + moisture + weather - 1.4 * (this.temperature(zoneIndex, ms) - 21);
    return Math.min(95, Math.max(8, percent));
  }

  /** Outdoors, in °C. */
  outdoorTemperature(ms: number): number {
    const day = this.#calendar.dayAt(ms);
    const daily = Math.sin((2 * Math.PI * (wallMinutes(day, ms) - 540)) / 1440);
    return 10 + 9.5 * season(day) + 3.5 * daily + 4 * drift(this.#weatherKey, ms, 2.3 * DAY_MS);
  }

  /** Daylight and lamps, in lx; lamps are on while somebody is there. */
  illuminance(zoneIndex: number, ms: number): number {
    const zone = this.#zones[zoneIndex];
    const day = this.#calendar.dayAt(ms);
    const lamps = this.people(zoneIndex, ms) > 0 ? 430 : 4;
    if (!zone || zone.use.machines === true) return lamps;
    const daylightMinutes = 730 + 240 * season(day);
    const height = Math.cos((Math.PI * (wallMinutes(day, ms) - 745)) / daylightMinutes);
    const isDay = Math.abs(wallMinutes(day, ms) - 745) < daylightMinutes / 2;
    const clouds = 0.65 + 0.35 * drift(this.#weatherKey ^ 0xc10d, ms, 3 * HOUR_MS);
    return lamps + (isDay ? 900 * height * clouds : 0);
  }

  #at(zoneIndex: number, ms: number): { air: ClimateDay; step: number; part: number } {
    const air = this.#dayOf(zoneIndex, this.#calendar.dayAt(ms));
    const position = (ms - air.start_ms) / STEP_MS;
    const step = Math.floor(position);
    return { air, step, part: position - step };
  }

  #dayOf(zoneIndex: number, day: Day): ClimateDay {
    const key = day.number * this.#zones.length + zoneIndex;
    const kept = this.#days.get(key);
    if (kept) return kept;
    const zone = this.#zones[zoneIndex];
    if (!zone) throw new RangeError(`There is no zone ${zoneIndex}.`);
    const state: AirState = { co2_ppm: OUTDOOR_CO2_PPM, conditioned: 0, people_heat: 0 };
    this.#simulate(zone, zoneIndex, this.#calendar.dayAt(day.start_ms - 1), state);
    const made = this.#simulate(zone, zoneIndex, day, state);
    if (this.#days.size >= MAX_KEPT_DAYS) this.#days.clear();
    this.#days.set(key, made);
    return made;
  }

  #simulate(zone: DemoZone, zoneIndex: number, day: Day, state: AirState): ClimateDay {
    const steps = Math.round((day.end_ms - day.start_ms) / STEP_MS);
    const people = new Uint8Array(steps + 1);
    const co2_ppm = new Float64Array(steps + 1);
    const temperature_c = new Float64Array(steps + 1);
    const volume_m3 = zone.zone.area_sqm * CEILING_M;
    for (let step = 0; step <= steps; step += 1) {
      const ms = day.start_ms + step * STEP_MS;
      const count = step < steps ? this.#attendance.peopleIn(zone, zoneIndex, day, ms) : 0;
      people[step] = count;
      co2_ppm[step] = state.co2_ppm;
      temperature_c[step] = this.#roomTemperature(zone, zoneIndex, ms, state);
      if (step < steps) advance(state, zone, volume_m3, count, isVentilated(day, ms));
    }
    return { start_ms: day.start_ms, people, co2_ppm, temperature_c };
  }

  #roomTemperature(zone: DemoZone, zoneIndex: number, ms: number, state: AirState): number {
    const wander = drift(this.#airKey + zoneIndex, ms, 5 * HOUR_MS);
    if (zone.use.machines === true) return 20.5 + 0.4 * wander;
    const outside = 0.05 * (this.outdoorTemperature(ms) - 10);
    return 19.4 + 2.3 * state.conditioned + 1.3 * state.people_heat + outside + 0.25 * wander;
  }
}

function advance(state: AirState, zone: DemoZone, volume_m3: number, people: number, ventilated: boolean): void {
  const airChanges =
    ventilated || zone.use.machines === true ? zone.use.air_changes_per_hour : NIGHT_AIR_CHANGES_PER_HOUR;
  const settled = OUTDOOR_CO2_PPM + (people * CO2_LITRES_PER_PERSON_HOUR * 1000) / (airChanges * volume_m3);
  state.co2_ppm = settled + (state.co2_ppm - settled) * Math.exp(-airChanges * STEP_HOURS);
  const lag = Math.exp(-STEP_HOURS / (ventilated ? 1.1 : 3));
  state.conditioned = Number(ventilated) + (state.conditioned - Number(ventilated)) * lag;
  const fullness = people / zone.capacity;
  state.people_heat = fullness + (state.people_heat - fullness) * Math.exp(-STEP_HOURS / 0.9);
}

function between(values: Float64Array, step: number, part: number): number {
  const from = values[step] ?? 0;
  return from + ((values[step + 1] ?? from) - from) * part;
}
