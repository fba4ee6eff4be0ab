import type { AssistantMessage, ChatTool } from '@nexus/llm';
import * as z from 'zod';
import { readArguments } from '../loop/tool-arguments.ts';

/** What the model proposes: a tool, and the arguments with which it solves the problem. */
export const Proposal = z.object({
  name: z.string().min(1).max(40).describe('verb or noun in snake_case, such as energy_use_intensity.'),
  description: z.string().min(1).max(500).describe('What it computes, with units.'),
  language: z.enum(['javascript', 'typescript']).default('javascript'),
  code: z.string().min(1).describe('A module with export function main(args) that returns a JSON object.'),
  input_schema: z
    .record(z.string(), z.unknown())
    .optional()
    .describe('JSON Schema of args: an object with described properties.'),
  examples: z
    .array(
      z.object({
        arguments: z.record(z.string(), z.unknown()),
        result: z.unknown().optional().describe('Worked out by hand.'),
      }),
    )
    .min(1)
    .max(10),
  arguments: z.record(z.string(), z.unknown()).describe('The arguments that solve the problem at hand.'),
});
export type Proposal = z.infer<typeof Proposal>;

/** The one call that the model may make, which is how every backend gives a structured answer. */
export const PROPOSE_TOOL: ChatTool = {
  type: 'function',
  function: {
    name: 'propose_tool',
    description: 'Proposes the tool. Called exactly once.',
    parameters: z.toJSONSchema(Proposal, { io: 'input' }),
  },
};

/**
 * Reads a proposal from a turn: the arguments of its call, or the object that it wrote in its text.
 *
 * @throws {NexusError} when there is none to read.
 * @throws {z.ZodError} when it is incomplete.
 */
export function readProposal({ content, tool_calls: calls }: AssistantMessage): Proposal {
  const [call] = calls ?? [];
  return Proposal.parse(readArguments(call?.function.arguments ?? objectIn(content ?? '')).value);
}

/** From the first brace to the last: models put words and fences around it. */
function objectIn(text: string): string {
  const begin = text.indexOf('{');
  return begin === -1 ? text : text.slice(begin, text.lastIndexOf('}') + 1);
}
