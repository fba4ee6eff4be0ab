import { createHash } from 'node:crypto';
import {
  type AssistantMessage,
  type ChatMessage,
  type ChatRequest,
  type ChatTool,
  type ChatToolCall,
  DEFAULT_MAX_TOKENS,
  DEFAULT_TEMPERATURE,
  type JsonObject,
} from './backend.ts';
import { isObject, parseJson } from './json.ts';
import { plainSchema } from './schemas/plain-schema.ts';
import { strictSchema } from './schemas/strict-schema.ts';

/** What a server has shown not to take; learned from its refusals and kept for the backend's life. */
export interface Dialect {
  readonly tokenField: 'max_tokens' | 'max_completion_tokens';
  readonly temperature: boolean;
  readonly streamUsage: boolean;
  /**
   * In which words tools are described: all of JSON Schema; those by which vLLM constrains what is written; or the few that
   * every provider takes.
   */
  readonly schemas: 'full' | 'strict' | 'plain';
  /** Whether ids of calls may look like anything; Mistral's are nine letters and digits. */
  readonly anyIds: boolean;
  /** Whether the thoughts behind calls are to be sent back. */
  readonly thoughts: boolean;
}

export const FULL_DIALECT: Dialect = {
  tokenField: 'max_tokens',
  temperature: true,
  streamUsage: true,
  schemas: 'full',
  anyIds: true,
  thoughts: false,
};

const ABOUT_SCHEMA = /schema|properties|parameters|function_declarations|tools(?:\[|\.\d)|unknown name|grammar/iu;
/** Azure, and OpenAI's older models, take no longer one of a tool. */
const LONGEST_DESCRIPTION = 1024;

/** The body of a chat-completions request. */
export function wireRequest(request: ChatRequest, model: string, dialect: Dialect): JsonObject {
  const { messages, tools, temperature = DEFAULT_TEMPERATURE, max_tokens = DEFAULT_MAX_TOKENS } = request;
  return {
    model,
    messages: messages.map((message) => wireMessage(message, dialect)),
    // An empty list is refused by OpenAI.
    ...(tools?.length && { tools: tools.map((tool) => wireTool(tool, dialect)) }),
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
  if (dialect.anyIds && /tool.?call.?id/iu.test(refusal) && /length of 9/iu.test(refusal)) {
    return { ...dialect, anyIds: false };
  }
  if (!dialect.thoughts && /missing .*reasoning_content/iu.test(refusal)) return { ...dialect, thoughts: true };
  // Last: its words are the least certain.
  if (dialect.schemas === 'plain' || !ABOUT_SCHEMA.test(refusal)) return undefined;
  return { ...dialect, schemas: dialect.schemas === 'strict' ? 'full' : 'plain' };
}

function wireTool(tool: ChatTool, { schemas }: Dialect): JsonObject {
  const { name, description, parameters } = tool.function;
  if (schemas === 'strict') {
    const strict = strictSchema(parameters);
    return strict === undefined
      ? { ...tool }
      : { ...tool, function: { ...tool.function, parameters: strict, strict: true } };
  }
  if (schemas === 'full') return { ...tool };
  const short = description?.slice(0, LONGEST_DESCRIPTION).toWellFormed();
  const plain = { name, ...(short !== undefined && { description: short }), parameters: plainSchema(parameters) };
  return { ...tool, function: plain };
}

function wireMessage(message: ChatMessage, dialect: Dialect): JsonObject {
  if (message.role === 'assistant') return wireAnswer(message, dialect);
  if (message.role !== 'tool' || dialect.anyIds) return { ...message };
  return { ...message, tool_call_id: shortId(message.tool_call_id) };
}

/** Reasoning stays behind where it may: providers bill it again or refuse the field. */
function wireAnswer({ content, tool_calls: calls, reasoning }: AssistantMessage, dialect: Dialect): JsonObject {
  if (!calls?.length) return { role: 'assistant', content };
  return {
    role: 'assistant',
    content,
    tool_calls: calls.map((call) => wireCall(dialect.anyIds ? call : { ...call, id: shortId(call.id) })),
    ...(dialect.thoughts && { reasoning_content: reasoning ?? '' }),
  };
}

// Ollama, and templates that print arguments as objects, refuse a whole conversation over one malformed string.
function wireCall(call: ChatToolCall): ChatToolCall {
  const { name, arguments: text } = call.function;
  if (isObject(parseJson(text))) return call;
  return { ...call, function: { name, arguments: JSON.stringify({ malformed_arguments: text }) } };
}

/** Nine letters and digits for any id, the same ones every time. */
function shortId(id: string): string {
  return /^[a-zA-Z0-9]{9}$/u.test(id) ? id : createHash('sha256').update(id).digest('hex').slice(0, 9);
}
