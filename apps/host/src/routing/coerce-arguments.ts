import type { JsonObject } from '@nexus/llm';

/** A JSON Schema or a part of one, as far as it is looked at here. */
type Schema = { readonly [key: string]: unknown };

/**
 * Turns texts into what the schema asks for, where the text spells exactly that: `"5"` → 5, `"true"` → true.
 *
 * Models quote numbers, and a command line has only texts. Everything else stays as it is, for the server to judge.
 */
export function coerceArguments(args: JsonObject, inputSchema: JsonObject): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(args).map(([name, value]) => [name, coerceValue(value, propertySchema(inputSchema, name))]),
  );
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

function coerceValue(value: unknown, schema: Schema): unknown {
  const types = schemaTypes(schema);
  if (typeof value !== 'string' || types.length === 0 || types.includes('string')) return value;
  const parsed = parseJson(value.trim());
  // 1e400 reads as infinity, which JSON cannot carry.
  if (typeof parsed === 'number' && !Number.isFinite(parsed)) return value;
  const type = jsonType(parsed);
  const fits = types.includes(type) || (types.includes('integer') && Number.isInteger(parsed));
  return fits ? parsed : value;
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
