import { nearest, NexusError } from '@nexus/models';
import * as z from 'zod';
import { defineTool } from '../deps.ts';

export const callDynamicTool = defineTool({
  name: 'call_dynamic_tool',
  title: 'Call a registered tool',
  description:
    'Runs a registered tool by name and answers its result; what is no object comes within result. For clients that do ' +
    'not list the tools again.',
  access: 'read',
  input: z.strictObject({
    name: z.string().min(1).max(40).describe('Name from list_dynamic_tools.'),
    arguments: z.record(z.string(), z.unknown()).default({}).describe('By the input_schema of the tool.'),
  }),
  output: z.looseObject({}),
  async run({ name, arguments: args }, context) {
    const { store, runner } = context.deps;
    const tool = await store.activeTool(name);
    if (tool !== undefined) return await runner.run(tool, args, context);
    if ((await store.pendingTool(name)) !== undefined) {
      throw new NexusError('conflict', `${name} waits for approval.`, {
        hint: 'A person approves it with approve_dynamic_tool.',
      });
    }
    const names = (await store.activeTools()).map((each) => each.name);
    const candidates = nearest(name, names);
    throw new NexusError('not_found', 'There is no registered tool of this name.', {
      hint: candidates.length > 0 ? `Did you mean ${candidates.join(', ')}?` : 'See list_dynamic_tools.',
    });
  },
});
