import { createHash } from 'node:crypto';
import type { Tool } from '@modelcontextprotocol/sdk/types.js';

/** What a tool claims to be, in 32 digits: another text or schema is another tool. */
export function definitionHash({ name, title, description, inputSchema, annotations }: Tool): string {
  const text = JSON.stringify([name, title, description, inputSchema, annotations]);
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
