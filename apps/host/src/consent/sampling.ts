import {
  type CreateMessageRequest,
  type CreateMessageResult,
  McpError,
  type SamplingMessage,
} from '@modelcontextprotocol/sdk/types.js';
import type { ChatMessage, LLMBackend } from '@nexus/llm';
import { untilAborted } from '../connections/abort.ts';

/** What the specification has for a request that a person declined. */
const USER_REJECTED = -1;
const MOST_TOKENS = 2_048;

interface SamplingContext {
  readonly backend: () => Promise<LLMBackend>;
  readonly signal: AbortSignal;
  readonly isAllowed: (text: string) => Promise<boolean>;
}

/**
 * Has the model answer a server, after a person has read what it would be told.
 *
 * It sees nothing of the conversation, has no tools, and its answer goes to that server alone.
 */
export async function sample(
  { messages, systemPrompt, maxTokens, temperature }: CreateMessageRequest['params'],
  { backend: open, signal, isAllowed }: SamplingContext,
): Promise<CreateMessageResult> {
  const told: ChatMessage[] = [
    ...(systemPrompt === undefined ? [] : [{ role: 'system' as const, content: systemPrompt }]),
    ...messages.map((message) => ({ role: message.role, content: textOf(message) })),
  ];
  const text = told.map(({ role, content }) => `${role}: ${content ?? ''}`).join('\n');
  if (!(await untilAborted(isAllowed(text), signal))) throw new McpError(USER_REJECTED, 'The person did not allow it.');
  const backend = await open();
  if (backend.getBackendInfo().strategy === 'builtin') throw new McpError(USER_REJECTED, 'There is no model to ask.');
  const { choices, model } = await backend.chatCompletion({
    messages: told,
    max_tokens: Math.min(maxTokens, MOST_TOKENS),
    ...(temperature !== undefined && { temperature }),
    signal,
  });
  const [{ message, finish_reason }] = choices;
  return {
    role: 'assistant',
    content: { type: 'text', text: message.content ?? '' },
    model,
    stopReason: finish_reason === 'length' ? 'maxTokens' : 'endTurn',
  };
}

function textOf({ content }: SamplingMessage): string {
  return [content]
    .flat()
    .map((block) => (block.type === 'text' ? block.text : `[${block.type}, not shown]`))
    .join('\n');
}
