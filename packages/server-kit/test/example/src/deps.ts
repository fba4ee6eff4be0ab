import { toolFor } from '@nexus/server-kit';

export interface Deps extends AsyncDisposable {
  readonly notes: Map<string, string>;
  readonly maxNotes: number;
}

export const defineTool = toolFor<Deps>();
