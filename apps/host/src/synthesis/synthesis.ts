import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import type { Proposal } from './proposal.ts';

export type SynthesisStep =
  | { readonly step: 'proposed' | 'repairing'; readonly attempt: number; readonly detail: string }
  | { readonly step: 'checked' | 'registered' | 'calling'; readonly detail: string };

export interface SynthesisOptions {
  readonly signal: AbortSignal;
  readonly onStep?: ((step: SynthesisStep) => void) | undefined;
}

export interface SynthesisResult {
  readonly status: 'done' | 'pending_approval';
  readonly tool: string;
  readonly proposal: Proposal;
  readonly repairs: number;
  /** Of the call that solves the problem; absent while the tool waits for approval. */
  readonly result?: CallToolResult;
}

/** A call that a tool of the host makes by itself. */
interface OwnCall {
  readonly tool: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly signal: AbortSignal;
}

/** Stands between the tools of the host and the servers: a recording listens there, and a replay answers. */
export type OwnCallMaker = (call: OwnCall, make: () => Promise<CallToolResult>) => Promise<CallToolResult>;
