import type { JsonObject } from '@nexus/llm';
import { propertyNames, propertySchema, schemaTypes } from '../routing/coerce-arguments.ts';

const DEEPEST = 4;

/** Arguments that a tool would take: those that it requires, by the values that its schema names. */
export function exampleArguments(schema: JsonObject): Record<string, unknown> {
  return exampleObject(schema, 0);
}

function exampleObject(schema: JsonObject, depth: number): Record<string, unknown> {
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  const names = propertyNames(schema).filter((name) => required.includes(name));
  return Object.fromEntries(names.map((name) => [name, exampleValue(propertySchema(schema, name), depth + 1)]));
}

function exampleValue(schema: JsonObject, depth: number): unknown {
  const { examples, default: preset, const: only, enum: allowed, minimum, items } = schema;
  if (Array.isArray(examples) && examples.length > 0) return examples[0] as unknown;
  if (preset !== undefined) return preset;
  if (only !== undefined) return only;
  if (Array.isArray(allowed) && allowed.length > 0) return allowed[0] as unknown;
  const [type = 'string'] = schemaTypes(schema);
  if (type === 'integer' || type === 'number') return typeof minimum === 'number' ? minimum : 1;
  if (type === 'boolean') return true;
  if (type === 'null') return null;
  if (type === 'array') return isSchema(items) && depth < DEEPEST ? [exampleValue(items, depth + 1)] : [];
  return type === 'object' && depth < DEEPEST ? exampleObject(schema, depth) : '…';
}

function isSchema(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
