import { cleanText } from '@nexus/models';
import * as z from 'zod';
import { defineTool } from '../deps.ts';

export const removeDynamicTool = defineTool({
  name: 'remove_dynamic_tool',
  title: 'Remove a registered tool',
  description: 'Takes a registered tool away from every client. Its versions and its record are kept.',
  access: 'destroy',
  input: z.strictObject({
    name: z.string().min(1).max(40).describe('Name from list_dynamic_tools.'),
    reason: z.string().max(500).optional().describe('Why, for the audit trail.'),
  }),
  output: z.object({ status: z.literal('removed'), tool_name: z.string(), version: z.int() }),
  async run({ name, reason }, { deps, principal, time }) {
    const actor = cleanText(principal.name, 100) || 'unknown';
    const deed = { actor, at_ms: time.nowMs(), ...(reason !== undefined && { reason: cleanText(reason) }) };
    const removed = await deps.store.remove(name, deed);
    return { status: 'removed' as const, tool_name: removed.name, version: removed.version };
  },
});
