import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import type { Tool } from './tool.ts';

/** What a tool answered, as the protocol has it. */
export function resultOf<Deps>(tool: Tool<Deps>, output: Record<string, unknown>): CallToolResult {
  const content = tool.present?.(output) ?? [{ type: 'text' as const, text: JSON.stringify(output) }];
  return { content, structuredContent: output };
}
