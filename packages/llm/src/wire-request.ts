import {
  type AssistantMessage,
  type ChatMessage,
  type ChatRequest,
  type ChatToolCall,
  DEFAULT_MAX_TOKENS,
  DEFAULT_TEMPERATURE,
  type JsonObject,
} from './backend.ts';
import { isObject, parseJson } from './json.ts';

/** What a server has shown not to take; learned from its refusals and kept for the backend's life. */
export interface Dialect {
  readonly tokenField: 'max_tokens' | 'max_completion_tokens';
  readonly temperature: boolean;
  readonly streamUsage: boolean;
}

export const FULL_DIALECT: Dialect = { tokenField: 'max_tokens', temperature: true, streamUsage: true };

/** The body of a chat-completions request. */
export function wireRequest(request: ChatRequest, model: string, dialect: Dialect): JsonObject {
  const { messages, tools, temperature = DEFAULT_TEMPERATURE, max_tokens = DEFAULT_MAX_TOKENS } = request;
  return {
    model,
    messages: messages.map(wireMessage),
    // An empty list is refused by OpenAI.
    ...(tools?.length && { tools }),
    ...(dialect.temperature && { temperature }),
    [dialect.tokenField]: max_tokens,
    ...(request.onDelta && { stream: true }),
    ...(request.onDelta && dialect.streamUsage && { stream_options: { include_usage: true } }),
  };
}

/** The dialect that a refusal asks for; undefined when the refusal is about something else. */
export function learnDialect(dialect: Dialect, refusal: string): Dialect | undefined {
  if (dialect.tokenField === 'max_tokens' && refusal.includes('max_completion_tokens')) {
    return { ...dialect, tokenField: 'max_completion_tokens' };
  }
  if (dialect.streamUsage && refusal.includes('stream_options')) return { ...dialect, streamUsage: false };
  const aboutTemperature = /unsupported|not support|deprecated|only the default/iu.test(refusal);
  if (dialect.temperature && refusal.includes('temperature') && aboutTemperature)
    return { ...dialect, temperature: false };
  return undefined;
}

function wireMessage(message: ChatMessage): JsonObject {
  return message.role === 'assistant' ? wireAnswer(message) : { ...message };
}

/** Reasoning stays behind: providers bill it again or refuse the field. */
function wireAnswer({ content, tool_calls: calls }: AssistantMessage): JsonObject {
  return { role: 'assistant', content, ...(calls?.length && { tool_calls: calls.map(wireCall) }) };
}

// Ollama, and templates that print arguments as objects, refuse a whole conversation over one malformed string.
function wireCall(call: ChatToolCall): ChatToolCall {
  const { name, arguments: text } = call.function;
  if (isObject(parseJson(text))) return call;
  return { ...call, function: { name, arguments: JSON.stringify({ malformed_arguments: text }) } };
}
