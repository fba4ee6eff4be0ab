import type { Context, Tool } from '@nexus/server-kit';
import type * as z from 'zod';
import type { Deps } from '../deps.ts';

/** A few milliseconds of reading and counting, which no other caller notices. */
const READINGS_IN_PLACE = 20_000;

/**
 * A tool whose long questions are answered in the worker.
 *
 * @param weigh About how many readings a question goes through; what it throws is thrown by the tool.
 */
export function offloaded<In extends z.ZodObject, Out extends z.ZodObject>(
  tool: Tool<Deps, In, Out>,
  weigh: (input: z.output<In>, context: Context<Deps>) => Promise<number>,
): Tool<Deps, In, Out> {
  return {
    ...tool,
    async run(input, context) {
      const { worker } = context.deps;
      if (!worker || (await weigh(input, context)) <= READINGS_IN_PLACE) return tool.run(input, context);
      return (await worker.call(tool.name, input, context)) as z.input<Out>;
    },
  };
}
