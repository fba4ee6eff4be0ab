import type { BackendInfo, ChatMessage, ChatTool, ChatUsage, LLMBackend, SystemMessage } from '@nexus/llm';
import { NexusError } from '@nexus/models';
import { compact } from './compaction.ts';
import { ContextBudget, sizeOfTools } from './context-budget.ts';
import type { EventListener } from './events.ts';
import { fitHistory, questionStarts, sizeOfAll } from './history.ts';
import { MAX_RESULT_CHARS } from './tool-result.ts';

/** A request that is about to be made, and what stands in it beside the conversation. */
interface Surroundings {
  readonly backend: LLMBackend;
  readonly system: SystemMessage;
  readonly tools: readonly ChatTool[];
  readonly signal: AbortSignal;
  readonly emit: EventListener;
}

/** What was said in a conversation, and how much of it a request has room for. */
export class Transcript {
  /** Without the system prompt. Valid at every moment: a turn with calls enters together with all its results. */
  #messages: ChatMessage[];
  readonly #budget = new ContextBudget();

  constructor(history: readonly ChatMessage[]) {
    this.#messages = [...history];
  }

  get messages(): readonly ChatMessage[] {
    return this.#messages;
  }

  push(...messages: ChatMessage[]): void {
    this.#messages.push(...messages);
  }

  /** Characters that one result may have. */
  resultChars(info: BackendInfo): number {
    return this.#budget.resultChars(info, MAX_RESULT_CHARS);
  }

  /**
   * The conversation within the budget: shortened for good where it has grown too long, then cut to fit.
   *
   * @throws {NexusError} `limit_exceeded` when not even the question fits.
   */
  async fitting({ backend, system, tools, signal, emit }: Surroundings): Promise<readonly ChatMessage[]> {
    const maxChars = this.#budget.historyChars(backend.getBackendInfo(), system, tools);
    const before = sizeOfAll(this.#messages);
    if (before <= maxChars) return this.#messages;
    const shorter = await compact(this.#messages, { backend, maxChars, signal });
    if (shorter !== undefined) {
      this.#messages = shorter.messages;
      emit({
        type: 'context_compacted',
        questions: shorter.questions,
        before_tokens: this.#budget.tokens(before),
        after_tokens: this.#budget.tokens(sizeOfAll(this.#messages)),
      });
    }
    const fitting = fitHistory(this.#messages, maxChars);
    if (fitting[0] !== undefined && sizeOfAll(fitting.slice(0, 1)) > maxChars)
      throw questionTooLong(fitting[0], maxChars);
    return fitting;
  }

  /** Learns from an answer how much was sent, and what the backend counted. */
  learn(messages: readonly ChatMessage[], tools: readonly ChatTool[], usage: ChatUsage | undefined): void {
    this.#budget.learn(sizeOfAll(messages) + sizeOfTools(tools), usage);
  }

  /**
   * Learns that a backend had no room for what was sent of the conversation.
   *
   * @returns Whether less can be sent: the question itself is never cut.
   */
  overflowed(sent: readonly ChatMessage[]): boolean {
    const question = sent[questionStarts(sent).at(-1) ?? 0];
    const size = sizeOfAll(sent);
    return this.#budget.overflowed(size, question === undefined ? size : sizeOfAll([question]));
  }
}

function questionTooLong({ content }: ChatMessage, maxChars: number): NexusError {
  const length = content?.length ?? 0;
  return new NexusError(
    'limit_exceeded',
    `The question has ${length} characters, and the model's context has room for ${maxChars}.`,
    { hint: 'Ask in fewer words, or use a model with a larger context.' },
  );
}
