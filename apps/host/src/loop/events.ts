import type { BackendInfo, ChatUsage } from '@nexus/llm';
import type { ToolAccess } from '../routing/tool-access.ts';

/** `refused` is a call that the host did not make; `cancelled` one that was given up and may have taken effect. */
export type ToolCallStatus = 'ok' | 'error' | 'refused' | 'cancelled';

/** `partial` is an answer that had to be given too early, and says so. */
export type RunStatus = 'answered' | 'partial' | 'failed' | 'cancelled';

/** What happens while a question is answered, in order; a run begins with `run_started` and ends with `run_finished`. */
export type HostEvent =
  | { readonly type: 'run_started'; readonly question: string; readonly backend: BackendInfo }
  /** The model is asked; `iteration` counts from 1. */
  | { readonly type: 'model_started'; readonly iteration: number }
  /** A piece of text as the model writes it: of the answer, or of a remark between two rounds of calls. */
  | { readonly type: 'text_delta'; readonly text: string }
  | ToolCallStarted
  | ToolCallProgress
  | ToolCallFinished
  /** Earlier questions were replaced by a summary, because the model's context was filling up. */
  | {
      readonly type: 'context_compacted';
      readonly questions: number;
      readonly before_tokens: number;
      readonly after_tokens: number;
    }
  /** Something that a person should know, such as a server that is not there. */
  | { readonly type: 'notice'; readonly level: 'info' | 'warning'; readonly text: string }
  | RunFinished;

export interface ToolCallStarted {
  readonly type: 'tool_call_started';
  readonly call_id: string;
  /** As the model named it. */
  readonly tool: string;
  /** Absent where no server has such a tool. */
  readonly server?: string;
  readonly access?: ToolAccess;
  /** The text itself where it could not be read. */
  readonly arguments: Readonly<Record<string, unknown>> | string;
}

export interface ToolCallProgress {
  readonly type: 'tool_call_progress';
  readonly call_id: string;
  readonly done: number;
  readonly total?: number;
  readonly message?: string;
}

export interface ToolCallFinished {
  readonly type: 'tool_call_finished';
  readonly call_id: string;
  readonly tool: string;
  readonly status: ToolCallStatus;
  readonly duration_ms: number;
  /** What the model is told. */
  readonly result: string;
}

export interface RunFinished {
  readonly type: 'run_finished';
  readonly status: RunStatus;
  /** Empty unless the status is `answered` or `partial`. */
  readonly answer: string;
  /** Why there is no answer. */
  readonly fault?: string;
  readonly iterations: number;
  readonly tool_calls: number;
  readonly duration_ms: number;
  /** Tokens of all rounds, where the backend counts them. */
  readonly usage?: ChatUsage;
}

export type EventListener = (event: HostEvent) => void;
