import type { JsonObject } from '../backend.ts';
import { filled, isArray, isObject } from '../json.ts';
import { flatSchema } from './flat-schema.ts';

/** Formats that xgrammar has a grammar for; it refuses a request with another one. */
const FORMATS: readonly unknown[] = [
  'date-time',
  'date',
  'time',
  'duration',
  'email',
  'hostname',
  'ipv4',
  'ipv6',
  'uri',
  'uuid',
];
const KEPT = [
  'title',
  'description',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'minItems',
  'maxItems',
  'minLength',
  'maxLength',
] as const;

/**
 * A tool's schema in the style by which servers constrain what a model writes (`strict: true`).
 *
 * Every object is closed and requires all its properties; an optional one may be null, which `withoutAddedNulls` takes out
 * again. What grammars cannot say (patterns, multiples, unique items) is left out: it only widens the schema.
 *
 * @returns undefined for a schema that has no such form, such as an object of any names.
 */
export function strictSchema(schema: JsonObject): JsonObject | undefined {
  const strict = part(schema, schema, []);
  return strict?.['type'] === 'object' ? strict : undefined;
}

function part(raw: unknown, root: unknown, seen: readonly string[]): JsonObject | undefined {
  const flat = flatSchema(raw, root, seen);
  if (flat === undefined) return undefined;
  const { schema } = flat;
  const inner = (each: unknown) => part(each, root, flat.seen);
  const { type, anyOf, oneOf, enum: values, const: constant, items } = schema;
  const alternatives = isArray(anyOf) ? anyOf : oneOf;
  if (isArray(alternatives)) return allOf(alternatives.map(inner), (each) => ({ ...described(schema), anyOf: each }));
  if (isArray(values)) return { ...described(schema), ...(type !== undefined && { type }), enum: values };
  if (constant !== undefined) return { ...described(schema), const: constant };
  if (isArray(type)) {
    const { description: _description, ...rest } = schema;
    const each = type.map((one) => inner({ ...rest, type: one }));
    return allOf(each, (all) => ({ ...described(schema), anyOf: all }));
  }
  if (type === 'object' || (type === undefined && isObject(schema['properties']))) return object(schema, inner);
  if (type === 'array') {
    const element = inner(items);
    return element && { ...kept(schema), type, items: element };
  }
  return typeof type === 'string' ? { ...scalar(schema), type } : undefined;
}

function object(schema: JsonObject, inner: (each: unknown) => JsonObject | undefined): JsonObject | undefined {
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  const names = Object.keys(properties);
  const isOpen = names.length === 0 && schema['additionalProperties'] !== false;
  const named = isObject(schema['additionalProperties']) || schema['patternProperties'] !== undefined;
  if (isOpen || named) return undefined;
  const required = isArray(schema['required']) ? schema['required'] : [];
  return allOf(
    names.map((name) => inner(properties[name])),
    (each) => ({
      ...described(schema),
      type: 'object',
      properties: Object.fromEntries(
        each.map((one, i) => [names[i], required.includes(names[i]) ? one : orNull(one)]),
      ) as JsonObject,
      required: names,
      additionalProperties: false,
    }),
  );
}

function orNull(schema: JsonObject): JsonObject {
  const { description, ...bare } = schema;
  const words = [filled(description), 'Optional: null leaves it out.'].filter((each) => each !== undefined).join(' ');
  const { type, anyOf } = bare;
  if (isArray(anyOf)) return { description: words, anyOf: [...anyOf, { type: 'null' }] };
  const isScalar = typeof type === 'string' && !['object', 'array'].includes(type) && bare['enum'] === undefined;
  if (isScalar) return { description: words, ...bare, type: [type, 'null'] };
  return { description: words, anyOf: [bare, { type: 'null' }] };
}

/** What is made of all of them; nothing as soon as one of them has no such form. */
function allOf(
  each: readonly (JsonObject | undefined)[],
  make: (all: readonly JsonObject[]) => JsonObject,
): JsonObject | undefined {
  const all = each.filter((one) => one !== undefined);
  return all.length === each.length ? make(all) : undefined;
}

/** Beside a format xgrammar ignores how long a text may be, so vLLM refuses both together. */
function scalar(schema: JsonObject): JsonObject {
  const { format } = schema;
  if (!FORMATS.includes(format)) return kept(schema);
  const { minLength: _least, maxLength: _most, ...rest } = kept(schema);
  return { ...rest, format };
}

function kept(schema: JsonObject): JsonObject {
  return Object.fromEntries(KEPT.filter((key) => schema[key] !== undefined).map((key) => [key, schema[key]]));
}

function described({ title, description }: JsonObject): JsonObject {
  return { ...(title !== undefined && { title }), ...(description !== undefined && { description }) };
}
