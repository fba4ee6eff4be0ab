import * as z from 'zod';
import { platformVariables } from '../platform-config.ts';
import type { Command } from '../server-spec.ts';
import { SERVER_OPTIONS } from './command-line.ts';

/** What the help shows of a server. */
interface Described<Deps> {
  readonly name: string;
  readonly description: string;
  readonly port: number;
  readonly config: z.ZodObject;
  readonly commands?: readonly Command<Deps>[];
}

type Row = readonly [term: string, meaning: string];

/** The one line that follows a fault of the command line. */
export function usageLine<Deps>(spec: Described<Deps>, command: Command<Deps> | undefined): string {
  const usage = command === undefined ? '[options]' : `${command.name} ${command.usage}`.trim();
  return `Usage: ${spec.name} ${usage}   (more: ${[spec.name, command?.name, '--help'].filter(Boolean).join(' ')})`;
}

export function commandHelp<Deps>(spec: Described<Deps>, command: Command<Deps>): string {
  const options: Row[] = Object.entries(command.options).map(([name, { type, description }]) => [
    `--${name}${type === 'string' ? ' VALUE' : ''}`,
    description,
  ]);
  return page(
    `${command.description}\n\nUsage: ${spec.name} ${command.name} ${command.usage}`.trim(),
    ['Options', [...options, ['--help, -h', SERVER_OPTIONS.help.description]]],
    ['Environment', variables(spec.config)],
  );
}

export function serverHelp<Deps>(spec: Described<Deps>): string {
  const { name, commands = [] } = spec;
  const options: Row[] = Object.entries(SERVER_OPTIONS).map(([option, about]) => [
    `--${option}${'value' in about ? ` ${about.value}` : ''}${'short' in about ? `, -${about.short}` : ''}`,
    option === 'port' ? `${about.description} Default: ${spec.port}.` : about.description,
  ]);
  const calls: Row[] = commands.map((command) => [`${command.name} ${command.usage}`.trim(), command.description]);
  const examples: Row[] = [
    [name, 'for an MCP client that starts it and speaks over stdio'],
    [`${name} --http`, `at http://127.0.0.1:${spec.port}/mcp`],
    ...commands.map((command): Row => [`${name} ${command.name} --help`, `about the command ${command.name}`]),
  ];
  return page(
    `${spec.description}\n\nUsage: ${name} [options]${commands.length === 0 ? '' : `\n       ${name} <command> [options]`}`,
    ['Options', options],
    ['Commands', calls],
    ['Environment (or a .env file)', [...variables(spec.config), ...variables(platformVariables)]],
    ['Examples', examples],
  );
}

function variables(config: z.ZodObject): Row[] {
  return Object.entries<z.core.$ZodType>(config.shape).map(([name, field]) => [name, describeVariable(field)]);
}

function describeVariable(field: z.core.$ZodType): string {
  const text = z.globalRegistry.get(field)?.description ?? '';
  const preset = presetOf(field);
  // A text that speaks of the default itself knows more than its value: that one depends on the machine.
  return preset === undefined || /default/i.test(text) ? text : `${text} Default: ${preset}.`.trimStart();
}

function presetOf(field: z.core.$ZodType): string | undefined {
  if (!(field instanceof z.ZodDefault)) return undefined;
  const preset = field.def.defaultValue;
  if (typeof preset === 'boolean') return preset ? 'on' : 'off';
  return typeof preset === 'string' || typeof preset === 'number' ? String(preset) : undefined;
}

function page(head: string, ...sections: readonly (readonly [title: string, rows: readonly Row[]])[]): string {
  const parts = sections
    .filter(([, rows]) => rows.length > 0)
    .map(([title, rows]) => `${title}:\n${rows.map((row) => tableLine(row, rows)).join('\n')}`);
  return `${[head, ...parts].join('\n\n')}\n`;
}

const MAX_TERM = 34;

function tableLine([term, meaning]: Row, rows: readonly Row[]): string {
  const width = Math.max(...rows.map((row) => row[0].length).filter((length) => length <= MAX_TERM), 0);
  if (term.length > MAX_TERM) return `  ${term}\n  ${' '.repeat(width)}  ${meaning}`;
  return `  ${term.padEnd(width)}  ${meaning}`.trimEnd();
}
