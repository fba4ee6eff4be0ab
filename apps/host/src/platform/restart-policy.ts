export interface RestartLimits {
  /** Before the first start anew; it doubles with every failure in a row. */
  readonly firstWaitMs: number;
  readonly longestWaitMs: number;
  /** A program that ran for so long starts the count of failures anew. */
  readonly stableMs: number;
  /** So many ends within `loopMs` are a crash loop. */
  readonly loopEnds: number;
  readonly loopMs: number;
}

export const RESTART_LIMITS: RestartLimits = {
  firstWaitMs: 250,
  longestWaitMs: 30_000,
  stableMs: 10_000,
  loopEnds: 5,
  loopMs: 60_000,
};

/** Says when a program that has ended is started again. */
export class RestartPolicy {
  readonly #limits: RestartLimits;
  #failures = 0;
  #ends: number[] = [];

  constructor(limits: RestartLimits = RESTART_LIMITS) {
    this.#limits = limits;
  }

  /**
   * Takes note of an end.
   *
   * @param nowMs A clock that does not jump.
   * @returns How long to wait, and whether the program keeps crashing: then it is tried at the longest distance only.
   */
  ended(nowMs: number, ranMs: number): { readonly waitMs: number; readonly isLoop: boolean } {
    const { firstWaitMs, longestWaitMs, stableMs, loopEnds, loopMs } = this.#limits;
    this.#failures = ranMs >= stableMs ? 1 : this.#failures + 1;
    this.#ends = [...this.#ends.filter((endMs) => nowMs - endMs < loopMs), nowMs];
    const isLoop = this.#ends.length >= loopEnds;
    const waitMs = isLoop ? longestWaitMs : Math.min(longestWaitMs, firstWaitMs * 2 ** (this.#failures - 1));
    return { waitMs, isLoop };
  }
}
