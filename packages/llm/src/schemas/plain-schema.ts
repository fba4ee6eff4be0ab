import type { JsonObject } from '../backend.ts';
import { filled, isArray, isObject } from '../json.ts';
import { flatSchema } from './flat-schema.ts';

const RANGES = ['minimum', 'maximum', 'minItems', 'maxItems'] as const;
const SCALARS: readonly unknown[] = ['string', 'number', 'integer', 'boolean'];

/**
 * A tool's schema in the few words that every provider takes.
 *
 * Gemini and older servers refuse a whole request over one word, and Gemini wants each part to have exactly one type, alternatives
 * to stand alone, enumerations to be of strings and objects to name their properties. What cannot be said so is widened, and
 * arguments are checked against the original in any case: anything, or an object of any names, becomes JSON text.
 */
export function plainSchema(schema: JsonObject): JsonObject {
  const plain = part(schema, schema, []);
  return plain['type'] === 'object' ? plain : { type: 'object', properties: {} };
}

function part(raw: unknown, root: unknown, seen: readonly string[]): JsonObject {
  const flat = flatSchema(raw, root, seen);
  if (flat === undefined) return jsonText({});
  const { schema } = flat;
  const inner = (each: unknown) => part(each, root, flat.seen);
  const { type, anyOf, oneOf, enum: values, const: constant } = schema;
  const alternatives = isArray(anyOf) ? anyOf : oneOf;
  if (isArray(alternatives)) return oneOfThese(schema, alternatives.map(inner));
  if (isArray(type)) {
    const { description: _description, ...rest } = schema;
    return oneOfThese(
      schema,
      type.map((each) => (each === 'null' ? { type: 'null' } : inner({ ...rest, type: each }))),
    );
  }
  if (isArray(values)) return enumeration(schema, values);
  if (constant !== undefined) return enumeration(schema, [constant]);
  if (isObject(schema['properties']) && (type === undefined || type === 'object')) return object(schema, inner);
  if (schema['items'] !== undefined || type === 'array') {
    return {
      ...kept(schema),
      type: 'array',
      items: schema['items'] === undefined ? { type: 'string' } : inner(schema['items']),
    };
  }
  if (type === 'null') return { type: 'null' };
  return SCALARS.includes(type) ? { ...kept(schema), type } : jsonText(schema);
}

function object(schema: JsonObject, inner: (each: unknown) => JsonObject): JsonObject {
  const properties = Object.entries(schema['properties'] as JsonObject).map(([name, each]) => [
    name,
    notNull(inner(each)),
  ]);
  const names = new Set(properties.map(([name]) => name));
  const required = isArray(schema['required']) ? schema['required'].filter((name) => names.has(String(name))) : [];
  return {
    ...kept(schema),
    type: 'object',
    properties: Object.fromEntries(properties) as JsonObject,
    ...(required.length > 0 && { required }),
  };
}

/** Null beside another alternative is what `nullable` says. */
function oneOfThese(schema: JsonObject, all: readonly JsonObject[]): JsonObject {
  const others = all
    .filter(({ type }) => type !== 'null')
    .flatMap((each) => (isArray(each['anyOf']) ? each['anyOf'].filter(isObject) : [each]));
  const description = filled(schema['description']);
  const nullable = all.some(({ type }) => type === 'null') ? { nullable: true } : {};
  const alternatives = others.map((each) => ({ ...(description && { description }), ...each, ...nullable }));
  const [only, ...more] = alternatives;
  if (only === undefined) return notNull({ type: 'null' });
  // Beside alternatives nothing else may stand.
  return more.length > 0 ? { anyOf: alternatives } : { ...only, ...(description && { description }) };
}

function notNull(schema: JsonObject): JsonObject {
  return schema['type'] === 'null' ? { type: 'string', nullable: true } : schema;
}

/** Values other than texts are named in words. */
function enumeration(schema: JsonObject, values: readonly unknown[]): JsonObject {
  const given = values.filter((value) => value !== null);
  const nullable = given.length < values.length ? { nullable: true } : {};
  if (given.every((value) => typeof value === 'string')) {
    return { ...described(schema), type: 'string', ...(given.length > 0 && { enum: given }), ...nullable };
  }
  const words = `One of ${given.map((value) => JSON.stringify(value)).join(', ')}.`;
  const types = new Set(given.map((value) => typeof value));
  const type = types.size === 1 && types.has('number') ? 'number' : 'string';
  return { ...described(schema, words), type, ...nullable };
}

function jsonText(schema: JsonObject): JsonObject {
  return { ...described(schema, 'As JSON text.'), type: 'string' };
}

function kept(schema: JsonObject): JsonObject {
  return {
    ...described(schema),
    ...Object.fromEntries(RANGES.filter((key) => schema[key] !== undefined).map((key) => [key, schema[key]])),
    ...(schema['format'] === 'date-time' && { format: 'date-time' }),
    ...(schema['nullable'] === true && { nullable: true }),
  };
}

function described({ description }: JsonObject, addition?: string): JsonObject {
  const words = [filled(description), addition].filter((each) => each !== undefined).join(' ');
  return words === '' ? {} : { description: words };
}
