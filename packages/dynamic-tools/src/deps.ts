import { resourceFor, toolFor } from '@nexus/server-kit';
import type { ToolRunner } from './calling/tool-runner.ts';
import type { Language, Sandbox } from '@nexus/sandbox';
import type { DynamicToolStore } from './store/store.ts';

export interface Deps extends AsyncDisposable {
  readonly store: DynamicToolStore;
  readonly sandbox: Sandbox;
  readonly runner: ToolRunner;
  /** Whether a new tool waits for a person. */
  readonly needsApproval: boolean;
  readonly maxTools: number;
  /** In which a tool may be written. */
  readonly languages: readonly Language[];
  /** Names of the server's own tools. */
  readonly ownNames: ReadonlySet<string>;
}

export const defineTool = toolFor<Deps>();
export const defineResource = resourceFor<Deps>();
