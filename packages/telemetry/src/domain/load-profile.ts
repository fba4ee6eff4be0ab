import type { BuildingTime, TimeWindow } from '@nexus/models';
import { MS_PER_HOUR } from './counter-scale.ts';
import type { ConsumptionInterval } from './energy-counter.ts';

/** The hours of the building's clock that a window touches; the first and the last are cut to it. */
export function hoursOf(window: TimeWindow, time: BuildingTime): TimeWindow[] {
  const hours: TimeWindow[] = [];
  let start_ms = window.start_ms;
  while (start_ms < window.end_ms) {
    const end_ms = Math.min(time.next('hour', start_ms), window.end_ms);
    hours.push({ start_ms, end_ms });
    start_ms = end_ms;
  }
  return hours;
}

/** Energy by hour; every array has one entry for each of the hours. */
export interface LoadProfile {
  readonly kwh: Float64Array;
  /** How long of the hour something is known, in ms. */
  readonly known_ms: Float64Array;
  /** Of these two, what was spread over a gap. */
  readonly estimated_kwh: Float64Array;
  readonly estimated_ms: Float64Array;
}

/** Gives each hour its share of the intervals that it meets, in proportion to time. */
export function loadProfile(intervals: readonly ConsumptionInterval[], hours: readonly TimeWindow[]): LoadProfile {
  const profile = emptyProfile(hours.length);
  let first = 0;
  for (const { start_ms, end_ms, kwh, estimated } of intervals) {
    while (first < hours.length && (hours[first]?.end_ms ?? 0) <= start_ms) first += 1;
    for (let h = first; h < hours.length; h += 1) {
      const hour = hours[h];
      if (!hour || hour.start_ms >= end_ms) break;
      const shared_ms = Math.min(end_ms, hour.end_ms) - Math.max(start_ms, hour.start_ms);
      const share_kwh = (kwh * shared_ms) / (end_ms - start_ms);
      add(profile.kwh, h, share_kwh);
      add(profile.known_ms, h, shared_ms);
      if (!estimated) continue;
      add(profile.estimated_kwh, h, share_kwh);
      add(profile.estimated_ms, h, shared_ms);
    }
  }
  return profile;
}

/** The profiles of several meters as one: everything adds up. */
export function sumOf(profiles: readonly LoadProfile[], hours: number): LoadProfile {
  const sum = emptyProfile(hours);
  for (const profile of profiles) {
    for (let h = 0; h < hours; h += 1) {
      add(sum.kwh, h, profile.kwh[h] ?? 0);
      add(sum.known_ms, h, profile.known_ms[h] ?? 0);
      add(sum.estimated_kwh, h, profile.estimated_kwh[h] ?? 0);
      add(sum.estimated_ms, h, profile.estimated_ms[h] ?? 0);
    }
  }
  return sum;
}

/** Adds up the hours of a profile. */
export function totalOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** Mean power of each hour that is not cut; `isKnown` when all of the meters tell of all of it. */
export function hourlyPower(
  profile: LoadProfile,
  hours: readonly TimeWindow[],
  meters: number,
): { hour: TimeWindow; kw: number; isKnown: boolean }[] {
  return hours.flatMap((hour, h) => {
    const length_ms = hour.end_ms - hour.start_ms;
    if (length_ms < MS_PER_HOUR) return [];
    const kw = ((profile.kwh[h] ?? 0) * MS_PER_HOUR) / length_ms;
    return { hour, kw, isKnown: (profile.known_ms[h] ?? 0) >= length_ms * meters };
  });
}

function emptyProfile(hours: number): LoadProfile {
  return {
    kwh: new Float64Array(hours),
    known_ms: new Float64Array(hours),
    estimated_kwh: new Float64Array(hours),
    estimated_ms: new Float64Array(hours),
  };
}

function add(sums: Float64Array, index: number, value: number): void {
  sums[index] = (sums[index] ?? 0) + value;
}
