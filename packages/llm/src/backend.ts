/** A JSON object, such as the arguments of a call or a tool's input schema. */
export type JsonObject = { readonly [key: string]: unknown };

/** A tool that the model may call; `parameters` is a JSON Schema of an object. */
export interface ChatTool {
  readonly type: 'function';
  readonly function: { readonly name: string; readonly description?: string; readonly parameters: JsonObject };
}

/**
 * A call that the model asks for.
 *
 * `arguments` is JSON text as the model wrote it: `{}` when it wrote nothing, and not always valid JSON.
 */
export interface ChatToolCall {
  readonly id: string;
  readonly type: 'function';
  readonly function: { readonly name: string; readonly arguments: string };
  /** What the provider wants back with the call, such as Gemini's signature of a thought. Opaque. */
  readonly extra_content?: JsonObject;
}

export interface SystemMessage {
  readonly role: 'system';
  readonly content: string;
}

export interface UserMessage {
  readonly role: 'user';
  readonly content: string;
}

/** A turn of the model; every one of its `tool_calls` must be answered by a `tool` message with its id. */
export interface AssistantMessage {
  readonly role: 'assistant';
  readonly content: string | null;
  readonly tool_calls?: readonly ChatToolCall[];
  /** What the model thought before it answered. Sent back only to a provider that insists. */
  readonly reasoning?: string;
}

export interface ToolMessage {
  readonly role: 'tool';
  readonly tool_call_id: string;
  readonly content: string;
}

export type ChatMessage = SystemMessage | UserMessage | AssistantMessage | ToolMessage;

/** A piece of an answer under way. The `text` pieces, joined, are the content of the finished message. */
export interface ChatDelta {
  readonly type: 'text' | 'reasoning';
  readonly text: string;
}

export interface ChatRequest {
  readonly messages: readonly ChatMessage[];
  readonly tools?: readonly ChatTool[];
  /** 0.1 unless given. */
  readonly temperature?: number;
  /** 2048 unless given. */
  readonly max_tokens?: number;
  readonly signal?: AbortSignal;
  /** Called while the answer arrives; asking for it makes a backend stream. */
  readonly onDelta?: (delta: ChatDelta) => void;
}

export const DEFAULT_TEMPERATURE = 0.1;
export const DEFAULT_MAX_TOKENS = 2048;

export type FinishReason = 'stop' | 'tool_calls' | 'length' | 'content_filter';

export interface ChatChoice {
  readonly index: 0;
  readonly message: AssistantMessage;
  /** For people and logs: branch on `message.tool_calls`. `length` means that the answer, or its last call, was cut. */
  readonly finish_reason: FinishReason;
}

export interface ChatUsage {
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly total_tokens: number;
  /** How much of the prompt had been evaluated before, where the backend tells. */
  readonly prompt_tokens_details?: { readonly cached_tokens: number };
}

/** An answer in the form of OpenAI's chat completions, with exactly one choice. */
export interface ChatCompletion {
  readonly id: string;
  readonly object: 'chat.completion';
  /** Unix seconds. */
  readonly created: number;
  readonly model: string;
  readonly choices: readonly [ChatChoice];
  readonly usage?: ChatUsage;
  /** The model printed its calls as text, and they were read from there. */
  readonly calls_from_text?: true;
}

export interface BackendInfo {
  readonly strategy: 'remote' | 'builtin' | 'local';
  readonly model: string;
  readonly base_url?: string;
  /** What the model's context holds, prompt and answer together; absent where nobody says. */
  readonly context_tokens?: number;
  /** One or two sentences for people: what answers, and why it was chosen. */
  readonly description: string;
  /** What a person should change before they rely on the answers, such as a context that is too small. */
  readonly caution?: { readonly message: string; readonly hint: string };
}

/** The port: whatever can answer a conversation and ask for tools. */
export interface LLMBackend {
  /**
   * Answers the conversation.
   *
   * @throws {NexusError} When the model cannot be reached or refuses.
   * @throws The signal's reason, once the signal is aborted.
   */
  chatCompletion(request: ChatRequest): Promise<ChatCompletion>;
  getBackendInfo(): BackendInfo;
}

/** A backend that has to load its model first, and knows only then what the context holds. */
export interface LoadingBackend extends LLMBackend {
  /**
   * Loads the model, where that has not happened yet; afterwards `getBackendInfo` is complete.
   *
   * @throws {NexusError} When the model cannot be loaded.
   * @throws The signal's reason, once the signal is aborted.
   */
  load(signal?: AbortSignal): Promise<void>;
}

export function isLoading(backend: LLMBackend): backend is LoadingBackend {
  return 'load' in backend && typeof backend.load === 'function';
}
