import { cleanText } from '@nexus/models';

export type JsonSchema = { readonly [keyword: string]: unknown };

const MAX_SCHEMA_CHARACTERS = 8_000;
const MAX_DEPTH = 8;
const MAX_PROPERTIES = 50;
const MAX_CHOICES = 100;
const MAX_DESCRIPTION = 200;

/** A name that every model provider takes, and that no JavaScript object has by itself. */
const PROPERTY_NAME = /^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/;
const FORBIDDEN_NAMES = new Set(['__proto__', 'constructor', 'prototype']);

const TYPES = new Set(['object', 'array', 'string', 'number', 'integer', 'boolean', 'null']);
const NUMBERS = new Set(
  (
    'minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minLength maxLength minItems maxItems minProperties ' +
    'maxProperties'
  ).split(' '),
);
/** What only describes, and would be noise or worse in every list of tools. */
const DROPPED = new Set(
  '$schema $id $comment title examples format deprecated readOnly writeOnly contentEncoding contentMediaType'.split(
    ' ',
  ),
);

/**
 * The input schema of a tool as every model provider takes it, or why there is none.
 *
 * Closed where it names its properties; without references, patterns and unions at its root: a pattern of a stranger can
 * hold a server up, and a union at the root makes a provider refuse the whole list of tools.
 */
export function normaliseSchema(
  given: unknown,
): { readonly schema: JsonSchema } | { readonly faults: readonly string[] } {
  const faults: string[] = [];
  const schema = normalise(given, 'input_schema', 0, faults);
  if (faults.length === 0 && schema['type'] !== 'object') faults.push('input_schema: its type must be object');
  if (faults.length === 0 && JSON.stringify(schema).length > MAX_SCHEMA_CHARACTERS) {
    faults.push(`input_schema: is longer than ${MAX_SCHEMA_CHARACTERS} characters`);
  }
  return faults.length === 0 ? { schema } : { faults: faults.slice(0, 20) };
}

function normalise(given: unknown, where: string, depth: number, faults: string[]): JsonSchema {
  if (!isObject(given)) {
    faults.push(`${where}: must be an object`);
    return {};
  }
  if (depth > MAX_DEPTH) {
    faults.push(`${where}: is nested deeper than ${MAX_DEPTH} levels`);
    return {};
  }
  const schema: Record<string, unknown> = {};
  for (const [keyword, value] of Object.entries(given)) {
    if (DROPPED.has(keyword)) continue;
    const kept = keep(keyword, value, where, depth, faults);
    if (kept === undefined) faults.push(`${where}: ${cleanText(keyword, 40)} is not supported, or not in this form`);
    else Object.assign(schema, kept);
  }
  if (schema['type'] === 'object' && 'properties' in schema) schema['additionalProperties'] ??= false;
  return schema;
}

/** One keyword in its normal form; undefined for one that is not allowed. */
function keep(keyword: string, value: unknown, where: string, depth: number, faults: string[]): JsonSchema | undefined {
  const inner = (schema: unknown, name: string) => normalise(schema, `${where}.${name}`, depth + 1, faults);
  if (NUMBERS.has(keyword))
    return typeof value === 'number' && Number.isFinite(value) ? { [keyword]: value } : undefined;
  switch (keyword) {
    case 'type':
      return typesOf(value, depth);
    case 'description':
      return typeof value === 'string' ? { description: cleanText(value, MAX_DESCRIPTION) } : undefined;
    case 'properties':
      return isObject(value) ? { properties: propertiesOf(value, where, inner, faults) } : undefined;
    case 'required':
      return isNames(value) ? { required: [...new Set(value)] } : undefined;
    case 'items':
      return { items: inner(value, 'items') };
    case 'additionalProperties':
      return { additionalProperties: typeof value === 'boolean' ? value : inner(value, 'additionalProperties') };
    case 'anyOf':
    case 'oneOf': {
      if (depth === 0 || !Array.isArray(value) || value.length === 0 || value.length > MAX_CHOICES) return undefined;
      return { anyOf: value.map((branch: unknown, i) => inner(branch, `anyOf[${i}]`)) };
    }
    case 'enum':
      return Array.isArray(value) && value.length > 0 && value.length <= MAX_CHOICES && value.every(isScalar)
        ? { enum: value }
        : undefined;
    case 'const':
      return isScalar(value) ? { enum: [value] } : undefined;
    case 'default':
      return { default: value };
    case 'uniqueItems':
      return typeof value === 'boolean' ? { uniqueItems: value } : undefined;
    default:
      return undefined;
  }
}

/** Several types become branches: dialects with a single `type` misread a list. */
function typesOf(value: unknown, depth: number): JsonSchema | undefined {
  if (typeof value === 'string') return TYPES.has(value) ? { type: value } : undefined;
  if (depth === 0 || !isNames(value) || value.length === 0 || !value.every((type) => TYPES.has(type))) return undefined;
  return value.length === 1 ? { type: value[0] } : { anyOf: value.map((type) => ({ type })) };
}

function propertiesOf(
  given: Readonly<Record<string, unknown>>,
  where: string,
  inner: (schema: unknown, name: string) => JsonSchema,
  faults: string[],
): JsonSchema {
  const entries = Object.entries(given);
  if (entries.length > MAX_PROPERTIES) faults.push(`${where}: has more than ${MAX_PROPERTIES} properties`);
  for (const [name] of entries) {
    if (PROPERTY_NAME.test(name) && !FORBIDDEN_NAMES.has(name)) continue;
    faults.push(`${where}: a property cannot be named ${JSON.stringify(cleanText(name, 40))}`);
  }
  return Object.fromEntries(entries.slice(0, MAX_PROPERTIES).map(([name, schema]) => [name, inner(schema, name)]));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isNames(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

function isScalar(value: unknown): boolean {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}
