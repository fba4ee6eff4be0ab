import type { Tool } from '@modelcontextprotocol/sdk/types.js';
import { NexusError } from '@nexus/models';
import { resultText } from '../loop/tool-result.ts';
import type { Route } from '../routing/routes.ts';
import type { SynthesisOptions, SynthesisResult } from './synthesis.ts';

interface Agent {
  synthesize(problem: string, existingTools: readonly string[], options: SynthesisOptions): Promise<SynthesisResult>;
}

const DESCRIPTION =
  'Has a tool written, checked and registered for a calculation that no other tool makes, and answers its result. ' +
  'Give the whole problem with its numbers and units. The new tool stays, and can be called by its name afterwards.';

const TOOL: Tool = {
  name: 'synthesize_tool',
  title: 'Write a tool',
  description: DESCRIPTION,
  inputSchema: {
    type: 'object',
    properties: { problem: { type: 'string', description: 'What is to be computed, with all numbers and units.' } },
    required: ['problem'],
    additionalProperties: false,
  },
  // Registering, within, asks for approval by itself.
  annotations: { readOnlyHint: true },
};

/** The tool of the host itself by which a model asks for a tool that is missing. */
export function synthesizeRoute(agent: Agent, names: () => readonly string[]): Route {
  return {
    alias: TOOL.name,
    access: 'read',
    tool: TOOL,
    connection: {
      target: { name: 'host', trusted: true },
      async call(_tool, { problem }, { signal = new AbortController().signal } = {}) {
        if (typeof problem !== 'string' || problem.trim() === '') {
          throw new NexusError('invalid_argument', 'problem: is missing.', { hint: 'Say what is to be computed.' });
        }
        const { status, tool, result } = await agent.synthesize(problem, names(), { signal });
        const told =
          status === 'pending_approval'
            ? `The tool ${tool} was registered and waits until a person approves it with approve_dynamic_tool.`
            : `The tool ${tool} was registered and called. Its result:\n${result === undefined ? '' : resultText(result)}`;
        return { content: [{ type: 'text', text: told }], ...(result?.isError === true && { isError: true }) };
      },
    },
    definition: {
      type: 'function',
      function: { name: TOOL.name, description: DESCRIPTION, parameters: TOOL.inputSchema },
    },
  };
}
