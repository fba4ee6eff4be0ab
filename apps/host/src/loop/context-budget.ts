import type { BackendInfo, ChatTool, ChatUsage, SystemMessage } from '@nexus/llm';
import { DEFAULT_MAX_TOKENS } from '@nexus/llm';

/** What hosted models take at least; a backend that knows its context says so. */
const DEFAULT_CONTEXT_TOKENS = 100_000;
const FILLED = 0.8;
const RESULT_SHARE = 0.25;
/** English and JSON have about four characters a token; ids, numbers and other languages have fewer. */
const MOST_CHARS_A_TOKEN = 3.5;
const LEAST_CHARS_A_TOKEN = 1.5;
/** With less than this there is no conversation, whatever a backend says about its context. */
const LEAST_CHARS = 1_500;

/** How much of a conversation a backend's context has room for, by an estimate that learns from what it counts. */
export class ContextBudget {
  #charsAToken = MOST_CHARS_A_TOKEN;
  /** Of messages, where a backend has shown to have room for less than it says, or than is usual. */
  #mostChars = Number.POSITIVE_INFINITY;

  /** Characters of messages beside the system prompt, the tools and the answer: up to 80 % of the context. */
  historyChars({ context_tokens: tokens }: BackendInfo, system: SystemMessage, tools: readonly ChatTool[]): number {
    const context = tokens ?? DEFAULT_CONTEXT_TOKENS;
    const answer = Math.min(DEFAULT_MAX_TOKENS, context / 4);
    const room = Math.min(FILLED * context, context - answer) * this.#charsAToken;
    const left = Math.floor(room - system.content.length - sizeOfTools(tools));
    return Math.max(LEAST_CHARS, Math.min(left, this.#mostChars));
  }

  /** Characters of one result: a quarter of the context, within what any result may have. */
  resultChars({ context_tokens: tokens }: BackendInfo, most: number): number {
    const context = Math.min((tokens ?? DEFAULT_CONTEXT_TOKENS) * this.#charsAToken, this.#mostChars);
    const share = Math.floor(context * RESULT_SHARE);
    return Math.min(most, Math.max(LEAST_CHARS, share));
  }

  /**
   * Takes half of what was too much as the most from here on.
   *
   * @returns Whether that leaves room for what has to be sent.
   */
  overflowed(sentChars: number, neededChars: number): boolean {
    const half = Math.floor(sentChars / 2);
    if (half < Math.max(LEAST_CHARS, neededChars)) return false;
    this.#mostChars = Math.min(this.#mostChars, half);
    return true;
  }

  tokens(chars: number): number {
    return Math.ceil(chars / this.#charsAToken);
  }

  /**
   * Learns from an answer how many characters make a token here.
   *
   * Only downwards: a backend that reuses what it has evaluated before counts fewer tokens than the context holds.
   */
  learn(sentChars: number, usage: ChatUsage | undefined): void {
    if (usage === undefined || usage.prompt_tokens < 500) return;
    const measured = Math.max(LEAST_CHARS_A_TOKEN, sentChars / usage.prompt_tokens);
    this.#charsAToken = Math.min(this.#charsAToken, measured);
  }
}

/** Characters of the tools as a request carries them. */
export function sizeOfTools(tools: readonly ChatTool[]): number {
  let known = sizes.get(tools);
  if (known === undefined) {
    known = tools.length === 0 ? 0 : JSON.stringify(tools).length;
    sizes.set(tools, known);
  }
  return known;
}

// A list of tools is asked for in every round and changes rarely.
const sizes = new WeakMap<readonly ChatTool[], number>();
