/** How much of request bodies is in memory at once, over all connections. */
export class BodyBudget {
  readonly #maxBytes: number;
  #heldBytes = 0;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Runs one unpacking after another: how much room it takes is known only afterwards. */
  async inTurn<Result>(action: () => Promise<Result>): Promise<Result> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const before = this.#turn;
    this.#turn = promise;
    await before;
    try {
      return await action();
    } finally {
      resolve();
    }
  }

  /** One request's share; given back when it is disposed of. */
  share(): BodyShare {
    let bytes = 0;
    return {
      take: (more) => {
        if (this.#heldBytes + more > this.#maxBytes) return false;
        this.#heldBytes += more;
        bytes += more;
        return true;
      },
      [Symbol.dispose]: () => {
        this.#heldBytes -= bytes;
        bytes = 0;
      },
    };
  }
}

export interface BodyShare extends Disposable {
  /** @returns Whether there was room. */
  take(bytes: number): boolean;
}
