import type { LlamaChat, LlamaContextSequence, Token } from 'node-llama-cpp';

/** A conversation that is evaluated: what a prompt shares with it need not be evaluated again. */
export interface Line {
  readonly sequence: Pick<
    LlamaContextSequence,
    'nextTokenIndex' | 'compareContextTokens' | 'contextSize' | 'tokenMeter'
  >;
  readonly chat: LlamaChat;
}

/** How likely a conversation is to go on: the last one, and the one before. */
const GOES_ON = [0.5, 0.1] as const;
/** Tokens that a second context must save, since it takes as much memory as the first. */
const LEAST_GAIN = 256;

/**
 * The evaluated conversations of a model, two at most.
 *
 * A summary is a request without tools, which are the first and the longest part of a prompt. On the line of the
 * conversation it would throw nearly all of that away, to be evaluated anew in the next turn.
 */
export class Lines<Each extends Line = Line> {
  /** The one used last is the first. */
  readonly #lines: Each[];
  #openAnother: (() => Promise<Each | undefined>) | undefined;

  /** @param openAnother Makes a second line; undefined where memory does not allow it. Called once at most. */
  constructor(first: Each, openAnother: () => Promise<Each | undefined>) {
    this.#lines = [first];
    this.#openAnother = openAnother;
  }

  /** The line on which a prompt costs least, now and later. */
  async lineFor(prompt: readonly Token[]): Promise<Each> {
    const costs = this.#lines.map((line, i) => costOf(line, prompt, GOES_ON[i] ?? 0));
    const least = Math.min(...costs);
    const another = least > prompt.length + LEAST_GAIN ? await this.#another() : undefined;
    const chosen = another ?? this.#lines[costs.indexOf(least)];
    if (chosen === undefined) throw new RangeError('there is no line');
    if (another === undefined) this.#lines.splice(this.#lines.indexOf(chosen), 1);
    this.#lines.unshift(chosen);
    return chosen;
  }

  async #another(): Promise<Each | undefined> {
    const open = this.#openAnother;
    this.#openAnother = undefined;
    return await open?.();
  }
}

/** Tokens to evaluate now, and those that will have to be evaluated again if the line's conversation goes on. */
function costOf({ sequence }: Line, prompt: readonly Token[], goesOn: number): number {
  const shared = sequence.compareContextTokens([...prompt]).firstDifferentIndex;
  return prompt.length - shared + goesOn * (sequence.nextTokenIndex - shared);
}
