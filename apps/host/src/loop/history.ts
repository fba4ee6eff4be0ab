import type { AssistantMessage, ChatMessage, ChatToolCall } from '@nexus/llm';

/** About 100,000 tokens: what hosted models take, and more than a day of questions. */
const MAX_HISTORY_CHARS = 400_000;

const LEFT_OUT = '[left out to save room; call the tool again if it is needed]';

/**
 * The newest part of a conversation that fits.
 *
 * Whole questions go first, oldest first; then, within the last question, the oldest results lose their content. The
 * rest is still a valid conversation: every call keeps its one answer.
 */
export function fitHistory(messages: readonly ChatMessage[], maxChars: number = MAX_HISTORY_CHARS): ChatMessage[] {
  let kept = [...messages];
  let excess = kept.reduce((sum, message) => sum + sizeOf(message), 0) - maxChars;
  for (;;) {
    const next = kept.findIndex(({ role }, i) => i > 0 && role === 'user');
    if (excess <= 0 || next < 0) break;
    excess -= kept.slice(0, next).reduce((sum, message) => sum + sizeOf(message), 0);
    kept = kept.slice(next);
  }
  const lastTurn = kept.findLastIndex(({ role }) => role === 'assistant');
  return kept.map((message, i) => {
    if (excess <= 0 || i > lastTurn || message.role !== 'tool' || message.content.length <= LEFT_OUT.length) {
      return message;
    }
    excess -= message.content.length - LEFT_OUT.length;
    return { ...message, content: LEFT_OUT };
  });
}

/** The turn with an id for every call that no other call of the turn has; some servers send none, or one for all. */
export function withDistinctIds({ content, tool_calls: calls = [] }: AssistantMessage): {
  readonly role: 'assistant';
  readonly content: string | null;
  readonly tool_calls: ChatToolCall[];
} {
  const used = new Set<string>();
  const distinct = calls.map((call, i) => {
    let id = call.id === '' ? `call_${i}` : call.id;
    while (used.has(id)) id = `${id}_${i}`;
    used.add(id);
    return id === call.id ? call : { ...call, id };
  });
  return { role: 'assistant', content, tool_calls: distinct };
}

function sizeOf(message: ChatMessage): number {
  const calls = message.role === 'assistant' ? (message.tool_calls ?? []) : [];
  return calls.reduce((sum, call) => sum + call.function.arguments.length + 100, message.content?.length ?? 0);
}
