import * as z from 'zod';
import { Figure, LongText, Text } from './wire-fields.ts';

const MAX_CODE = 8000;

export const DynamicTool = z.object({
  name: Text,
  version: z.number(),
  state: Text,
  description: LongText,
  language: Text,
  created_by: Text,
  calls: z.number(),
  failed_calls: z.number(),
  mean_ms: Figure,
  code: z
    .string()
    .transform((text) => text.slice(0, MAX_CODE))
    .optional(),
});
export type DynamicTool = z.infer<typeof DynamicTool>;

export const DynamicToolList = z.object({ tools: z.array(DynamicTool), total: Figure });
export const ToolDecision = z.object({ status: Text, tool_name: Text, version: z.number() });
