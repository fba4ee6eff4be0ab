import type { TimeWindow } from './time-window.ts';
import type { BuildingTime } from './time.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const MINUTES = [1, 5, 10, 15, 30];
const HOURS = [1, 2, 3, 6, 12];
const DAYS = [1, 2, 7, 14];
const MONTH_MS = 30 * DAY_MS;

export interface TimeTick {
  readonly at_ms: number;
  /** `14:30`, `11-24` where a day begins, or `2026-11`. */
  readonly label: string;
}

/** Round local times in a window, about `most` of them at most; a day of 23 or 25 hours has them at its own hours. */
export function timeTicks({ start_ms, end_ms }: TimeWindow, most: number, time: BuildingTime): TimeTick[] {
  const least_ms = (end_ms - start_ms) / Math.max(1, most);
  const text = (at_ms: number) => time.iso(at_ms);
  const timeOfDay = (at_ms: number) => text(at_ms).slice(11, 16);
  const date = (at_ms: number) => text(at_ms).slice(5, 10);
  const within = (label: (at_ms: number) => string, first: number, next: (at_ms: number) => number) => {
    const ticks: TimeTick[] = [];
    for (let at_ms = first; at_ms < end_ms; at_ms = next(at_ms)) {
      if (at_ms >= start_ms) ticks.push({ at_ms, label: label(at_ms) });
    }
    return ticks;
  };
  const hour = (at_ms: number) => Number(text(at_ms).slice(11, 13));
  const hourOrDay = (at_ms: number) => (timeOfDay(at_ms) === '00:00' ? date(at_ms) : timeOfDay(at_ms));
  const minutes = MINUTES.find((length) => length * MINUTE_MS >= least_ms);
  if (minutes !== undefined) {
    const step_ms = minutes * MINUTE_MS;
    const first_ms = time.startOf('hour', start_ms);
    return within(timeOfDay, first_ms, (at_ms) => at_ms + step_ms);
  }
  const hours = HOURS.find((length) => length * HOUR_MS >= least_ms);
  if (hours !== undefined) {
    const all = within(hourOrDay, time.startOf('hour', start_ms), (at_ms) => time.next('hour', at_ms));
    return all.filter(({ at_ms }) => hour(at_ms) % hours === 0);
  }
  const days = DAYS.find((length) => length * DAY_MS >= least_ms);
  if (days !== undefined) {
    const all = within(date, time.startOf('day', start_ms), (at_ms) => time.next('day', at_ms));
    return all.filter((_, i) => i % days === 0);
  }
  const months = Math.ceil(least_ms / MONTH_MS);
  const all = within(
    (at_ms) => text(at_ms).slice(0, 7),
    time.startOf('month', start_ms),
    (at_ms) => time.next('month', at_ms),
  );
  return all.filter((_, i) => i % months === 0);
}

/** Of the level: values that differ by less cannot be told apart on an axis. */
const FLAT = 1e-9;
const LEAST = 1e-100;

/** A range of round numbers around values, and the round numbers in it. */
export interface ValueScale {
  readonly min: number;
  readonly max: number;
  readonly ticks: readonly number[];
  /** With the decimals that tell the ticks apart. */
  readonly label: (value: number) => string;
}

/** Steps of 1, 2 or 5 times a power of ten, about `most` of them at most; equal values get room above and below. */
export function valueScale(least: number, greatest: number, most: number): ValueScale {
  const middle = least / 2 + greatest / 2;
  const isFlat = greatest - least <= Math.max(Math.abs(middle) * FLAT, LEAST);
  const flat = Math.abs(middle) > LEAST ? Math.abs(middle) / 10 : 1;
  const span = isFlat ? flat : Math.min(Number.MAX_VALUE / 10, greatest - least);
  const [from, to] = isFlat ? [middle - span / 2, middle + span / 2] : [least, greatest];
  const rough = span / Math.max(1, most - 1);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
  const first = Math.floor(from / step);
  const last = Math.max(first + 1, Math.ceil(to / step));
  const ticks = Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
  const isPlain = step >= 1e-6 && Math.max(Math.abs(from), Math.abs(to)) < 1e9;
  const decimals = isPlain ? Math.max(0, -Math.floor(Math.log10(step) + 1e-9)) : 0;
  return {
    min: ticks[0] ?? from,
    max: ticks.at(-1) ?? to,
    ticks,
    label: (value) => (isPlain ? value.toFixed(decimals) : String(Number(value.toPrecision(6)))),
  };
}
