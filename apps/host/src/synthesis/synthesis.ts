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
