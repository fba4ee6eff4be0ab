import type { ToolSource } from '@nexus/server-kit';
import { listedDescription } from '../domain/described.ts';
import type { Deps } from '../deps.ts';

/** Every active tool as a tool of the server, by its own name and schema. */
export const toolSource: ToolSource<Deps> = {
  version: ({ store }) => store.listVersion(),
  async list({ store }) {
    const tools = await store.activeTools();
    return tools.map(({ name, description, input_schema }) => ({
      name,
      title: name,
      description: listedDescription(description),
      inputSchema: input_schema,
      // Whatever its author says about the result, nobody has checked it.
      outputSchema: { type: 'object' },
    }));
  },
  async call(name, args, context) {
    const { store, runner } = context.deps;
    const tool = await store.activeTool(name);
    // The file compares without regard to case, and the list says how it is written.
    return tool?.name === name ? await runner.run(tool, args, context) : undefined;
  },
};
