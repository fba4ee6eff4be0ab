import { parseArgs } from 'node:util';
import { NexusError } from '@nexus/models';
import type { ToolInfo } from '../host.ts';
import { coerceArguments, propertySchema, schemaTypes } from '../routing/coerce-arguments.ts';

interface OptionKind {
  readonly type: 'string' | 'boolean';
  readonly multiple: boolean;
}

/**
 * The arguments of a tool from a command line: `--name value` for each, `--name a --name b` for a list, `--json '{…}'`
 * for all at once. What type a value has is up to the tool's schema.
 *
 * @throws {NexusError} `invalid_argument` for an option that the tool does not have, and for JSON that is no object.
 */
export function readToolArguments(tool: ToolInfo, words: readonly string[]): Record<string, unknown> {
  const { properties } = tool.input_schema as { readonly properties?: Readonly<Record<string, unknown>> };
  const kinds = new Map(Object.keys(properties ?? {}).map((name) => [name, optionKind(tool, name)]));
  const options: Record<string, OptionKind> = {
    json: { type: 'string', multiple: false },
    ...Object.fromEntries(kinds),
  };
  const { json, ...values } = parse(joinValues(words, options), options, tool);
  if (typeof json === 'string' && !kinds.has('json')) return { ...readJsonObject(json), ...coerce(tool, values) };
  return coerce(tool, json === undefined ? values : { ...values, json });
}

function optionKind({ input_schema: schema }: ToolInfo, name: string): OptionKind {
  const types = schemaTypes(propertySchema(schema, name));
  return { type: types.length === 1 && types[0] === 'boolean' ? 'boolean' : 'string', multiple: types[0] === 'array' };
}

/** `--start -24h` becomes `--start=-24h`, which is what the parser wants of a value that begins with a dash. */
function joinValues(words: readonly string[], options: Readonly<Record<string, OptionKind>>): string[] {
  const joined: string[] = [];
  for (let i = 0; i < words.length; i += 1) {
    const word = words[i] ?? '';
    const [flag = '', ...value] = word.split('=');
    const name = optionName(flag, options);
    if (name === undefined) joined.push(word);
    else if (value.length > 0) joined.push(`--${name}=${value.join('=')}`);
    else if (options[name]?.type === 'boolean' || i + 1 >= words.length) joined.push(`--${name}`);
    else {
      i += 1;
      joined.push(`--${name}=${words[i]}`);
    }
  }
  return joined;
}

/** Dashes stand for underscores, as people type them. */
function optionName(flag: string, options: Readonly<Record<string, OptionKind>>): string | undefined {
  if (!flag.startsWith('--')) return undefined;
  const name = flag.slice(2);
  return [name, name.replaceAll('-', '_')].find((each) => Object.hasOwn(options, each));
}

function parse(words: string[], options: Record<string, OptionKind>, tool: ToolInfo): Record<string, unknown> {
  try {
    return parseArgs({ args: words, options, allowNegative: true }).values;
  } catch (cause) {
    const names = Object.keys(options).filter((name) => name !== 'json');
    const accepted = names.length === 0 ? 'It takes no arguments.' : `It takes: --${names.join(', --')}.`;
    throw new NexusError(
      'invalid_argument',
      `${tool.name}: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        hint: accepted,
        cause,
      },
    );
  }
}

/** A list of texts may also be given as one JSON list or as words between commas. */
function coerce(tool: ToolInfo, values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const schema = propertySchema(tool.input_schema, name);
      if (!Array.isArray(value)) return [name, coerceArguments({ [name]: value }, tool.input_schema)[name]];
      const items = { properties: { item: schema['items'] ?? {} } };
      const texts = value.flatMap((text: unknown) => splitList(String(text)));
      return [name, texts.map((item) => coerceArguments({ item }, items)['item'])];
    }),
  );
}

function splitList(text: string): unknown[] {
  if (!text.startsWith('[')) return text.split(',').map((each) => each.trim());
  try {
    const list = JSON.parse(text) as unknown;
    return Array.isArray(list) ? list : [text];
  } catch {
    return [text]; // not a list after all: the server judges it
  }
}

function readJsonObject(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new NexusError('invalid_argument', `--json is not valid JSON: ${reason}`, { cause });
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new NexusError('invalid_argument', '--json must be an object such as {"device_id":"DEV-1"}.');
}
