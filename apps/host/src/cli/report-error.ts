import { NexusError } from '@nexus/models';
import { coloursFor } from './colours.ts';
import { EXIT } from './exit-codes.ts';

/** Says on stderr what went wrong and what to do next. @returns The exit code. */
export function reportError(error: unknown): number {
  const red = coloursFor(process.stderr).red;
  if (!NexusError.is(error)) {
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    console.error(`${red('nexus failed unexpectedly:')} ${detail}`);
    return EXIT.failed;
  }
  console.error(`${red('Error:')} ${error.message}`);
  if (error.hint !== undefined) console.error(error.hint);
  return error.code === 'invalid_argument' ? EXIT.usage : EXIT.failed;
}
