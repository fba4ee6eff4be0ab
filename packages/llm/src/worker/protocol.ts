import type { ChatMessage, ChatTool } from '../backend.ts';

/** How a model is opened. */
export interface ModelOptions {
  readonly model_path: string;
  /** -1 for all that there are. */
  readonly gpu_layers: number;
  /** Tokens. */
  readonly context_size: number;
  /** As many as the machine has physical cores unless given. */
  readonly threads: number | undefined;
}

export interface WorkerChat {
  readonly messages: readonly ChatMessage[];
  readonly tools: readonly ChatTool[];
  readonly temperature: number;
  readonly max_tokens: number;
}

export type FaultKind = 'no_package' | 'no_binary' | 'bad_file' | 'no_memory' | 'too_long' | 'aborted' | 'failed';

/** What went wrong, in words of node-llama-cpp or of the worker. */
export interface Fault {
  readonly kind: FaultKind;
  readonly message: string;
}

/** To the worker. */
export type Order =
  | { readonly type: 'open'; readonly options: ModelOptions }
  | { readonly type: 'chat'; readonly id: number; readonly chat: WorkerChat }
  | { readonly type: 'abort'; readonly id: number };

/** From the worker. `chunk` is one of a streamed chat completion, in OpenAI's form. */
export type Report =
  | { readonly type: 'opened'; readonly context_tokens: number }
  | { readonly type: 'not_opened'; readonly fault: Fault }
  | { readonly type: 'chunk'; readonly id: number; readonly chunk: unknown }
  | { readonly type: 'ended'; readonly id: number; readonly fault?: Fault };
