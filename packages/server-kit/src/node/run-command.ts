import type { Command, CommandContext, CommandInput } from '../server-spec.ts';

const INTERRUPTED = 130;

/** Runs a command for a person. @returns Its exit code, or that of an interrupted process when it was aborted. */
export async function runCommand<Deps>(
  command: Command<Deps>,
  input: CommandInput,
  context: Omit<CommandContext<Deps>, 'print' | 'status'>,
): Promise<number> {
  // Whoever read the output has enough of it, as `head` has.
  process.stdout.on('error', () => process.exit(0));
  const status = statusLine();
  try {
    return await command.run(input, {
      ...context,
      print(line) {
        status('');
        process.stdout.write(`${line}\n`);
      },
      status,
    });
  } catch (error) {
    if (context.signal.aborted) return INTERRUPTED;
    throw error;
  } finally {
    status('');
  }
}

/** Writes over its own last text; says nothing where nobody watches. */
function statusLine(): (text: string) => void {
  let shown = '';
  return (text) => {
    if (!process.stderr.isTTY || text === shown) return;
    process.stderr.write(`\r\u001b[2K${text}`);
    shown = text;
  };
}
