import { type CounterScale, scaleOf } from './counter-scale.ts';
import { GAP_FACTOR, usualInterval } from './coverage.ts';
import { tidy } from './tidy.ts';

/** What one interval between two trusted readings of a meter consumed. */
export interface ConsumptionInterval {
  readonly start_ms: number;
  readonly end_ms: number;
  /** Never negative. */
  readonly kwh: number;
  /** Spread over a gap: the sum is known, when it was consumed is not. */
  readonly estimated: boolean;
}

type CounterEventKind = 'reset' | 'rollover' | 'glitch' | 'spike' | 'gap';

export interface CounterEvent {
  readonly kind: CounterEventKind;
  readonly at_ms: number;
  readonly note: string;
}

interface Consumption {
  /** Ascending; holes are where nothing can be said. */
  readonly intervals: readonly ConsumptionInterval[];
  readonly events: readonly CounterEvent[];
}

/** A wrong value lasts at most so many readings, or so long where readings come faster (and then at most 30). */
const GLITCH_READINGS = 3;
const GLITCH_MS = 15 * 60_000;
const MOST_GLITCH_READINGS = 30;

/** Where registers begin again at zero: after 4 to 9 digits, and the integers of metering chips, in kWh and in Wh. */
const CAPACITIES_KWH = [1e4, 1e5, 2 ** 31 / 1000, 1e6, 2 ** 32 / 1000, 1e7, 1e8, 1e9, 2 ** 31, 2 ** 32].sort(
  (a, b) => a - b,
);

/**
 * What a cumulative energy meter consumed, interval by interval.
 *
 * A register only counts up; everything else has a cause, and none of them is consumption:
 * - The fewest readings whose removal lets the register count up again are wrong: below the line a `glitch`, above it a
 *   `spike`. They are dropped, and never become the base of a difference.
 * - A fall from just below a register's capacity is a `rollover`: what was left of it, and the new value, count.
 * - Any other fall that lasts is a `reset`: the new value counts, from zero, if so much can have been consumed at all.
 * - A rise beyond all that the meter ever drew, which lasts, is a replaced meter, a `reset` too: it does not count.
 * - A difference over a `gap` counts, and is marked as estimated.
 *
 * The last readings are held back while what follows could still show them to be wrong.
 *
 * @param timestamps Ascending, in ms. Take some from outside the window asked for: its ends are judged by them.
 * @param register In kWh, good readings only, finite.
 */
export function countConsumption(timestamps: Float64Array, register: Float64Array): Consumption {
  const counter = new Counter(timestamps, register);
  return counter.run();
}

/** A reading that is believed, with what it ends and what was noticed on the way to it. */
interface Trusted {
  readonly index: number;
  readonly interval?: ConsumptionInterval;
  readonly events: readonly CounterEvent[];
}

class Counter {
  readonly #timestamps: Float64Array;
  readonly #register: Float64Array;
  readonly #gap_ms: number;
  readonly #scale: CounterScale;
  readonly #trusted: Trusted[] = [];
  /** Where in `#trusted` the present register begins: what stands before it cannot be compared with it. */
  #base = 0;
  /** The last reading before a reset, to which the register may yet return, and where its register began. */
  #beforeReset: { readonly at: number; readonly base: number } | undefined;
  /** Noticed since the last trusted reading. */
  #noticed: CounterEvent[] = [];

  constructor(timestamps: Float64Array, register: Float64Array) {
    this.#timestamps = timestamps;
    this.#register = register;
    this.#gap_ms = timestamps.length < 3 ? Number.POSITIVE_INFINITY : (usualInterval(timestamps) ?? 0) * GAP_FACTOR;
    this.#scale = scaleOf(timestamps, register, this.#gap_ms);
  }

  run(): Consumption {
    const n = this.#timestamps.length;
    if (n > 0) this.#trusted.push({ index: 0, events: [] });
    for (let i = 1; i < n;) i = this.#difference(this.#last, i) < 0 ? this.#fall(i) : this.#rise(i);
    return {
      intervals: this.#trusted.flatMap(({ interval }) => interval ?? []),
      events: this.#trusted.flatMap(({ events }) => events),
    };
  }

  /** @returns The next reading to look at, as `#fall` does. */
  #rise(i: number): number {
    const kwh = this.#difference(this.#last, i);
    if (this.#returns(i)) return i + 1;
    if (this.#scale.canConsume(kwh, this.#elapsed(this.#last, i))) {
      this.#trust(i, kwh);
    } else if (this.#fallsBack(i)) {
      this.#notice('spike', i, `${this.#kwh(i)} after ${this.#kwh(this.#last)}, and soon gone.`);
    } else if (i + GLITCH_READINGS < this.#timestamps.length) {
      this.#replace(i);
    }
    return i + 1;
  }

  #fall(i: number): number {
    const removal = this.#restarts(i) ? undefined : this.#leastRemoval(i);
    if (removal) return this.#remove(removal, i);
    // Too early to tell a glitch from a reset.
    if (i + GLITCH_READINGS >= this.#timestamps.length) return i + 1;
    const last = this.#last;
    const elapsed_ms = this.#elapsed(last, i);
    const rest_kwh = this.#untilRollover(last);
    const restart_kwh = this.#value(i);
    if (this.#scale.isUsual(rest_kwh + restart_kwh, elapsed_ms) && restart_kwh >= 0) {
      this.#notice('rollover', i, `From ${this.#kwh(last)} to ${this.#kwh(i)}.`);
      this.#trust(i, rest_kwh + restart_kwh);
      this.#base = this.#trusted.length - 1;
    } else if (this.#scale.isUsual(restart_kwh, elapsed_ms) && restart_kwh >= 0) {
      this.#beforeReset = { at: this.#trusted.length - 1, base: this.#base };
      this.#notice('reset', i, `From ${this.#kwh(last)} to ${this.#kwh(i)}; counted from zero.`);
      this.#trust(i, restart_kwh);
      this.#base = this.#trusted.length - 1;
    } else {
      this.#replace(i);
    }
    return i + 1;
  }

  /** A register that stood still after a reset and is back where it was had only lost its value for a while. */
  #returns(i: number): boolean {
    const reset = this.#beforeReset;
    const before = reset && this.#trusted[reset.at];
    const restart = this.#trusted[this.#base];
    if (!reset || !before || !restart) return false;
    if (this.#value(this.#last) !== this.#value(restart.index)) {
      this.#beforeReset = undefined;
      return false;
    }
    const kwh = this.#difference(before.index, i);
    if (kwh < 0 || !this.#scale.canConsume(kwh, this.#elapsed(before.index, i))) return false;
    this.#trusted.length = reset.at + 1;
    this.#noticed = [];
    this.#notice('glitch', restart.index, `${this.#kwh(restart.index)} until the register came back.`);
    this.#trust(i, kwh);
    this.#base = reset.base;
    this.#beforeReset = undefined;
    return true;
  }

  /** Whether a steep rise is undone soon. */
  #fallsBack(i: number): boolean {
    for (let j = i + 1; j < this.#timestamps.length && this.#isBrief(j - i, i, j); j += 1) {
      if (this.#difference(i, j) < 0) return true;
    }
    return false;
  }

  /** The fewest readings, trusted ones and those from `i` on, without which the register counts up in a plausible way. */
  #leastRemoval(i: number): { back: number; ahead: number } | undefined {
    for (let total = 1; total <= MOST_GLITCH_READINGS; total += 1) {
      for (let back = 0; back <= total; back += 1) {
        const ahead = total - back;
        const from = this.#trusted[this.#trusted.length - 1 - back];
        if (!from || this.#trusted.length - 1 - back < this.#base || i + ahead >= this.#timestamps.length) continue;
        const firstRemoved = this.#trusted[this.#trusted.length - back]?.index ?? i;
        if (!this.#isBrief(total, firstRemoved, i + ahead)) continue;
        const kwh = this.#difference(from.index, i + ahead);
        if (kwh >= 0 && this.#scale.canConsume(kwh, this.#elapsed(from.index, i + ahead))) return { back, ahead };
      }
    }
    return undefined;
  }

  /** Whether a register near zero counts up step by step from here on: then it is no glitch, small as it may be. */
  #restarts(i: number): boolean {
    if (i + GLITCH_READINGS >= this.#timestamps.length) return false;
    if (!this.#scale.isUsual(this.#value(i), this.#elapsed(this.#last, i))) return false;
    for (let j = i + 1; j <= i + GLITCH_READINGS; j += 1) {
      const kwh = this.#difference(j - 1, j);
      if (kwh <= 0 || !this.#scale.isUsual(kwh, this.#elapsed(j - 1, j))) return false;
    }
    return true;
  }

  #remove({ back, ahead }: { back: number; ahead: number }, i: number): number {
    const removed = this.#trusted.splice(this.#trusted.length - back, back).map(({ index }) => index);
    for (let j = i; j < i + ahead; j += 1) removed.push(j);
    const next = i + ahead;
    for (const index of removed) {
      const kind = this.#difference(next, index) > 0 ? 'spike' : 'glitch';
      this.#notice(kind, index, `${this.#kwh(index)} between ${this.#kwh(this.#last)} and ${this.#kwh(next)}.`);
    }
    this.#trust(next, this.#difference(this.#last, next));
    return next + 1;
  }

  #replace(i: number): void {
    this.#notice('reset', i, `From ${this.#kwh(this.#last)} to ${this.#kwh(i)}; taken for another meter, not counted.`);
    this.#trusted.push({ index: i, events: this.#noticed });
    this.#noticed = [];
    this.#base = this.#trusted.length - 1;
    this.#beforeReset = undefined;
  }

  #trust(i: number, kwh: number): void {
    const last = this.#last;
    const [start_ms, end_ms] = [this.#time(last), this.#time(i)];
    const estimated = end_ms - start_ms > this.#gap_ms;
    if (estimated && i === last + 1) {
      const event = { kind: 'gap' as const, at_ms: start_ms, note: `${tidy(kwh)} kWh spread over it.` };
      this.#noticed.push(event);
    }
    this.#trusted.push({ index: i, interval: { start_ms, end_ms, kwh, estimated }, events: this.#noticed });
    this.#noticed = [];
  }

  #notice(kind: CounterEventKind, i: number, note: string): void {
    this.#noticed.push({ kind, at_ms: this.#time(i), note });
  }

  #untilRollover(i: number): number {
    const capacity = CAPACITIES_KWH.find((kwh) => kwh > this.#value(i));
    return capacity === undefined ? Number.POSITIVE_INFINITY : capacity - this.#value(i);
  }

  #isBrief(readings: number, first: number, end: number): boolean {
    return readings <= GLITCH_READINGS || this.#elapsed(first, end) <= GLITCH_MS;
  }

  get #last(): number {
    return this.#trusted.at(-1)?.index ?? 0;
  }

  #difference(from: number, to: number): number {
    return this.#value(to) - this.#value(from);
  }

  #elapsed(from: number, to: number): number {
    return this.#time(to) - this.#time(from);
  }

  #value(i: number): number {
    return this.#register[i] ?? Number.NaN;
  }

  #time(i: number): number {
    return this.#timestamps[i] ?? Number.NaN;
  }

  #kwh(i: number): string {
    return `${tidy(this.#value(i))} kWh`;
  }
}
