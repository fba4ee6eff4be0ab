import type { AssistantMessage, ChatCompletion, ChatUsage, FinishReason } from './backend.ts';

/** What {@link completionOf} cannot know: everything but `model` has a default. */
export interface CompletionDetails {
  readonly model: string;
  readonly id?: string | undefined;
  /** Unix seconds; now unless given. */
  readonly created?: number | undefined;
  readonly finish_reason?: FinishReason | undefined;
  readonly usage?: ChatUsage | undefined;
}

/** Wraps a message as a chat completion; the finish reason follows from its calls unless given. */
export function completionOf(message: AssistantMessage, details: CompletionDetails): ChatCompletion {
  const finish_reason = details.finish_reason ?? (message.tool_calls?.length ? 'tool_calls' : 'stop');
  return {
    id: details.id ?? `chatcmpl-${crypto.randomUUID()}`,
    object: 'chat.completion',
    created: details.created ?? Math.floor(Date.now() / 1000),
    model: details.model,
    choices: [{ index: 0, message, finish_reason }],
    ...(details.usage && { usage: details.usage }),
  };
}
