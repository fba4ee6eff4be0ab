import type { Call } from '../asking.ts';

/** Sentences of a family, each with the calls that it begins with. */
export type Expected = Readonly<Record<string, readonly (readonly [string, ...Call[]])[]>>;

export function call(tool: string, given: Record<string, unknown>): Call {
  return { tool, arguments: given };
}
