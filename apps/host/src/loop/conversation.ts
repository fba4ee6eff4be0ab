import type { ChatMessage, ChatTool, ChatUsage, LLMBackend, SystemMessage } from '@nexus/llm';
import { NexusError } from '@nexus/models';
import type { Routes } from '../routing/routes.ts';
import type { ApprovalPolicy } from './approval.ts';
import type { ArgumentCheck } from './argument-faults.ts';
import { askModel, LONGEST_ANSWER } from './ask-model.ts';
import { type CallContext, callTools } from './call-tools.ts';
import { compact } from './compaction.ts';
import { ContextBudget, sizeOfTools } from './context-budget.ts';
import type { EventListener, RunFinished, RunStatus } from './events.ts';
import { fitHistory, sizeOfAll, wellFormedTurn } from './history.ts';
import { KeptResults } from './kept-results.ts';
import { plainPiece, plainText } from './plain-text.ts';
import { RepeatedCalls } from './repeated-calls.ts';
import { MAX_RESULT_CHARS } from './tool-result.ts';

/** What a conversation needs from its host. */
export interface ConversationContext {
  readonly backend: LLMBackend;
  /** What was said before. */
  readonly history?: readonly ChatMessage[];
  readonly maxToolIterations: number;
  readonly approvals: ApprovalPolicy;
  readonly check: ArgumentCheck;
  /** Fires when the host shuts down. */
  readonly stopped: AbortSignal;
  /** As they are now: servers come, go and change. */
  routes(): Routes;
  systemPrompt(): string;
  /** What a person should know before the answer. */
  warnings(): readonly string[];
}

export interface RunOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: EventListener | undefined;
  /** The question was worded by a server that is not trusted, such as in a prompt of its. */
  readonly hasForeignText?: boolean | undefined;
}

interface Run {
  readonly signal: AbortSignal;
  readonly emit: EventListener;
  readonly repeats: RepeatedCalls;
  iterations: number;
  toolCalls: number;
  usage: ChatUsage | undefined;
}

interface Ending {
  readonly status: RunStatus;
  readonly answer: string;
  readonly fault?: string;
}

/** Questions and answers that build on each other. */
export class Conversation {
  readonly #context: ConversationContext;
  /** Without the system prompt. Valid at every moment: a turn with calls enters together with all its results. */
  #messages: ChatMessage[] = [];
  readonly #kept = new KeptResults();
  readonly #budget = new ContextBudget();
  /** Whether a server that is not trusted has had a say. */
  readonly #provenance = { hasForeignText: false };
  #busy = false;

  constructor(context: ConversationContext) {
    this.#context = context;
    this.#messages.push(...(context.history ?? []));
  }

  get messages(): readonly ChatMessage[] {
    return this.#messages;
  }

  /**
   * Answers a question: the model is asked, its calls are made, and so on until it answers in words.
   *
   * @returns How it ended; a model that fails and a signal that fires are endings too.
   * @throws {NexusError} `conflict` while another question is being answered.
   */
  async ask(question: string, { signal: given, onEvent, hasForeignText }: RunOptions = {}): Promise<RunFinished> {
    const { stopped } = this.#context;
    const signal = given === undefined ? stopped : AbortSignal.any([given, stopped]);
    if (this.#busy) throw new NexusError('conflict', 'This conversation is still answering another question.');
    this.#busy = true;
    this.#provenance.hasForeignText ||= hasForeignText === true;
    const startMs = performance.now();
    const run: Run = {
      signal,
      emit: (event) => onEvent?.(event),
      repeats: new RepeatedCalls(),
      iterations: 0,
      toolCalls: 0,
      usage: undefined,
    };
    this.#messages.push({ role: 'user', content: question });
    let ending: Ending = { status: 'failed', answer: '', fault: 'The host failed.' };
    try {
      run.emit({ type: 'run_started', question, backend: this.#context.backend.getBackendInfo() });
      for (const text of this.#context.warnings()) run.emit({ type: 'notice', level: 'warning', text });
      ending = await this.#answer(run);
    } catch (error) {
      ending = endingOf(error, signal);
    } finally {
      this.#messages.push({ role: 'assistant', content: ending.answer || `[No answer: ${ending.fault}]` });
      this.#busy = false;
    }
    const finished: RunFinished = {
      type: 'run_finished',
      ...ending,
      iterations: run.iterations,
      tool_calls: run.toolCalls,
      duration_ms: Math.round(performance.now() - startMs),
      ...(run.usage && { usage: run.usage }),
    };
    run.emit(finished);
    return finished;
  }

  async #answer(run: Run): Promise<Ending> {
    const { maxToolIterations } = this.#context;
    while (run.iterations < maxToolIterations) {
      const { message, finish_reason } = await this.#complete(run, { tools: this.#routes().definitions });
      if (!message.tool_calls?.length) return wordsOf(message.content, finish_reason === 'length');
      const turn = wellFormedTurn(message);
      run.toolCalls += turn.tool_calls.length;
      const results = await callTools(turn.tool_calls, this.#callContext(run));
      this.#messages.push(turn, ...results);
      run.signal.throwIfAborted();
      const dropped = message.tool_calls.length - turn.tool_calls.length;
      if (dropped > 0) return await this.#summary(run, `${dropped} calls in one turn were too many`);
      if (run.repeats.isStuck) return await this.#summary(run, 'it kept repeating the same call');
    }
    return await this.#summary(run, `the limit of ${maxToolIterations} rounds of tool calls was reached`);
  }

  /** As they are now: servers may have come, gone or changed while the model thought. */
  #routes(): Routes {
    return this.#kept.offeredBeside(this.#context.routes());
  }

  #callContext({ signal, emit, repeats }: Run): CallContext {
    const { approvals, backend, check } = this.#context;
    const resultChars = this.#budget.resultChars(backend.getBackendInfo(), MAX_RESULT_CHARS);
    const [kept, provenance, routes] = [this.#kept, this.#provenance, this.#routes()];
    return { routes, approvals, check, repeats, signal, emit, kept, provenance, resultChars };
  }

  /** Has the model answer from what it has. The request is not kept: it is no part of what the person said. */
  async #summary(run: Run, why: string): Promise<Ending> {
    run.emit({ type: 'notice', level: 'warning', text: `The answer is partial: ${why}.` });
    const request: ChatMessage = {
      role: 'user',
      content:
        'Call no more tools. Answer my question now from the results above, and say what is missing for a complete answer.',
    };
    const { message } = await this.#complete(run, { closing: request });
    const words = plainText(message.content ?? '')
      .trim()
      .slice(0, LONGEST_ANSWER)
      .toWellFormed();
    const said = words === '' ? 'no answer was reached from the tool results.' : words;
    return { status: 'partial', answer: `Partial answer (${why}): ${said}` };
  }

  async #complete(
    run: Run,
    { tools = [], closing }: { readonly tools?: readonly ChatTool[]; readonly closing?: ChatMessage },
  ) {
    run.signal.throwIfAborted();
    run.iterations += 1;
    run.emit({ type: 'model_started', iteration: run.iterations });
    const system: SystemMessage = { role: 'system', content: this.#context.systemPrompt() };
    const fitting = await this.#fitting(run, system, tools);
    const messages = [system, ...fitting, ...(closing ? [closing] : [])];
    const { backend } = this.#context;
    const completion = await askModel(backend, { messages, ...(tools.length > 0 && { tools }) }, run.signal, (text) =>
      run.emit({ type: 'text_delta', text: plainPiece(text) }),
    );
    this.#budget.learn(sizeOfAll(messages) + sizeOfTools(tools), completion.usage);
    run.usage = addUsage(run.usage, completion.usage);
    return completion;
  }

  /** The conversation within the budget: shortened for good where it has grown too long, then cut to fit. */
  async #fitting(run: Run, system: SystemMessage, tools: readonly ChatTool[]): Promise<ChatMessage[]> {
    const { backend } = this.#context;
    const maxChars = this.#budget.historyChars(backend.getBackendInfo(), system, tools);
    const before = sizeOfAll(this.#messages);
    if (before <= maxChars) return this.#messages;
    const shorter = await compact(this.#messages, { backend, maxChars, signal: run.signal });
    if (shorter !== undefined) {
      this.#messages = shorter.messages;
      const { questions } = shorter;
      const [before_tokens, after_tokens] = [before, sizeOfAll(this.#messages)].map((size) =>
        this.#budget.tokens(size),
      );
      run.emit({
        type: 'context_compacted',
        questions,
        before_tokens: before_tokens ?? 0,
        after_tokens: after_tokens ?? 0,
      });
    }
    const fitting = fitHistory(this.#messages, maxChars);
    if (fitting[0] !== undefined && sizeOfAll(fitting.slice(0, 1)) > maxChars)
      throw questionTooLong(fitting[0], maxChars);
    return fitting;
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

function wordsOf(content: string | null, wasCut: boolean): Ending {
  const answer = plainText(content ?? '')
    .trim()
    .slice(0, LONGEST_ANSWER)
    .toWellFormed();
  if (answer === '') return { status: 'failed', answer: '', fault: 'The model gave an empty answer. Ask again.' };
  return wasCut
    ? { status: 'partial', answer: `${answer}\n[The answer was cut off at the model's length limit.]` }
    : { status: 'answered', answer };
}

function endingOf(error: unknown, signal: AbortSignal): Ending {
  if (signal.aborted) return { status: 'cancelled', answer: '', fault: 'Cancelled.' };
  if (!NexusError.is(error)) throw error;
  const { message, hint } = error;
  return { status: 'failed', answer: '', fault: hint === undefined ? message : `${message} ${hint}` };
}

function addUsage(sum: ChatUsage | undefined, usage: ChatUsage | undefined): ChatUsage | undefined {
  if (usage === undefined || sum === undefined) return usage ?? sum;
  return {
    prompt_tokens: sum.prompt_tokens + usage.prompt_tokens,
    completion_tokens: sum.completion_tokens + usage.completion_tokens,
    total_tokens: sum.total_tokens + usage.total_tokens,
  };
}
