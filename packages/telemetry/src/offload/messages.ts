import type { NexusErrorCode } from '@nexus/models';
import type { Context } from '@nexus/server-kit';

/** What the worker is started with. */
export interface WorkerSetup {
  readonly telemetryPath: string;
  readonly registryPath: string;
}

/** To the worker: a call of a tool, or that nobody waits for it any more. */
export type ToWorker =
  | {
      readonly id: number;
      readonly tool: string;
      readonly input: unknown;
      readonly zone: string;
      readonly now_ms: number;
    }
  | { readonly id: number; readonly abort: true };

/** From the worker: how far a call is, or what became of it. */
export type FromWorker =
  | { readonly id: number; readonly progress: Parameters<Context<never>['progress']> }
  | { readonly id: number; readonly output: unknown }
  | { readonly id: number; readonly fault: Fault };

export interface Fault {
  /** Absent for what is no `NexusError`. */
  readonly code?: NexusErrorCode;
  readonly message: string;
  readonly hint?: string | undefined;
}
