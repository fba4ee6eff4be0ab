import { type Day, HOUR_MS, isWeekend, MINUTE_MS, wallMinutes } from '../building/calendar.ts';
import type { DemoDevice } from '../building/devices.ts';
import { drift, jitter, uniform } from '../building/noise.ts';

const SAMPLE_MS = 10 * MINUTE_MS;

/** A fan or pump: when it runs, and how it shakes. */
export class Machine {
  readonly #key: number;
  readonly #hours: 'always' | 'daily' | 'working_days';
  readonly #start: number;
  readonly #stop: number;

  constructor(device: DemoDevice) {
    this.#key = device.key;
    this.#hours = device.zone_code === 'SRV' ? 'always' : device.zone_code === 'PLANT' ? 'daily' : 'working_days';
    this.#start = (this.#hours === 'daily' ? 300 : 345) + Math.floor(uniform(device.key, 10) * 30);
    this.#stop = (this.#hours === 'daily' ? 1260 : 1170) + Math.floor(uniform(device.key, 11) * 30);
  }

  runs(day: Day, ms: number): boolean {
    if (this.#hours === 'always') return true;
    if (this.#hours === 'working_days' && isWeekend(day.number)) return false;
    const minute = wallMinutes(day, ms);
    return minute >= this.#start && minute < this.#stop;
  }

  /** Velocity in mm/s RMS, that of a healthy machine. */
  vibration(day: Day, ms: number): number {
    const noise = jitter(this.#key ^ 0x71b, Math.floor(ms / SAMPLE_MS));
    if (!this.runs(day, ms)) return 0.12 + 0.03 * noise;
    return 1.1 + 1.1 * uniform(this.#key, 12) + 0.12 * drift(this.#key ^ 0x3f, ms, 6 * HOUR_MS) + 0.16 * noise;
  }

  /** Static pressure in the duct, in Pa. */
  pressure(day: Day, ms: number): number {
    const noise = jitter(this.#key ^ 0x9e5, Math.floor(ms / SAMPLE_MS));
    return this.runs(day, ms) ? 210 + 60 * uniform(this.#key, 13) + 9 * noise : 1.5 + 1.5 * noise;
  }

  /** Supply air in °C: warm when it is cold outside, cool when it is hot, the room's while the machine stands. */
  supplyTemperature(day: Day, ms: number, outdoor_c: number, room_c: number): number {
    const noise = 0.25 * jitter(this.#key ^ 0x5a, Math.floor(ms / SAMPLE_MS));
    if (!this.runs(day, ms)) return room_c + noise;
    if (this.#hours === 'always') return 14.5 + noise;
    return Math.min(31, Math.max(15.5, 29 - 0.62 * outdoor_c)) + noise;
  }
}
