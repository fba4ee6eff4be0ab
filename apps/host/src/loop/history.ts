import type { AssistantMessage, ChatMessage, ChatToolCall, ToolMessage } from '@nexus/llm';
import { capText } from './tool-result.ts';

const LEFT_OUT = '[left out to save room; call the tool again if it is needed]';
/** Less of a result says nothing. */
const LEAST_RESULT_CHARS = 200;
const MAX_CALLS_A_TURN = 32;
const LONGEST_ARGUMENTS = 100_000;

/**
 * The newest part of a conversation that fits.
 *
 * Whole questions go first, oldest first; then, within the last question, the oldest results lose their content, and at
 * last the newest are cut. The rest is still a valid conversation: every call keeps its one answer.
 */
export function fitHistory(messages: readonly ChatMessage[], maxChars: number): ChatMessage[] {
  let kept = [...messages];
  let excess = sizeOfAll(kept) - maxChars;
  for (;;) {
    const next = kept.findIndex(({ role }, i) => i > 0 && role === 'user');
    if (excess <= 0 || next < 0) break;
    excess -= sizeOfAll(kept.slice(0, next));
    kept = kept.slice(next);
  }
  const lastTurn = kept.findLastIndex(({ role }) => role === 'assistant');
  kept = kept.map((message, i) => {
    if (excess <= 0 || i > lastTurn || message.role !== 'tool' || message.content.length <= LEFT_OUT.length) {
      return message;
    }
    excess -= message.content.length - LEFT_OUT.length;
    return { ...message, content: LEFT_OUT };
  });
  return excess <= 0 ? kept : withShorterResults(kept, maxChars);
}

/** The results of the last turn, each cut to the same share of what there is room for. */
function withShorterResults(messages: readonly ChatMessage[], maxChars: number): ChatMessage[] {
  const lastTurn = messages.findLastIndex(({ role }) => role === 'assistant');
  const isNewest = (message: ChatMessage, i: number): message is ToolMessage => i > lastTurn && message.role === 'tool';
  const newest = messages.filter(isNewest).length;
  const others = sizeOfAll(messages.filter((message, i) => !isNewest(message, i)));
  const share = Math.max(LEAST_RESULT_CHARS, Math.floor((maxChars - others) / Math.max(1, newest)) - 150);
  return messages.map((message, i) =>
    isNewest(message, i) ? { ...message, content: capText(message.content, share) } : message,
  );
}

/** Characters that a conversation takes, with something for the frame of each call. */
export function sizeOfAll(messages: readonly ChatMessage[]): number {
  return messages.reduce((sum, message) => sum + sizeOf(message), 0);
}

/** Where each question begins, oldest first. */
export function questionStarts(messages: readonly ChatMessage[]): number[] {
  return messages.flatMap(({ role }, i) => (role === 'user' ? [i] : []));
}

/** A turn of the model as it enters the history. */
export interface CallingTurn {
  readonly role: 'assistant';
  readonly content: string | null;
  readonly tool_calls: ChatToolCall[];
  readonly reasoning?: string;
}

/**
 * The turn as it can be kept: every call has an id that no other call of the turn has, since some servers send none, or
 * one for all; of more calls than anybody needs, and of arguments without end, only what is bearable stays.
 */
export function wellFormedTurn({ content, tool_calls: calls = [], reasoning }: AssistantMessage): CallingTurn {
  const used = new Set<string>();
  const kept = calls.slice(0, MAX_CALLS_A_TURN).map((call, i): ChatToolCall => {
    let id = call.id === '' ? `call_${i}` : call.id;
    while (used.has(id)) id = `${id}_${i}`;
    used.add(id);
    const { name, arguments: text } = call.function;
    if (text.length <= LONGEST_ARGUMENTS) return id === call.id ? call : { ...call, id };
    return { id, type: 'function', function: { name, arguments: `[${text.length} characters]` } };
  });
  return { role: 'assistant', content, tool_calls: kept, ...(reasoning !== undefined && { reasoning }) };
}

function sizeOf(message: ChatMessage): number {
  const calls = message.role === 'assistant' ? (message.tool_calls ?? []) : [];
  return calls.reduce((sum, call) => sum + call.function.arguments.length + 100, message.content?.length ?? 0);
}
