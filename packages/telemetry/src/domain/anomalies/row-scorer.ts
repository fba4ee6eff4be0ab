import { Baseline } from './baseline.ts';
import { CoolDown } from './cool-down.ts';
import { FlatlineDetector } from './flatline.ts';
import type { LocalInstant } from './local-clock.ts';
import { scoreOf } from './score.ts';

const COOL_DOWN = 800;
const Z_THRESHOLD = 3;

/**
 * Scores the rows of one series of which nothing is known but times and values, each from 0 (usual) to 1.
 *
 * From 0.5 on a row is anomalous. The score is the highest that any detector gives; within 800 rows only a higher one
 * counts again, so that one fault is one episode.
 */
export class RowScorer {
  readonly #baseline = new Baseline();
  readonly #flatline = new FlatlineDetector();
  readonly #coolDown = new CoolDown(COOL_DOWN);

  /** @param at The same instant as `timestamp_ms`. */
  push(timestamp_ms: number, at: LocalInstant, value: number): number {
    const { z, seasonal_z } = this.#baseline.push(at, value);
    const still = this.#flatline.push(timestamp_ms, value)?.strength ?? 0;
    return this.#coolDown.pass(Math.max(scoreOf(z / Z_THRESHOLD), scoreOf(seasonal_z / Z_THRESHOLD), scoreOf(still)));
  }
}
