/**
 * Lets a score pass only when it is higher than each of the last `length`: what goes on is told once, what gets worse
 * again.
 */
export class CoolDown {
  readonly #length: number;
  /** Falling scores with their positions, the highest first; passed over from `#first` on. */
  #highest: { at: number; score: number }[] = [];
  #at = 0;

  constructor(length: number) {
    this.#length = length;
  }

  /** @returns The score, or 0 while it is held back. */
  pass(score: number): number {
    while ((this.#highest[0]?.at ?? Infinity) < this.#at - this.#length) this.#highest.shift();
    const passes = score > (this.#highest[0]?.score ?? 0);
    while ((this.#highest.at(-1)?.score ?? Infinity) <= score) this.#highest.pop();
    this.#highest.push({ at: this.#at, score });
    this.#at += 1;
    return passes ? score : 0;
  }
}
