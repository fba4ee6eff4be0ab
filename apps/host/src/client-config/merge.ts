import { NexusError } from '@nexus/models';
import { applyEdits, type FormattingOptions, modify, parse, type ParseError, printParseErrorCode } from 'jsonc-parser';
import type { ServerEntry } from './entries.ts';

/**
 * Brings entries into the text of a client's configuration, which may have comments. All else stays, as do fields and variables that somebody added to an entry of the same name.
 *
 * @throws {NexusError} `invalid_argument` when the text cannot be parsed, or is no object where it must be one.
 */
export function mergeEntries(text: string, section: string, entries: Readonly<Record<string, ServerEntry>>): string {
  const root = readObject(text);
  const known = objectAt(root, section, section);
  let merged = text.trim() === '' ? '{}' : text;
  const formattingOptions = formattingOf(merged);
  for (const [name, entry] of Object.entries(entries)) {
    const old = objectAt(known, name, `${section}.${name}`);
    const env = { ...objectAt(old, 'env', `${section}.${name}.env`), ...entry.env };
    const { env: _ours, ...rest } = entry;
    const wanted: Record<string, unknown> = { ...rest, ...(Object.keys(env).length > 0 && { env }) };
    if (old === undefined) merged = change(merged, [section, name], wanted, formattingOptions);
    for (const [field, value] of Object.entries(old === undefined ? {} : wanted)) {
      const isSame = JSON.stringify(old?.[field]) === JSON.stringify(value);
      if (!isSame) merged = change(merged, [section, name, field], value, formattingOptions);
    }
  }
  return merged === text || merged.endsWith('\n') ? merged : `${merged}\n`;
}

function change(text: string, path: string[], value: unknown, formattingOptions: FormattingOptions): string {
  return applyEdits(text, modify(text, path, value, { formattingOptions }));
}

type JsonObject = Readonly<Record<string, unknown>>;

function readObject(text: string): JsonObject {
  if (text.trim() === '') return {};
  const errors: ParseError[] = [];
  const value: unknown = parse(text, errors, { allowTrailingComma: true });
  const [error] = errors;
  if (error !== undefined) {
    const line = text.slice(0, error.offset).split('\n').length;
    throw faulty(`line ${line}: ${printParseErrorCode(error.error)}`);
  }
  return asObject(value, 'the file');
}

function objectAt(parent: JsonObject | undefined, field: string, path: string): JsonObject | undefined {
  if (parent === undefined || !Object.hasOwn(parent, field)) return undefined;
  return asObject(parent[field], path);
}

function asObject(value: unknown, path: string): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw faulty(`${path} is no object`);
}

function faulty(what: string): NexusError {
  return new NexusError('invalid_argument', `It is not a configuration that can be added to: ${what}.`, {
    hint: 'Nothing was changed. Correct the file, or add by hand what the command prints without --write.',
  });
}

/** As the file has it. */
function formattingOf(text: string): FormattingOptions {
  const indent = /\n([\t ]+)\S/u.exec(text)?.[1] ?? '  ';
  return {
    insertSpaces: !indent.startsWith('\t'),
    tabSize: indent.length,
    eol: text.includes('\r\n') ? '\r\n' : '\n',
  };
}
