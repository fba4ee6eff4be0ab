import { cleanText } from '@nexus/models';
import * as z from 'zod';
import { defineTool } from '../deps.ts';

export const rejectDynamicTool = defineTool({
  name: 'reject_dynamic_tool',
  title: 'Reject a tool',
  description: 'Refuses a tool that waits for approval; it is kept, and cannot be called.',
  access: 'write',
  input: z.strictObject({
    name: z.string().min(1).max(40).describe('Name of a tool that is pending.'),
    reason: z.string().max(500).optional().describe('Why, for the audit trail.'),
  }),
  output: z.object({ status: z.literal('rejected'), tool_name: z.string(), version: z.int() }),
  async run({ name, reason }, { deps, principal, time }) {
    const actor = cleanText(principal.name, 100) || 'unknown';
    const deed = { actor, at_ms: time.nowMs(), ...(reason !== undefined && { reason: cleanText(reason) }) };
    const decided = await deps.store.decide(name, 'rejected', deed);
    return { status: 'rejected' as const, tool_name: decided.name, version: decided.version };
  },
});
