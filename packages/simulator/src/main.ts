import { BuildingTime, NexusError } from '@nexus/models';
import { loadEnvironment, readConfig } from '@nexus/models/environment';
import { Misuse, HELP, parseCommandLine } from './cli/command-line.ts';
import { type Broker, brokerOf, type PlatformPaths, platformPaths, simulatorVariables } from './cli/config.ts';
import { firmwareCommand } from './cli/firmware.ts';
import { liveCommand } from './cli/live.ts';
import { seedCommand } from './cli/seed.ts';
import { truthCommand } from './cli/truth.ts';

const EXIT_CODES = { SIGINT: 130, SIGTERM: 143 } as const;

/** Runs the command line. @returns The exit code. */
export async function main(args: readonly string[]): Promise<number> {
  // Whoever read the output has enough of it, as `head` has.
  process.stdout.on('error', () => process.exit(0));
  const interruption = new AbortController();
  const interrupt = (signal: keyof typeof EXIT_CODES) => interruption.abort(EXIT_CODES[signal]);
  // Once: whoever asks again means it.
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  // Who forked this process ends it by closing the channel, or by dying.
  if (process.channel !== undefined) process.once('disconnect', () => interruption.abort(0));
  try {
    return await run(args, interruption.signal);
  } catch (error) {
    if (interruption.signal.aborted) return Number(interruption.signal.reason);
    return explain(error);
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

async function run(args: readonly string[], signal: AbortSignal): Promise<number> {
  const commandLine = parseCommandLine(args);
  if (commandLine.command === 'help') {
    process.stdout.write(HELP);
    return 0;
  }
  const { paths, broker, zone } = configured();
  const context = {
    paths,
    broker,
    time: new BuildingTime({ zone }),
    signal,
    print: (line: string) => void process.stdout.write(`${line}\n`),
  };
  if (commandLine.command === 'seed') return seedCommand(commandLine, context);
  if (commandLine.command === 'truth') return truthCommand(commandLine, context);
  return commandLine.command === 'live' ? liveCommand(commandLine, context) : firmwareCommand(commandLine, context);
}

/** @throws {Misuse} for variables that cannot be used. */
function configured(): { paths: PlatformPaths; broker: Broker | undefined; zone: string | undefined } {
  const environment = loadEnvironment();
  try {
    const config = readConfig(simulatorVariables, environment);
    return { paths: platformPaths(config, environment), broker: brokerOf(config), zone: config.NEXUS_TIMEZONE };
  } catch (cause) {
    if (!NexusError.is(cause)) throw cause;
    throw new Misuse(cause.message, { cause });
  }
}

function explain(error: unknown): number {
  if (error instanceof Misuse) {
    process.stderr.write(`nexus-simulator: ${error.message}\nTry nexus-simulator --help.\n`);
    return 2;
  }
  if (!NexusError.is(error)) throw error;
  process.stderr.write(`nexus-simulator: ${error.message}\n${error.hint === undefined ? '' : `${error.hint}\n`}`);
  return 1;
}
