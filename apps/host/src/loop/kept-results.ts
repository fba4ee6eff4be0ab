import type { Tool } from '@modelcontextprotocol/sdk/types.js';
import { NexusError } from '@nexus/models';
import type { Route, Routes } from '../routing/routes.ts';
import { capText } from './tool-result.ts';

/** All that one conversation keeps; the oldest go first. */
const MAX_KEPT_CHARS = 20_000_000;
const DEFAULT_LENGTH = 8_000;
const MAX_LENGTH = 20_000;

const DESCRIPTION = 'Reads a part of an earlier tool result that was too long to show whole. Its id is at the cut.';

export const READ_RESULT = 'read_result';

const TOOL: Tool = {
  name: READ_RESULT,
  title: 'Read a long result',
  description: DESCRIPTION,
  inputSchema: {
    type: 'object',
    properties: {
      result_id: { type: 'string', description: 'The id from the mark where the result was cut, such as r1.' },
      offset: { type: 'integer', minimum: 0, default: 0, description: 'Character to begin at.' },
      length: { type: 'integer', minimum: 1, maximum: MAX_LENGTH, default: DEFAULT_LENGTH, description: 'Characters.' },
    },
    required: ['result_id'],
    additionalProperties: false,
  },
  annotations: { readOnlyHint: true },
};

/** The whole text of results that a model was shown only in part. */
export class KeptResults {
  readonly #texts = new Map<string, string>();
  #count = 0;
  #chars = 0;

  /** The text as the model gets it: whole, or its head and tail with the way to the rest. */
  shorten(text: string, maxChars: number): string {
    if (text.length <= maxChars) return text;
    const id = this.#keep(text);
    return capText(text, maxChars, id === undefined ? undefined : `read_result with result_id "${id}" shows more`);
  }

  /** The routes with one more tool at their end, as soon as there is something to read with it. */
  offeredBeside(routes: Routes): Routes {
    return this.#count === 0 ? routes : routes.with(this.#route());
  }

  #keep(text: string): string | undefined {
    if (text.length > MAX_KEPT_CHARS) return undefined;
    this.#count += 1;
    const id = `r${this.#count}`;
    this.#texts.set(id, text);
    this.#chars += text.length;
    for (const [oldest, { length }] of this.#texts) {
      if (this.#chars <= MAX_KEPT_CHARS) break;
      this.#texts.delete(oldest);
      this.#chars -= length;
    }
    return id;
  }

  #read({ result_id: id, offset = 0, length = DEFAULT_LENGTH }: Readonly<Record<string, unknown>>): string {
    const text = this.#texts.get(String(id));
    if (text === undefined) {
      const there = [...this.#texts.keys()].join(', ') || 'none';
      throw new NexusError('not_found', `There is no kept result ${String(id)}.`, {
        hint: `Kept are: ${there}. Call the tool again for one that is gone.`,
      });
    }
    const begin = Math.min(Number(offset), text.length);
    const part = text.slice(begin, begin + Math.min(Number(length), MAX_LENGTH)).toWellFormed();
    const end = begin + part.length;
    const next = end < text.length ? `; the next part is at offset ${end}` : '; this is the end';
    return `[characters ${begin} to ${end} of ${text.length}${next}]\n${part}`;
  }

  #route(): Route {
    return {
      alias: TOOL.name,
      access: 'read',
      tool: TOOL,
      connection: {
        target: { name: 'host', trusted: true },
        call: (_tool, args) => Promise.resolve({ content: [{ type: 'text', text: this.#read(args) }] }),
      },
      definition: {
        type: 'function',
        function: { name: TOOL.name, description: DESCRIPTION, parameters: TOOL.inputSchema },
      },
    };
  }
}
