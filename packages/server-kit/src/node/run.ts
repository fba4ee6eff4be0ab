import { Console } from 'node:console';
import { setImmediate as turn, setTimeout as delay } from 'node:timers/promises';
import { BuildingTime, NexusError } from '@nexus/models';
import { dataFolderId, type Environment, loadEnvironment } from '@nexus/models/environment';
import type * as z from 'zod';
import type { Runtime } from '../call-context.ts';
import { uncheckedCatalogue } from '../catalogue.ts';
import { isLoopback } from '../http/guard.ts';
import { jsonLines, logger, type Logger, type LogLevel } from '../log.ts';
import type { ServerSpec } from '../server-spec.ts';
import { stopTasks } from '../tasks/serve-tasks.ts';
import { type CommandLine, parseCommandLine } from './command-line.ts';
import { runCommand } from './run-command.ts';
import { serveStdio } from './serve-stdio.ts';
import { createDataDir, readSettings, type Settings } from './settings.ts';
import { commandHelp, serverHelp, usageLine } from './usage.ts';

/** An exit code says who can mend it: the caller (2), or whoever runs the machine (1). */
const OK = 0;
const FAILED = 1;
const MISUSED = 2;

/** Clients kill a stdio server two seconds after closing its input; the grace for running calls takes one of them. */
const LAST_MOMENT_MS = 800;

/** Later than the first request of a client that waits for the start. */
const CHECK_AFTER_MS = 100;

const MAX_UNREAD_LOG = 1024 * 1024;

type Serving<Deps> = Extract<CommandLine<Deps>, { kind: 'stdio' | 'http' | 'command' }>;

/**
 * Runs a declared server as a process: over stdio, over HTTP, or one of its commands. Ends the process.
 *
 * @param argv The words after the name, such as `['--http', '--port', '8001']`.
 */
export async function run<Config extends z.ZodObject, Deps extends AsyncDisposable>(
  spec: ServerSpec<Config, Deps>,
  argv: readonly string[] = process.argv.slice(2),
): Promise<void> {
  process.stderr.on('error', () => {}); // whoever read the log has gone: no reason to stop
  const line = parseCommandLine<Deps>(spec, argv);
  const code = await main(spec, line);
  // A client may have stopped reading, while a person's pager takes its time.
  await Promise.race([flushed(process.stdout), ...(line.kind === 'stdio' ? [delay(500)] : [])]);
  process.exit(code);
}

async function main<Config extends z.ZodObject, Deps extends AsyncDisposable>(
  spec: ServerSpec<Config, Deps>,
  line: CommandLine<Deps>,
): Promise<number> {
  if (line.kind === 'version') return print(`${spec.version}\n`);
  if (line.kind === 'help') {
    return print(line.command === undefined ? serverHelp(spec) : commandHelp(spec, line.command));
  }
  if (line.kind === 'fault') {
    return complain(spec.name, `${line.message}.\n${usageLine(spec, line.command)}`, MISUSED);
  }
  let settings: Settings<Config>;
  let environment: Environment;
  try {
    environment = loadEnvironment();
    settings = readSettings(spec.config, environment, 'readOnly' in line && line.readOnly);
  } catch (error) {
    return complain(spec.name, describe(error), MISUSED);
  }
  const { NEXUS_AUTH_TOKEN: token, NEXUS_LOG_LEVEL: asked } = settings.platform;
  if (line.kind === 'http' && token === undefined && !isLoopback(line.host)) {
    return complain(spec.name, `--host ${line.host} is open to the network: set NEXUS_AUTH_TOKEN first.`, MISUSED);
  }
  // A person reads a command's output, and asked for no record of its doings.
  const quiet = line.kind === 'command' && environment['NEXUS_LOG_LEVEL'] === undefined;
  const log = stderrLog(spec.name, quiet ? 'warning' : asked, token);
  process.on('uncaughtException', (error) => {
    log.error('uncaught', { error });
    process.exit(FAILED);
  });
  try {
    return await serve(spec, line, settings, log);
  } catch (error) {
    if (NexusError.is(error)) return complain(spec.name, describe(error), FAILED);
    const incident = crypto.randomUUID().slice(0, 8);
    log.error('failed', { incident, error });
    return complain(spec.name, `Something went wrong (incident ${incident}; see the record above).`, FAILED);
  }
}

async function serve<Config extends z.ZodObject, Deps extends AsyncDisposable>(
  spec: ServerSpec<Config, Deps>,
  line: Serving<Deps>,
  { config, platform }: Settings<Config>,
  log: Logger,
): Promise<number> {
  if (line.kind === 'stdio') keepStdoutClean();
  const time = new BuildingTime({ zone: platform.NEXUS_TIMEZONE });
  const offered = uncheckedCatalogue(spec, config.readOnly);
  // A faulty declaration still ends the process, but no client waits for the check before its first reply.
  setTimeout(() => offered.wireTools, CHECK_AFTER_MS);
  createDataDir(config.dataDir);
  const stop = stopSignal();
  // A turn later, so that a client which has spoken already is greeted before the files are opened.
  const opening = turn().then(() => spec.open(config, { log, time }));
  const runtime = shared({ catalogue: offered, log, time }, opening);
  const speaking = line.kind === 'stdio' ? serveStdio(runtime, stop, opening) : undefined;
  const deps = await opening;
  const ended = new AbortController();
  let background: Promise<void> | undefined;
  try {
    if (line.kind === 'command') return await runCommand(line.command, line.input, { deps, log, time, signal: stop });
    background = spec
      .background?.(config, { deps, log, time, signal: ended.signal })
      .catch((error: unknown) => log.error('the work in the background has ended', { error }));
    if (line.kind === 'http') {
      const { serveHttp } = await import('./serve-http.ts');
      const token = platform.NEXUS_AUTH_TOKEN;
      await serveHttp(runtime, stop, line, {
        tokens: token === undefined ? [] : [{ name: 'NEXUS_AUTH_TOKEN', token }],
        dataId: dataFolderId(config.dataDir),
      });
    } else {
      if (process.stdin.isTTY) log.info('speaking MCP on stdin and stdout; for people there is --help');
      await speaking;
      setTimeout(() => process.exit(OK), LAST_MOMENT_MS);
    }
    return OK;
  } finally {
    ended.abort();
    await background;
    await stopTasks(runtime);
    await deps[Symbol.asyncDispose]();
  }
}

/** What all connections of this process share; `deps` once they are opened. */
function shared<Deps>(known: Omit<Runtime<Deps>, 'deps'>, opening: Promise<Deps>): Runtime<Deps> {
  let opened: { readonly deps: Deps } | undefined;
  void opening.then(
    (deps) => (opened = { deps }),
    () => {}, // told by whoever awaits it
  );
  return {
    ...known,
    get deps() {
      if (opened === undefined) throw new Error('Nothing is opened yet, and calls wait for it.');
      return opened.deps;
    },
  };
}

/**
 * Aborted by the first signal to end; a second one ends at once.
 *
 * A supervisor that started the process with a channel (`fork`) ends it by closing the channel, or by dying.
 */
function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (stop.signal.aborted) process.exit(FAILED);
      stop.abort();
    });
  }
  if (process.channel !== undefined) process.once('disconnect', () => stop.abort());
  return stop.signal;
}

/** Whatever a library prints goes to stderr: on stdout it would break the protocol. */
function keepStdoutClean(): void {
  globalThis.console = new Console({ stdout: process.stderr, stderr: process.stderr });
}

function stderrLog(name: string, minimum: LogLevel, token: string | undefined): Logger {
  const secrets = token === undefined ? [] : [token];
  const write = (text: string) => {
    // A client that started the server may never read this; then memory matters more than the record.
    if (process.stderr.writableLength < MAX_UNREAD_LOG) process.stderr.write(text);
  };
  return logger(jsonLines(write, { name, minimum, secrets }));
}

function print(text: string): number {
  process.stdout.write(text);
  return OK;
}

function complain(name: string, text: string, code: number): number {
  process.stderr.write(`${name}: ${text}\n`);
  return code;
}

function describe(error: unknown): string {
  if (!NexusError.is(error)) return error instanceof Error ? error.message : String(error);
  return error.hint === undefined ? error.message : `${error.message}\n${error.hint}`;
}

function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.write('', () => resolve());
  });
}
