import { DailyProfile } from './daily-profile.ts';
import type { LocalInstant } from './local-clock.ts';
import { TrailingMoments } from './trailing.ts';

const WINDOW = 6400;
const WARM_UP = 50;
const PROFILE_WARM_UP = 100;
/** Of the level: a quieter series is not more sensitive. */
const STDDEV_FLOOR = 0.001;
const LEAST_STDDEV = 1e-9;
/** Squares of it can still be added up. */
const LARGEST = 1e150;

/** How far a value lies from what was usual before it, in standard deviations; 0 while too little is known. */
export interface Deviation {
  readonly z: number;
  /** Of the values before. */
  readonly mean: number;
  /** From what is usual at this time of day. */
  readonly seasonal_z: number;
  /** What is usual at this time of day. */
  readonly expected: number;
}

/** What is usual for one series: learnt reading by reading, so a deviation depends on nothing that comes later. */
export class Baseline {
  readonly #level = new TrailingMoments(WINDOW);
  readonly #residuals = new TrailingMoments(WINDOW);
  readonly #profile = new DailyProfile();

  push(at: LocalInstant, reported: number): Deviation {
    const value = Math.min(LARGEST, Math.max(-LARGEST, reported));
    const { mean, stddev, count } = this.#level;
    const floor = Math.max(STDDEV_FLOOR * Math.abs(mean), LEAST_STDDEV);
    const z = count < WARM_UP ? 0 : Math.abs(value - mean) / Math.max(stddev, floor);
    const deviation = { z, mean, ...this.#seasonal(at, value, floor) };
    this.#level.push(value);
    this.#profile.push(at, value);
    return deviation;
  }

  #seasonal(at: LocalInstant, value: number, floor: number): Pick<Deviation, 'seasonal_z' | 'expected'> {
    const usual = this.#profile.usual(at);
    if (!usual) return { seasonal_z: 0, expected: 0 };
    const residual = value - usual.mean;
    const stddev = Math.max(this.#residuals.stddev, usual.stddev, floor);
    const isKnown = this.#residuals.count >= PROFILE_WARM_UP;
    this.#residuals.push(residual);
    return { seasonal_z: isKnown ? Math.abs(residual) / stddev : 0, expected: usual.mean };
  }
}
