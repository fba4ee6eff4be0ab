export const MS_PER_HOUR = 3_600_000;

/** A meter of a building can always have seen this much. */
const LEAST_MOST_KW = 10;
const MOST_FACTOR = 20;
const USUAL_FACTOR = 3;
/** Nothing that one meter measures draws more; used while there are too few readings to tell. */
const ABSOLUTE_KW = 100_000;

/** What one meter is able to count, learnt from its own readings. */
export interface CounterScale {
  /** Whether it can have counted `kwh` in this time at all: 20 times its sustained power, and at least 10 kW. */
  canConsume(kwh: number, ms: number): boolean;
  /** Whether that is near what it usually counts: up to three times its sustained power. */
  isUsual(kwh: number, ms: number): boolean;
}

/** A reading teaches something when so many before it are not higher, and so many after it not lower. */
const WITNESSES = 3;

/**
 * Learns the sustained power of a meter: the highest that two intervals in a row both reached.
 *
 * A wrong reading hardly ever makes two high intervals in a row, a real load does: so bursts are known, and spikes are
 * not. Coarse registers count in steps, which make single intervals look steep, so three steps more are always allowed.
 *
 * @param gap_ms Intervals longer than this are not looked at.
 */
export function scaleOf(timestamps: Float64Array, register: Float64Array, gap_ms: number): CounterScale {
  let sustained_kw = 0;
  let step_kwh = Number.POSITIVE_INFINITY;
  let before_kw = Number.NaN;
  let isKnown = false;
  for (let i = 1; i < timestamps.length; i += 1) {
    const ms = (timestamps[i] ?? 0) - (timestamps[i - 1] ?? 0);
    const kwh = (register[i] ?? 0) - (register[i - 1] ?? 0);
    if (kwh > 0) step_kwh = Math.min(step_kwh, kwh);
    const isSound = ms <= gap_ms && isWitnessed(register, i) && isWitnessed(register, i - 1);
    const kw = isSound ? (kwh * MS_PER_HOUR) / ms : Number.NaN;
    if (kw >= 0 && before_kw >= 0) {
      sustained_kw = Math.max(sustained_kw, Math.min(kw, before_kw));
      isKnown = true;
    }
    before_kw = kw;
  }
  const most_kw = isKnown ? Math.max(LEAST_MOST_KW, MOST_FACTOR * sustained_kw) : ABSOLUTE_KW;
  const slack_kwh = Number.isFinite(step_kwh) ? 3 * step_kwh : 0;
  return {
    canConsume: (kwh, ms) => kwh <= (most_kw * ms) / MS_PER_HOUR + slack_kwh,
    isUsual: (kwh, ms) => kwh <= (USUAL_FACTOR * sustained_kw * ms) / MS_PER_HOUR + slack_kwh,
  };
}

function isWitnessed(register: Float64Array, i: number): boolean {
  const value = register[i] ?? 0;
  for (let k = 1; k <= WITNESSES; k += 1) {
    if ((register[i - k] ?? value) > value || (register[i + k] ?? value) < value) return false;
  }
  return true;
}
