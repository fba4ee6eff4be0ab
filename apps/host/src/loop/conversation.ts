import type { ChatCompletion, ChatMessage, ChatRequest, ChatUsage, LLMBackend, SystemMessage } from '@nexus/llm';
import { NexusError } from '@nexus/models';
import type { Routes } from '../routing/routes.ts';
import type { ApprovalPolicy } from './approval.ts';
import { callTools } from './call-tools.ts';
import type { EventListener, RunFinished, RunStatus } from './events.ts';
import { fitHistory, withDistinctIds } from './history.ts';
import { plainPiece, plainText } from './plain-text.ts';
import { RepeatedCalls } from './repeated-calls.ts';

/** What a conversation needs from its host. */
export interface ConversationContext {
  readonly backend: LLMBackend;
  readonly maxToolIterations: number;
  readonly approvals: ApprovalPolicy;
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
  readonly #messages: ChatMessage[] = [];
  #busy = false;

  constructor(context: ConversationContext) {
    this.#context = context;
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
  async ask(question: string, { signal: given, onEvent }: RunOptions = {}): Promise<RunFinished> {
    const { stopped } = this.#context;
    const signal = given === undefined ? stopped : AbortSignal.any([given, stopped]);
    if (this.#busy) throw new NexusError('conflict', 'This conversation is still answering another question.');
    this.#busy = true;
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
      const tools = this.#context.routes().all.map(({ definition }) => definition);
      const { message, finish_reason } = await this.#complete(run, { tools });
      if (!message.tool_calls?.length) return wordsOf(message.content, finish_reason === 'length');
      const turn = withDistinctIds(message);
      run.toolCalls += turn.tool_calls.length;
      // Asked for again: servers may have come, gone or changed while the model thought.
      const [routes, approvals] = [this.#context.routes(), this.#context.approvals];
      const { signal, emit, repeats } = run;
      const results = await callTools(turn.tool_calls, { routes, approvals, repeats, signal, emit });
      this.#messages.push(turn, ...results);
      signal.throwIfAborted();
      if (repeats.isStuck) return await this.#summary(run, 'it kept repeating the same call');
    }
    return await this.#summary(run, `the limit of ${maxToolIterations} rounds of tool calls was reached`);
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
    const words = plainText(message.content ?? '').trim();
    const said = words === '' ? 'no answer was reached from the tool results.' : words;
    return { status: 'partial', answer: `Partial answer (${why}): ${said}` };
  }

  async #complete(run: Run, extra: { tools?: ChatRequest['tools']; closing?: ChatMessage }) {
    run.signal.throwIfAborted();
    run.iterations += 1;
    run.emit({ type: 'model_started', iteration: run.iterations });
    const system: SystemMessage = { role: 'system', content: this.#context.systemPrompt() };
    const completion = await this.#context.backend.chatCompletion({
      messages: [system, ...fitHistory(this.#messages), ...(extra.closing ? [extra.closing] : [])],
      ...(extra.tools?.length && { tools: extra.tools }),
      signal: run.signal,
      onDelta: ({ type, text }) => {
        if (type === 'text') run.emit({ type: 'text_delta', text: plainPiece(text) });
      },
    });
    run.signal.throwIfAborted();
    run.usage = addUsage(run.usage, completion);
    return completion.choices[0];
  }
}

function wordsOf(content: string | null, wasCut: boolean): Ending {
  const answer = plainText(content ?? '').trim();
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

function addUsage(sum: ChatUsage | undefined, { usage }: ChatCompletion): ChatUsage | undefined {
  if (usage === undefined || sum === undefined) return usage ?? sum;
  return {
    prompt_tokens: sum.prompt_tokens + usage.prompt_tokens,
    completion_tokens: sum.completion_tokens + usage.completion_tokens,
    total_tokens: sum.total_tokens + usage.total_tokens,
  };
}
