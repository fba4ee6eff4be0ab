import { NexusError } from '@nexus/models';
import type {
  AssistantMessage,
  ChatCompletion,
  ChatDelta,
  ChatToolCall,
  ChatUsage,
  FinishReason,
  JsonObject,
} from './backend.ts';
import { CallParts } from './call-parts.ts';
import { cleanText } from './clean-text.ts';
import { completionOf } from './completion.ts';
import { filled, isArray, isObject } from './json.ts';
import { readPrintedCalls } from './printed-calls.ts';
import { certainText, splitThinking } from './visible-text.ts';

export interface AccumulatorOptions {
  /** The model asked for; the server's own name for it wins. */
  readonly model: string;
  /** Names of the tools on offer; printed calls of these are recognised. */
  readonly toolNames?: readonly string[];
  readonly onDelta?: ((delta: ChatDelta) => void) | undefined;
  /** Makes an id for a call that came without; nine characters, which is what Mistral's templates insist on. */
  readonly newId?: () => string;
}

/** Of text, thoughts and calls together: hundreds of times what a model is asked for. */
const MAX_LENGTH = 1_000_000;

/** Makes one well-formed chat completion of what a server sends: chunks of a stream, or one whole answer. */
export class CompletionAccumulator {
  readonly #options: AccumulatorOptions;
  readonly #toolNames: ReadonlySet<string>;
  readonly #calls = new CallParts();
  #id: string | undefined;
  #created: number | undefined;
  #model: string | undefined;
  #text = '';
  #reasoning = '';
  #emitted = '';
  #finishReason: string | undefined;
  #usage: ChatUsage | undefined;
  #whole = false;
  #length = 0;

  constructor(options: AccumulatorOptions) {
    this.#options = options;
    this.#toolNames = new Set(options.toolNames);
  }

  /** Takes a chunk (`choices[].delta`) or a whole answer (`choices[].message`). */
  add(chunk: unknown): void {
    if (!isObject(chunk)) return;
    this.#id ??= filled(chunk['id']);
    this.#model ??= filled(chunk['model']);
    if (typeof chunk['created'] === 'number') this.#created ??= chunk['created'];
    this.#usage = readUsage(chunk['usage']) ?? this.#usage;
    const choice = firstChoice(chunk['choices']);
    if (choice === undefined) return;
    this.#whole ||= isObject(choice['message']);
    this.#finishReason = filled(choice['finish_reason']) ?? this.#finishReason;
    const { delta, message } = choice;
    if (isObject(delta)) {
      this.#calls.add(delta['tool_calls']);
      this.#addText(delta);
    }
    if (isObject(message)) {
      this.#calls.addWhole(message['tool_calls']);
      this.#addText(message);
    }
  }

  /** Whether the answer is complete: it came whole, or the server said why it stopped. */
  get finished(): boolean {
    return this.#whole || this.#finishReason !== undefined;
  }

  /** The completion; emits the text that was held back. */
  finish(): ChatCompletion {
    const { newId = shortId } = this.#options;
    const split = splitThinking(this.#text);
    const made = this.#calls.finish(newId);
    const printed =
      made.length === 0 && this.#toolNames.size > 0 ? readPrintedCalls(split.content, this.#toolNames) : undefined;
    const calls = printed?.calls.map((call) => toolCall(newId(), call.name, JSON.stringify(call.arguments))) ?? made;
    const content = printed?.content ?? split.content;
    const reasoning = [this.#reasoning, split.reasoning].filter((text) => text.trim() !== '').join('\n');
    this.#emitText(content.startsWith(this.#emitted) ? content.slice(this.#emitted.length) : content);
    const message: AssistantMessage = {
      role: 'assistant',
      content: content === '' && calls.length > 0 ? null : content,
      ...(calls.length > 0 && { tool_calls: calls }),
      ...(reasoning !== '' && { reasoning }),
    };
    const completion = completionOf(message, {
      model: this.#model ?? this.#options.model,
      id: this.#id,
      created: this.#created,
      finish_reason: finishReason(this.#finishReason, calls.length > 0),
      ...(this.#usage && { usage: this.#usage }),
    });
    return printed ? { ...completion, calls_from_text: true } : completion;
  }

  #addText(part: JsonObject): void {
    const { text, thought } = readContent(part['content']);
    this.#length += JSON.stringify(part).length;
    if (this.#length > MAX_LENGTH) throw tooLong();
    this.#addReasoning(filled(part['reasoning_content']) ?? filled(part['reasoning']) ?? thought);
    this.#text += cleanText(text + (filled(part['refusal']) ?? ''));
    const certain = certainText(this.#text, this.#toolNames.size > 0);
    if (certain.startsWith(this.#emitted)) this.#emitText(certain.slice(this.#emitted.length));
  }

  #addReasoning(raw: string): void {
    const text = cleanText(raw);
    this.#reasoning += text;
    if (text !== '') this.#options.onDelta?.({ type: 'reasoning', text });
  }

  #emitText(text: string): void {
    if (text === '') return;
    this.#emitted += text;
    this.#options.onDelta?.({ type: 'text', text });
  }
}

function tooLong(): NexusError {
  return new NexusError('limit_exceeded', `The model's answer is longer than ${MAX_LENGTH} characters.`, {
    hint: 'Ask again, more narrowly; if it recurs, choose another model.',
  });
}

function toolCall(id: string, name: string, text: string): ChatToolCall {
  return { id, type: 'function', function: { name, arguments: text } };
}

function firstChoice(choices: unknown): JsonObject | undefined {
  if (!isArray(choices)) return undefined;
  const objects = choices.filter(isObject);
  return objects.find(({ index }) => index === 0) ?? objects[0];
}

/** Content is a string, or a list of parts as Mistral's thinking models send it. */
function readContent(content: unknown): { text: string; thought: string } {
  if (typeof content === 'string') return { text: content, thought: '' };
  if (!isArray(content)) return { text: '', thought: '' };
  const parts = content.filter(isObject);
  return {
    text: parts.map((part) => filled(part['text']) ?? '').join(''),
    thought: parts.map((part) => readContent(part['thinking']).text).join(''),
  };
}

function readUsage(usage: unknown): ChatUsage | undefined {
  if (!isObject(usage)) return undefined;
  const { prompt_tokens: prompt, completion_tokens: completion = 0, total_tokens: total } = usage;
  const details = usage['prompt_tokens_details'];
  const cached = isObject(details) ? details['cached_tokens'] : undefined;
  if (typeof prompt !== 'number' || typeof completion !== 'number') return undefined;
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: typeof total === 'number' ? total : prompt + completion,
    ...(typeof cached === 'number' && { prompt_tokens_details: { cached_tokens: cached } }),
  };
}

// Servers say `stop` in front of calls, `tool_calls` without any, and other words besides.
function finishReason(given: string | undefined, hasCalls: boolean): FinishReason {
  if (given === 'length' || given === 'content_filter') return given;
  return hasCalls ? 'tool_calls' : 'stop';
}

function shortId(): string {
  return crypto.randomUUID().replaceAll('-', '').slice(0, 9);
}
