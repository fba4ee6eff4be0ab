import type { JsonObject } from '@nexus/llm';

/** A JSON Schema or a part of one, as far as it is looked at here. */
type Schema = { readonly [key: string]: unknown };

const DEEPEST = 8;

/**
 * Turns values into what the schema asks for, where they say exactly that: `"5"` → 5, `"true"` → true, 3 → `"3"` for a
 * name, `"[2]"` or 2 → `[2]` for a list, and a `null` that stands for nothing is left out.
 *
 * Models quote numbers and forget brackets, and a command line has only texts. Everything else stays as it is, to be
 * judged by the schema.
 */
export function coerceArguments(args: JsonObject, inputSchema: JsonObject): Record<string, unknown> {
  return coerceObject(args, inputSchema, 0);
}

/** The names of the arguments that a schema describes. */
export function propertyNames({ properties }: JsonObject): string[] {
  return isRecord(properties) ? Object.keys(properties) : [];
}

/** The schema of one argument; empty when there is none. */
export function propertySchema(inputSchema: JsonObject, name: string): Schema {
  const { properties } = inputSchema;
  if (!isRecord(properties) || !Object.hasOwn(properties, name)) return {};
  const schema = properties[name];
  return isRecord(schema) ? schema : {};
}

/** The JSON types that a schema allows, those of its alternatives included. */
export function schemaTypes(schema: Schema): string[] {
  const own = [schema['type']].flat().filter((type) => typeof type === 'string');
  const alternatives = [schema['anyOf'], schema['oneOf']].flat().filter(isRecord);
  return [...own, ...alternatives.flatMap(schemaTypes)];
}

function coerceObject(value: JsonObject, schema: Schema, depth: number): Record<string, unknown> {
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, item]) => {
      const expected = propertySchema(schema, name);
      const types = schemaTypes(expected);
      // Some grammars can only say `null` for an argument that is left out.
      if (item === null && types.length > 0 && !types.includes('null') && !required.includes(name)) return [];
      return [[name, coerceValue(item, expected, depth + 1)]];
    }),
  );
}

function coerceValue(value: unknown, schema: Schema, depth: number): unknown {
  const types = schemaTypes(schema);
  if (types.length === 0 || depth > DEEPEST) return value;
  const read = fits(value, types) ? value : converted(value, types);
  if (isRecord(read)) return coerceObject(read, schema, depth);
  const { items } = schema;
  return Array.isArray(read) && isRecord(items)
    ? read.map((item: unknown) => coerceValue(item, items, depth + 1))
    : read;
}

/** The value in a type that is asked for; the value itself when it says nothing of that type. */
function converted(value: unknown, types: readonly string[]): unknown {
  if (typeof value === 'string') {
    const parsed = parseJson(value.trim());
    if (fits(parsed, types)) return parsed;
  }
  const isScalar = ['string', 'number', 'boolean'].includes(typeof value);
  if (isScalar && types.includes('string')) return String(value);
  return isScalar && types.includes('array') ? [value] : value;
}

function fits(value: unknown, types: readonly string[]): boolean {
  // 1e400 reads as infinity, which JSON cannot carry.
  if (typeof value === 'number' && !Number.isFinite(value)) return false;
  return types.includes(jsonType(value)) || (types.includes('integer') && Number.isInteger(value));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text; // a plain text, which is nothing to convert
  }
}

function jsonType(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function isRecord(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
