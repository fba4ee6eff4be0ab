import {
  type ChatMessage,
  type ChatTool,
  type ChatUsage,
  isContextOverflow,
  isLoading,
  type LLMBackend,
  type SystemMessage,
} from '@nexus/llm';
import { NexusError } from '@nexus/models';
import type { Routes } from '../routing/routes.ts';
import type { ApprovalPolicy } from './approval.ts';
import type { ArgumentCheck } from './argument-faults.ts';
import { askModel, LONGEST_ANSWER, type ModelTurn } from './ask-model.ts';
import { type CallContext, callTools } from './call-tools.ts';
import type { EventListener, RunFinished, RunStatus } from './events.ts';
import { wellFormedTurn } from './history.ts';
import { KeptResults } from './kept-results.ts';
import { plainPiece, plainText } from './plain-text.ts';
import { RepeatedCalls } from './repeated-calls.ts';
import { Transcript } from './transcript.ts';

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

const TOO_LONG =
  "The conversation was longer than the model's context; it was shortened, and the model is asked again.";

/** Questions and answers that build on each other. */
export class Conversation {
  readonly #context: ConversationContext;
  readonly #transcript: Transcript;
  readonly #kept = new KeptResults();
  /** Whether a server that is not trusted has had a say. */
  readonly #provenance = { hasForeignText: false };
  /** What the person was told of the backend. */
  #caution: string | undefined;
  #busy = false;

  constructor(context: ConversationContext) {
    this.#context = context;
    this.#transcript = new Transcript(context.history ?? []);
  }

  get messages(): readonly ChatMessage[] {
    return this.#transcript.messages;
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
    this.#transcript.push({ role: 'user', content: question });
    let ending: Ending = { status: 'failed', answer: '', fault: 'The host failed.' };
    try {
      await this.#begin(run, question);
      ending = await this.#answer(run);
    } catch (error) {
      ending = endingOf(error, signal);
    } finally {
      this.#transcript.push({ role: 'assistant', content: ending.answer || `[No answer: ${ending.fault}]` });
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

  /** A model is loaded first: what its context holds decides how much it is told. */
  async #begin({ signal, emit }: Run, question: string): Promise<void> {
    const { backend } = this.#context;
    try {
      if (isLoading(backend)) await backend.load(signal);
    } finally {
      const info = backend.getBackendInfo();
      emit({ type: 'run_started', question, backend: info });
      const caution = info.caution && `${info.caution.message} ${info.caution.hint}`;
      const isNew = caution !== undefined && caution !== this.#caution;
      this.#caution = caution;
      for (const text of [...(isNew ? [caution] : []), ...this.#context.warnings()])
        emit({ type: 'notice', level: 'warning', text });
    }
  }

  async #answer(run: Run): Promise<Ending> {
    const { maxToolIterations } = this.#context;
    while (run.iterations < maxToolIterations) {
      const { message, finish_reason } = await this.#complete(run, { tools: this.#routes().definitions });
      if (!message.tool_calls?.length) return wordsOf(message.content, finish_reason === 'length');
      const turn = wellFormedTurn(message);
      run.toolCalls += turn.tool_calls.length;
      const results = await callTools(turn.tool_calls, this.#callContext(run));
      this.#transcript.push(turn, ...results);
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
    const resultChars = this.#transcript.resultChars(backend.getBackendInfo());
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

  /** Asks the model; a conversation that proves too long for it is shortened, and the model asked once more. */
  async #complete(
    run: Run,
    { tools = [], closing }: { readonly tools?: readonly ChatTool[]; readonly closing?: ChatMessage },
  ): Promise<ModelTurn> {
    const { signal, emit } = run;
    const { backend } = this.#context;
    signal.throwIfAborted();
    run.iterations += 1;
    emit({ type: 'model_started', iteration: run.iterations });
    const system: SystemMessage = { role: 'system', content: this.#context.systemPrompt() };
    for (let isSecond = false; ; isSecond = true) {
      const fitting = await this.#transcript.fitting({ backend, system, tools, signal, emit });
      const messages = [system, ...fitting, ...(closing ? [closing] : [])];
      let hasSpoken = false;
      try {
        const turn = await askModel(backend, { messages, ...(tools.length > 0 && { tools }) }, signal, (text) => {
          hasSpoken = true;
          emit({ type: 'text_delta', text: plainPiece(text) });
        });
        this.#transcript.learn(messages, tools, turn.usage);
        run.usage = addUsage(run.usage, turn.usage);
        return turn;
      } catch (error) {
        const canBeShortened = !isSecond && !hasSpoken && isContextOverflow(error);
        if (!canBeShortened || !this.#transcript.overflowed(fitting)) throw error;
        emit({ type: 'notice', level: 'info', text: TOO_LONG });
      }
    }
  }
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
