import { parseArgs, type ParseArgsConfig } from 'node:util';
import type { Command, CommandInput } from '../server-spec.ts';

/** What the words after the command's name ask for. */
export type CommandLine<Deps> =
  | { readonly kind: 'help'; readonly command: Command<Deps> | undefined }
  | { readonly kind: 'version' }
  | { readonly kind: 'fault'; readonly message: string; readonly command: Command<Deps> | undefined }
  | { readonly kind: 'command'; readonly command: Command<Deps>; readonly input: CommandInput }
  | { readonly kind: 'stdio'; readonly readOnly: boolean }
  | { readonly kind: 'http'; readonly readOnly: boolean; readonly host: string; readonly port: number };

export const SERVER_OPTIONS = {
  http: { type: 'boolean', description: 'Serve Streamable HTTP at /mcp instead of stdio.' },
  port: { type: 'string', value: 'N', description: 'Port of --http; 0 takes a free one.' },
  host: { type: 'string', value: 'H', description: 'Address of --http; by default 127.0.0.1.' },
  'read-only': { type: 'boolean', description: 'Remove and refuse every tool that writes.' },
  version: { type: 'boolean', short: 'v', description: 'Print the version.' },
  help: { type: 'boolean', short: 'h', description: 'Print this help.' },
} as const;

export function parseCommandLine<Deps>(
  spec: { readonly port: number; readonly commands?: readonly Command<Deps>[] },
  argv: readonly string[],
): CommandLine<Deps> {
  const [first, ...rest] = argv;
  if (first === undefined || first.startsWith('-')) return parseServing(spec.port, argv);
  const command = spec.commands?.find(({ name }) => name === first);
  if (command !== undefined) return parseCommand(command, rest);
  return { kind: 'fault', message: `There is no command ${JSON.stringify(first.slice(0, 40))}`, command: undefined };
}

function parseServing<Deps>(defaultPort: number, argv: readonly string[]): CommandLine<Deps> {
  const parsed = tryParse({ args: [...argv], options: SERVER_OPTIONS, allowPositionals: false });
  if ('message' in parsed) return { kind: 'fault', message: parsed.message, command: undefined };
  const { help, version, http, host, port, 'read-only': readOnly = false } = parsed.values;
  if (help === true) return { kind: 'help', command: undefined };
  if (version === true) return { kind: 'version' };
  const fault = (message: string) => ({ kind: 'fault' as const, message, command: undefined });
  if (http !== true) {
    if (port !== undefined || host !== undefined) return fault('--port and --host need --http');
    return { kind: 'stdio', readOnly };
  }
  if (port !== undefined && !(/^\d{1,5}$/.test(port) && Number(port) <= 65_535)) {
    return fault('--port must be a number from 0 to 65535');
  }
  if (host !== undefined && !/^[\w.:-]+$/.test(host)) return fault('--host must be a name or an address');
  return { kind: 'http', readOnly, host: host ?? '127.0.0.1', port: port === undefined ? defaultPort : Number(port) };
}

function parseCommand<Deps>(command: Command<Deps>, args: readonly string[]): CommandLine<Deps> {
  const parsed = tryParse({
    args: withSignedValues(args, command),
    options: { ...command.options, help: SERVER_OPTIONS.help },
    allowPositionals: command.positionals,
  });
  if ('message' in parsed) return { kind: 'fault', message: parsed.message, command };
  const { help, ...options } = parsed.values as CommandInput['options'];
  if (help === true) return { kind: 'help', command };
  return { kind: 'command', command, input: { options, positionals: parsed.positionals } };
}

/** `--start -24h` means what `--start=-24h` does, though Node takes what begins with a dash for another option. */
function withSignedValues<Deps>(args: readonly string[], { options }: Command<Deps>): string[] {
  const joined: string[] = [];
  for (const word of args) {
    const name = joined.at(-1)?.match(/^--([\w-]+)$/)?.[1];
    const takesIt = name !== undefined && options[name]?.type === 'string' && /^-\d/.test(word);
    if (takesIt) joined[joined.length - 1] += `=${word}`;
    else joined.push(word);
  }
  return joined;
}

function tryParse<Config extends ParseArgsConfig>(config: Config) {
  try {
    return parseArgs(config);
  } catch (error) {
    // Node's first sentence names the fault; the rest is advice on its own syntax.
    return { message: (error instanceof Error ? error.message : String(error)).split(/\.\s/, 1)[0]! };
  }
}
