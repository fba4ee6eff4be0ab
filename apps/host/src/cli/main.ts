import { CommanderError } from 'commander';
import { EXIT } from './exit-codes.ts';
import { ignoreClosedPipes } from './interrupt.ts';
import { buildProgram } from './program.ts';
import { reportError } from './report-error.ts';

/** Runs the command line and sets the exit code of the process. */
export async function main(words: readonly string[]): Promise<void> {
  ignoreClosedPipes();
  const program = buildProgram((exitCode) => {
    process.exitCode = exitCode;
  });
  try {
    await program.parseAsync(explicitCommand(words), { from: 'user' });
  } catch (error) {
    process.exitCode = error instanceof CommanderError ? usageCode(error) : reportError(error);
  }
}

/** `nexus "what is …"` asks, as no command has a space in its name; `nexus` alone talks, where somebody is there. */
function explicitCommand(words: readonly string[]): string[] {
  const [first] = words;
  if (first === undefined) return [process.stdin.isTTY && process.stdout.isTTY ? 'chat' : '--help'];
  return !first.startsWith('-') && /\s/u.test(first.trim()) ? ['ask', ...words] : [...words];
}

/** Help and version come as errors with code 0; every other one has been reported by commander. */
function usageCode({ exitCode }: CommanderError): number {
  return exitCode === 0 ? EXIT.ok : EXIT.usage;
}
