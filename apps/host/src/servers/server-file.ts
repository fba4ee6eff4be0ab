import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { NexusError } from '@nexus/models';
import type { Environment } from '@nexus/models/environment';
import * as z from 'zod';
import { expandVariables } from './expand-variables.ts';
import type { ServerTarget } from './server-target.ts';

// Other clients put fields of their own into this file, so unknown ones are no fault.
const Entry = z.object({
  command: z.string().min(1).optional(),
  args: z.array(z.string()).default([]),
  env: z.record(z.string(), z.string()).default({}),
  cwd: z.string().min(1).optional(),
  url: z.string().min(1).optional(),
  headers: z.record(z.string(), z.string()).default({}),
  disabled: z.boolean().default(false),
  trusted: z.boolean().optional(),
  access: z.record(z.string(), z.enum(['read', 'write', 'destroy'])).optional(),
});
type Entry = z.output<typeof Entry>;

const ServerFile = z.object({ mcpServers: z.record(z.string().min(1), Entry) });

/**
 * Reads an `mcpServers` file as desktop clients have it, with `${VAR:-default}` expanded.
 *
 * Relative paths of `cwd` are those of the file's folder, which is also where its servers start.
 *
 * @throws {NexusError} `invalid_argument` that lists every fault of the file.
 */
export function readServerFile(path: string, environment: Environment): ServerTarget[] {
  const file = ServerFile.safeParse(readJson(path));
  if (!file.success) {
    throw faulty(
      path,
      file.error.issues.map((issue) => `${issue.path.map(String).join('.') || 'the file'}: ${issue.message}`),
    );
  }
  const faults: string[] = [];
  const targets = Object.entries(file.data.mcpServers)
    .filter(([, entry]) => !entry.disabled)
    .map(([name, entry]) => readEntry(name, entry, { folder: dirname(path), environment, faults }));
  if (faults.length > 0) throw faulty(path, faults);
  return targets.filter((target) => target !== undefined);
}

interface EntryContext {
  readonly folder: string;
  readonly environment: Environment;
  readonly faults: string[];
}

function readEntry(name: string, entry: Entry, context: EntryContext): ServerTarget | undefined {
  const where = `mcpServers.${name}`;
  const expand = (text: string, field: string): string => {
    const { text: expanded, missing } = expandVariables(text, context.environment);
    for (const variable of missing) context.faults.push(`${where}.${field}: the variable ${variable} is not set`);
    return expanded;
  };
  const expandAll = (record: Readonly<Record<string, string>>, field: string) =>
    Object.fromEntries(Object.entries(record).map(([key, text]) => [key, expand(text, `${field}.${key}`)]));

  const { trusted, access } = entry;
  const trust = { ...(trusted !== undefined && { trusted }), ...(access && { access }) };
  if ((entry.command === undefined) === (entry.url === undefined)) {
    context.faults.push(`${where}: needs either "command" (a program) or "url" (Streamable HTTP)`);
    return undefined;
  }
  if (entry.url !== undefined) {
    const url = expand(entry.url, 'url');
    if (!/^https?:\/\//u.test(url) || !URL.canParse(url)) context.faults.push(`${where}.url: is not an http URL`);
    return { kind: 'http', name, url, headers: expandAll(entry.headers, 'headers'), ...trust };
  }
  return {
    kind: 'stdio',
    name,
    command: expand(entry.command ?? '', 'command'),
    args: entry.args.map((argument, i) => expand(argument, `args.${i}`)),
    env: expandAll(entry.env, 'env'),
    cwd: resolve(context.folder, expand(entry.cwd ?? '.', 'cwd')),
    ...trust,
  };
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as unknown;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new NexusError('invalid_argument', `The server file ${path} cannot be read: ${reason}`, {
      hint: 'Name a JSON file with --config, such as {"mcpServers":{"name":{"command":"node","args":["server.js"]}}}.',
      cause,
    });
  }
}

function faulty(path: string, faults: readonly string[]): NexusError {
  return new NexusError(
    'invalid_argument',
    `The server file ${path} has ${faults.length} fault(s):\n${faults.map((fault) => `  ${fault}`).join('\n')}`,
    { hint: 'Each server needs a "command" with "args" and "env", or a "url" with "headers".' },
  );
}
