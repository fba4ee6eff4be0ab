import { cleanText, NexusError } from '@nexus/models';
import * as z from 'zod';
import type { StoredTool } from '../store/store.ts';

type Checked = Pick<StoredTool, 'tool_id' | 'name' | 'input_schema'>;

const MAX_KNOWN = 200;
const MAX_FAULTS = 5;
const known = new Map<string, z.ZodType>();

/**
 * The arguments of a tool by its schema, with its defaults.
 *
 * @throws {NexusError} `invalid_argument` that names the faults.
 */
export function checkArguments({ tool_id, name, input_schema }: Checked, args: unknown): Record<string, unknown> {
  let schema = known.get(tool_id);
  if (schema === undefined) {
    schema = z.fromJSONSchema(input_schema);
    known.set(tool_id, schema);
    const [oldest] = known.keys();
    if (known.size > MAX_KNOWN && oldest !== undefined) known.delete(oldest);
  }
  const result = schema.safeParse(args);
  if (result.success) return result.data as Record<string, unknown>;
  const faults = result.error.issues
    .slice(0, MAX_FAULTS)
    .map(({ path, message }) => `${cleanText(path.join('.'), 80) || 'arguments'}: ${cleanText(message, 200)}`);
  throw new NexusError('invalid_argument', `Invalid arguments: ${faults.join('; ')}.`, {
    hint: `list_dynamic_tools shows the schema of ${name}.`,
  });
}
