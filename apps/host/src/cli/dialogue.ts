import type { Interface } from 'node:readline/promises';
import { LINE_MARK } from './pasted-input.ts';

/** Asks the person one thing. @throws The signal's reason when it fires. */
export type AskPerson = (question: string) => Promise<string>;

/** Has what the person is asked come one after another: two servers may want something at the same time. */
export class Dialogue {
  readonly #readline: Interface;
  #last: Promise<unknown> = Promise.resolve();

  constructor(readline: Interface) {
    this.#readline = readline;
  }

  /** Waits for its turn, and has the person to itself until `talk` has ended. */
  async run<T>(signal: AbortSignal, talk: (ask: AskPerson) => Promise<T>): Promise<T> {
    const before = this.#last;
    const own = Promise.withResolvers<void>();
    this.#last = own.promise;
    try {
      await before;
      signal.throwIfAborted();
      return await talk(async (question) => {
        const answer = await this.#readline.question(question, { signal });
        return answer.replaceAll(LINE_MARK, '\n');
      });
    } finally {
      own.resolve();
    }
  }
}
