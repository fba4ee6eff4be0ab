export {
  type AssistantMessage,
  type BackendInfo,
  type ChatChoice,
  type ChatCompletion,
  type ChatDelta,
  type ChatMessage,
  type ChatRequest,
  type ChatTool,
  type ChatToolCall,
  type ChatUsage,
  DEFAULT_MAX_TOKENS,
  DEFAULT_TEMPERATURE,
  type FinishReason,
  isLoading,
  type JsonObject,
  type LLMBackend,
  type LoadingBackend,
  type SystemMessage,
  type ToolMessage,
  type UserMessage,
} from './backend.ts';
export { type CompletionDetails, completionOf } from './completion.ts';
export { contextOverflow, isContextOverflow } from './context-overflow.ts';
export { detectLocalServer, type LocalServer } from './servers/detect.ts';
export type { LocalServerKind } from './servers/identify.ts';
export { createLLMBackend, type LLMConfig, type LLMFactoryOptions, type OpenedBackend } from './factory.ts';
export type { LocalOptions } from './local/backend.ts';
export { fetchModel, type FetchModelOptions, type FetchProgress } from './gguf/fetch-model.ts';
export { fitsMemory, RECOMMENDED_MODELS, type RecommendedModel } from './gguf/recommended.ts';
export { createRemoteBackend, type RemoteOptions } from './remote.ts';
