import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import type { BackendInfo, ChatCompletion, ChatDelta, ChatMessage } from '@nexus/llm';
import type { ToolInfo } from '../host.ts';
import type { Approval } from '../loop/approval.ts';
import type { HostEvent } from '../loop/events.ts';

/** The first line of a recording. */
export interface Header {
  readonly type: 'header';
  readonly version: 1;
  readonly started: string;
  readonly time_zone: string;
  readonly backend: BackendInfo;
  readonly max_tool_iterations: number;
  readonly allow_writes: boolean;
  /** Whether a person could be asked. */
  readonly asks: boolean;
}

export interface RecordedFault {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  /** The conversation was too long, which the host answers with a shorter one. */
  readonly context_overflow?: true;
}

/** What one request to the model became. */
export interface ModelExchange {
  readonly type: 'model';
  /** Without the system prompt, which holds the time. */
  readonly messages: readonly ChatMessage[];
  readonly deltas: readonly ChatDelta[];
  readonly completion?: ChatCompletion;
  readonly fault?: RecordedFault;
  /** It was cancelled before an answer came. */
  readonly cancelled?: true;
}

/** What a call became that a tool of the host made by itself, such as those by which `synthesize_tool` registers one. */
export interface OwnCallExchange {
  readonly type: 'own_call';
  readonly tool: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly result?: CallToolResult;
  readonly fault?: RecordedFault;
  /** It was given up before an answer came. */
  readonly cancelled?: true;
}

/** A line of a recording, in the order in which things happened. */
export type RecordedLine =
  | Header
  /** What the servers offer from here on. */
  | { readonly type: 'tools'; readonly tools: readonly ToolInfo[] }
  /** Beginning of a conversation: what follows shares its context. */
  | { readonly type: 'conversation' }
  | { readonly type: 'approval'; readonly tool: string; readonly approval: Approval }
  | ModelExchange
  | OwnCallExchange
  | { readonly type: 'event'; readonly event: HostEvent };
