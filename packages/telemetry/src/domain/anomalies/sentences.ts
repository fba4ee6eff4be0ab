import { describeAge } from '@nexus/models';
import { hundredths } from '../tidy.ts';
import type { Stillness } from './flatline.ts';
import type { Limit, RateLimit } from './limits.ts';
import type { PeerLevel } from './peer-group.ts';

/** Says in one sentence, with the numbers, why a reading of this unit was found. */
export class Sentences {
  readonly #unit: string;

  constructor(unit: string) {
    this.#unit = unit;
  }

  threshold(value: number, level: number, { direction, source }: Limit): string {
    return `${this.#amount(value)} is ${direction} the limit of ${this.#amount(level)} from ${source}.`;
  }

  z_score(value: number, z: number, mean: number): string {
    return `${this.#amount(value)} is ${hundredths(z)} standard deviations from the mean of ${this.#amount(mean)}.`;
  }

  seasonal(value: number, z: number, expected: number): string {
    return (
      `${this.#amount(value)} is ${hundredths(z)} standard deviations from the ${this.#amount(expected)} ` +
      'that are usual at this time of day.'
    );
  }

  rate(change: number, apart_ms: number, limit: RateLimit): string {
    return (
      `It ${change > 0 ? 'rose' : 'fell'} by ${this.#amount(Math.abs(change))} in ${duration(apart_ms)}; ` +
      `the limit is ${this.#amount(limit.change)} in ${duration(limit.within_ms)} from ${limit.source}.`
    );
  }

  flatline(value: number, until_ms: number, { since_ms, readings, expected_changes }: Stillness): string {
    return (
      `It stood at ${this.#amount(value)} for ${readings} readings (${duration(until_ms - since_ms)}), ` +
      `in which about ${Math.round(expected_changes)} changes were due.`
    );
  }

  peers(value: number, { median, peers }: PeerLevel, place: string, usual: number | undefined): string {
    return (
      `${this.#amount(value)} differs from its ${peers} peers ${place} by ${this.#amount(Math.abs(value - median))}; ` +
      `their median is ${this.#amount(median)}` +
      (usual === undefined ? '.' : `, and the usual difference ${this.#amount(usual)}.`)
    );
  }

  stuckAmongPeers(value: number, still_ms: number, due: number, place: string): string {
    return (
      `It has stood at ${this.#amount(value)} for ${duration(still_ms)}, in which its peers ${place} changed ` +
      `${Math.round(due)} times.`
    );
  }

  gap(silence_ms: number, interval_ms: number): string {
    return `No reading for ${duration(silence_ms)}; one comes every ${duration(interval_ms)}.`;
  }

  #amount(value: number): string {
    return this.#unit === '' ? String(hundredths(value)) : `${hundredths(value)} ${this.#unit}`;
  }
}

function duration(ms: number): string {
  const minutes = ms / 60_000;
  if (minutes < 1) return describeAge(ms / 1000);
  if (minutes < 120) return `${Math.round(minutes)} min`;
  return `${hundredths(Math.round(minutes / 6) / 10)} h`;
}
