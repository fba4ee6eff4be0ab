import { cleanText, NexusError } from '@nexus/models';
import * as z from 'zod';
import { checkTool } from '../calling/check-tool.ts';
import { defineTool } from '../deps.ts';

const NAME = /^[A-Za-z][A-Za-z0-9_]*$/;

export const registerDynamicTool = defineTool({
  name: 'register_dynamic_tool',
  title: 'Register a tool',
  description:
    'Adds a tool that computes: a module with a function main that takes one object and returns JSON. It has the ' +
    "language's own library and nothing else: no import, network, file or timer. Every violation is listed; each " +
    'example must run and give its result. The tool can then be called by its name, by every client.',
  access: 'write',
  input: z.strictObject({
    name: z
      .string()
      .max(40)
      .regex(NAME, 'must be letters, digits and _, beginning with a letter')
      .describe('Name to call it by, such as energy_use_intensity.'),
    description: z.string().min(1).max(500).describe('What it computes, with units, for whoever chooses a tool.'),
    code: z.string().min(1).describe('Source with a function main(args), exported in JavaScript. At most 64 KB.'),
    language: z
      .enum(['javascript', 'typescript', 'python'])
      .describe('Of the code. python only where NEXUS_DYNAMIC_PYTHON is on.'),
    input_schema: z
      .record(z.string(), z.unknown())
      .optional()
      .describe('JSON Schema of the argument, an object; by default what the signature of main says.'),
    examples: z
      .array(
        z.strictObject({
          arguments: z.record(z.string(), z.unknown()).describe('What main is given.'),
          result: z.unknown().optional().describe('What it must return; numbers may differ by a billionth.'),
        }),
      )
      .max(10)
      .default([])
      .describe('Calls that must work before it is registered.'),
    replace: z.boolean().default(false).describe('Registers a new version where the name is taken.'),
    check_only: z.boolean().default(false).describe('Checks it and runs the examples, and registers nothing.'),
  }),
  output: z.object({
    status: z.enum(['registered', 'pending_approval', 'checked']),
    tool_name: z.string(),
    tool_id: z.string().optional(),
    version: z.int().optional(),
  }),
  async run({ name, language, code, input_schema: given, ...rest }, { deps, principal, time }) {
    const { examples, replace, check_only } = rest;
    const description = cleanText(rest.description);
    if (description === '') throw new NexusError('invalid_argument', 'description: is empty.');
    if (deps.ownNames.has(name.toLowerCase())) {
      throw new NexusError('conflict', `${name} is a tool of this server.`, { hint: 'Choose another name.' });
    }
    if (!deps.languages.includes(language)) throw noPython();
    const input_schema = await checkTool(deps.sandbox, { name, language, code }, given, examples);
    if (check_only) return { status: 'checked' as const, tool_name: name };
    const stored = await deps.store.register(
      { name, description, language, code, input_schema },
      { actor: cleanText(principal.name, 100) || 'unknown', at_ms: time.nowMs() },
      { state: deps.needsApproval ? 'pending' : 'active', replace, maxTools: deps.maxTools },
    );
    return {
      status: stored.state === 'active' ? ('registered' as const) : ('pending_approval' as const),
      tool_name: stored.name,
      tool_id: stored.tool_id,
      version: stored.version,
    };
  },
});

function noPython(): NexusError {
  return new NexusError('unavailable', 'Python is not enabled here.', {
    hint: 'Write it in JavaScript, or install @nexus/sandbox-python and set NEXUS_DYNAMIC_PYTHON=on.',
  });
}
