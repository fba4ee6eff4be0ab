const MIN_CHANGES = 30;
const EXPECTED_CHANGES = 15;
/** Times as long as all but one in a hundred of the times that it stood still before. */
const LONGER = 2;
const SHARE = 0.99;

/** How long a series has shown the same value, compared with how often it usually changes. */
export interface Stillness {
  readonly since_ms: number;
  readonly readings: number;
  /** Changes that were due in this time. */
  readonly expected_changes: number;
  /** 1 where standing still is as unusual as it takes to be told, and more beyond. */
  readonly strength: number;
}

/**
 * Finds a sensor that is stuck: the same value while 15 changes were due, and twice as long as 99 % of the times before.
 *
 * What never changed much is never stuck, so a constant series raises nothing.
 */
export class FlatlineDetector {
  #last = Number.NaN;
  #since_ms = 0;
  #run = 0;
  #readings = 0;
  #changes = 0;
  /** How often the series stood still for so many readings. */
  readonly #runs: number[] = [];

  push(timestamp_ms: number, value: number): Stillness | undefined {
    if (value !== this.#last) {
      if (this.#run > 0) {
        this.#readings += this.#run;
        this.#changes += 1;
        this.#runs[this.#run] = (this.#runs[this.#run] ?? 0) + 1;
      }
      this.#last = value;
      this.#since_ms = timestamp_ms;
      this.#run = 1;
      return undefined;
    }
    this.#run += 1;
    if (this.#changes < MIN_CHANGES) return undefined;
    const expected_changes = (this.#run * this.#changes) / this.#readings;
    if (expected_changes < EXPECTED_CHANGES) return undefined;
    const strength = Math.min(expected_changes / EXPECTED_CHANGES, this.#run / (LONGER * this.#usualRun()));
    return { since_ms: this.#since_ms, readings: this.#run, expected_changes, strength };
  }

  /** The length that 99 % of the runs do not exceed. */
  #usualRun(): number {
    let left = this.#changes * (1 - SHARE);
    for (let length = this.#runs.length - 1; length > 0; length -= 1) {
      left -= this.#runs[length] ?? 0;
      if (left < 0) return length;
    }
    return 1;
  }
}
