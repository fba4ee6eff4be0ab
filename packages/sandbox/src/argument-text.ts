import { jsonDepth, LIMITS } from './limits.ts';
import { failure, type Result } from './outcome.ts';

/** The argument of a tool as it is handed over, or why it cannot be. */
export function argumentText(args: unknown): string | Result {
  let text: string | undefined;
  try {
    text = JSON.stringify(args ?? {}) as string | undefined;
  } catch {
    text = undefined; // a circle, a big integer, or depth beyond the stack
  }
  if (text === undefined) return failure('no_json', 'The argument cannot be said in JSON.');
  if (Buffer.byteLength(text) <= LIMITS.args_bytes && jsonDepth(text) <= LIMITS.depth) return text;
  return failure('too_large', `The argument is larger than 1 MB, or deeper than ${LIMITS.depth} levels.`);
}
