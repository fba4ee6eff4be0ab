import type { LocalInstant } from './local-clock.ts';

const BIN_MINUTES = 15;
const MIN_DAYS = 3;
const MAX_DAYS = 21;

/** What is usual at a time of day. */
export interface Usual {
  readonly mean: number;
  /** Great where something starts or stops within the quarter of an hour. */
  readonly stddev: number;
}

interface DaySums {
  readonly day_ms: number;
  count: number;
  sum: number;
  squares: number;
}

/**
 * The usual value at a time of day: that of the same quarter of an hour on the days before.
 *
 * Working days and weekends are told apart as soon as there are three of their kind; before that all days count.
 */
export class DailyProfile {
  readonly #bins = new Map<string, DaySums[]>();
  /** Sums are taken of differences to it, so that a small spread about a large level is not lost to rounding. */
  #origin: number | undefined;

  /** `undefined` until three earlier days are known. */
  usual(at: LocalInstant): Usual | undefined {
    return this.#before(this.#bin(at, kindOf(at)), at) ?? this.#before(this.#bin(at, 'any'), at);
  }

  push(at: LocalInstant, value: number): void {
    this.#origin ??= value;
    const shifted = value - this.#origin;
    for (const kind of [kindOf(at), 'any']) {
      const bin = this.#bin(at, kind);
      let day = bin.at(-1);
      if (day?.day_ms !== at.day_ms) {
        day = { day_ms: at.day_ms, count: 0, sum: 0, squares: 0 };
        bin.push(day);
        if (bin.length > MAX_DAYS) bin.shift();
      }
      day.count += 1;
      day.sum += shifted;
      day.squares += shifted * shifted;
    }
  }

  #bin({ minute }: LocalInstant, kind: string): DaySums[] {
    const key = `${kind} ${Math.floor(minute / BIN_MINUTES)}`;
    let bin = this.#bins.get(key);
    if (!bin) this.#bins.set(key, (bin = []));
    return bin;
  }

  #before(bin: readonly DaySums[], { day_ms }: LocalInstant): Usual | undefined {
    const earlier = bin.filter((day) => day.day_ms < day_ms);
    if (earlier.length < MIN_DAYS) return undefined;
    const total = { count: 0, sum: 0, squares: 0 };
    for (const { count, sum, squares } of earlier) {
      total.count += count;
      total.sum += sum;
      total.squares += squares;
    }
    const mean = total.sum / total.count;
    return {
      mean: mean + (this.#origin ?? 0),
      stddev: Math.sqrt(Math.max(0, total.squares / total.count - mean * mean)),
    };
  }
}

function kindOf({ isWeekend }: LocalInstant): 'weekend' | 'working' {
  return isWeekend ? 'weekend' : 'working';
}
