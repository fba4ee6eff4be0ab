/** Beside a square so many times greater, the others' digits are lost. */
const DOMINANT = 1e6;

/**
 * Mean and standard deviation of the last `capacity` values, in constant time each.
 *
 * Sums are taken of differences to the first value, so that a small spread about a large level is not lost to rounding.
 */
export class TrailingMoments {
  readonly #values: Float64Array;
  #origin = 0;
  #next = 0;
  #count = 0;
  #sum = 0;
  #squares = 0;

  constructor(capacity: number) {
    this.#values = new Float64Array(capacity);
  }

  get count(): number {
    return this.#count;
  }

  /** NaN before the first value. */
  get mean(): number {
    return this.#sum / this.#count + this.#origin;
  }

  /** Of the population: at thousands of values n or n − 1 is the same. */
  get stddev(): number {
    const mean = this.#sum / this.#count;
    return Math.sqrt(Math.max(0, this.#squares / this.#count - mean * mean));
  }

  push(value: number): void {
    if (this.#count === 0) this.#origin = value;
    const shifted = value - this.#origin;
    let left = 0;
    if (this.#count === this.#values.length) {
      left = this.#values[this.#next] ?? 0;
      this.#sum -= left;
      this.#squares -= left * left;
    } else this.#count += 1;
    this.#values[this.#next] = shifted;
    this.#sum += shifted;
    this.#squares += shifted * shifted;
    this.#next = (this.#next + 1) % this.#values.length;
    if (this.#next === 0 || left * left > DOMINANT * this.#squares) this.#recount();
  }

  /** What rounding has left behind in the running sums goes once a round, and with an enormous value. */
  #recount(): void {
    this.#sum = 0;
    this.#squares = 0;
    for (const value of this.#values.subarray(0, this.#count)) {
      this.#sum += value;
      this.#squares += value * value;
    }
  }
}
