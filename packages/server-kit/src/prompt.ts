import type { PromptMessage } from '@modelcontextprotocol/sdk/types.js';
import type * as z from 'zod';
import type { Completer } from './resource.ts';
import type { Context } from './tool.ts';

/** A prompt template. Arguments are strings, as the protocol has it; optional ones are `.optional()`. */
export interface Prompt<Deps, Args extends z.ZodObject = z.ZodObject> {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly arguments: Args;
  readonly complete?: Readonly<Record<string, Completer<Deps>>>;
  /** The user's message, or the whole exchange. */
  run(args: z.output<Args>, context: Context<Deps>): string | PromptMessage[] | Promise<string | PromptMessage[]>;
}

export function promptFor<Deps>() {
  return <Args extends z.ZodObject>(prompt: Prompt<Deps, Args>): Prompt<Deps, Args> => prompt;
}
