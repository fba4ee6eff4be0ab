import { Instant } from '@nexus/models';
import { fitAnswer, pageInput } from '@nexus/server-kit';
import * as z from 'zod';
import { defineTool } from '../deps.ts';
import { listedDescription } from '../domain/described.ts';

export const listDynamicTools = defineTool({
  name: 'list_dynamic_tools',
  title: 'Registered tools',
  description:
    'Tools that were registered, by name, with schema, author and statistics; with include_code also their code, which ' +
    'is what to read before approve_dynamic_tool.',
  access: 'read',
  input: z.strictObject({
    state: z
      .enum(['active', 'pending', 'rejected', 'replaced', 'removed'])
      .optional()
      .describe('Only these; by default the active and the pending ones.'),
    include_code: z.boolean().default(false).describe('Tells the code too.'),
    ...pageInput,
  }),
  output: z.object({
    tools: z.array(
      z.object({
        name: z.string(),
        tool_id: z.string(),
        version: z.int(),
        state: z.enum(['active', 'pending', 'rejected', 'replaced', 'removed']),
        description: z.string(),
        language: z.enum(['javascript', 'typescript', 'python']),
        input_schema: z.record(z.string(), z.unknown()),
        created_by: z.string(),
        created_at: Instant,
        calls: z.int(),
        failed_calls: z.int(),
        mean_ms: z.number().optional(),
        last_called_at: Instant.optional(),
        code: z.string().optional(),
      }),
    ),
    total: z.int(),
    offset: z.int(),
    limit: z.int(),
  }),
  async run({ state, include_code, limit, offset }, { deps, time }) {
    const tools = await deps.store.tools(state === undefined ? ['active', 'pending'] : [state]);
    const page = tools.slice(offset, offset + limit).map((tool) => ({
      name: tool.name,
      tool_id: tool.tool_id,
      version: tool.version,
      state: tool.state,
      description: listedDescription(tool.description),
      language: tool.language,
      input_schema: tool.input_schema,
      created_by: tool.created_by,
      created_at: time.iso(tool.created_ms),
      calls: tool.calls,
      failed_calls: tool.failed_calls,
      ...(tool.calls > 0 && { mean_ms: Math.round((tool.total_ms / tool.calls) * 10) / 10 }),
      ...(tool.last_called_ms !== undefined && { last_called_at: time.iso(tool.last_called_ms) }),
      ...(include_code && { code: tool.code }),
    }));
    return { tools: fitAnswer(page), total: tools.length, offset, limit };
  },
});
