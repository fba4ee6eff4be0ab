import type { JsonObject } from './backend.ts';
import { filled, isArray, isObject } from './json.ts';

const KEPT = ['title', 'description', 'format', 'minimum', 'maximum', 'minItems', 'maxItems', 'nullable'] as const;

/**
 * A tool's schema in the few words that every provider takes.
 *
 * Some refuse a whole request over one keyword. What is left out only widens the schema, and arguments are checked against the
 * original in any case. References are replaced by what they mean; a recursive one by "anything".
 */
export function plainSchema(schema: unknown, root: unknown = schema, seen: readonly string[] = []): JsonObject {
  if (!isObject(schema)) return {};
  const reference = filled(schema['$ref']);
  if (reference !== undefined) {
    return seen.includes(reference) ? {} : plainSchema(definition(reference, root), root, [...seen, reference]);
  }
  const inner = (each: unknown) => plainSchema(each, root, seen);
  const { type, properties, items, required, enum: values, const: constant, anyOf, oneOf, allOf } = schema;
  const kept = Object.fromEntries(KEPT.filter((key) => schema[key] !== undefined).map((key) => [key, schema[key]]));
  if (isArray(allOf))
    return { ...(Object.assign({}, ...allOf.map(inner)) as JsonObject), ...inner({ ...schema, allOf: undefined }) };
  const alternatives = isArray(anyOf) ? anyOf : oneOf;
  if (isArray(alternatives)) return oneOfThese(kept, alternatives.map(inner));
  if (isArray(type))
    return oneOfThese(
      kept,
      type.map((each) => inner({ ...schema, ...without(kept), type: each })),
    );
  return {
    ...kept,
    ...(typeof type === 'string' && { type }),
    ...(isArray(values) && { enum: values }),
    ...(constant !== undefined && { enum: [constant], ...(type === undefined && { type: typeof constant }) }),
    ...(isObject(properties) &&
      isOr(type, 'object') && {
        type: 'object',
        properties: Object.fromEntries(Object.entries(properties).map(([name, each]) => [name, inner(each)])),
        ...(isArray(required) && required.length > 0 && { required }),
      }),
    ...(items !== undefined && isOr(type, 'array') && { type: 'array', items: inner(items) }),
  };
}

function isOr(type: unknown, expected: string): boolean {
  return type === undefined || type === expected;
}

/** Null beside one other alternative is what `nullable` says. */
function oneOfThese(kept: JsonObject, all: readonly JsonObject[]): JsonObject {
  const others = all.filter(({ type }) => type !== 'null');
  const nullable = others.length < all.length ? { nullable: true } : {};
  const [only, ...more] = others;
  if (only === undefined || more.length > 0) return { ...kept, ...nullable, anyOf: others };
  return { ...only, ...nullable, ...kept };
}

function without(kept: JsonObject): JsonObject {
  const { format: _format, minimum: _minimum, maximum: _maximum, ...rest } = kept;
  return Object.fromEntries(Object.keys(rest).map((key) => [key, undefined]));
}

function definition(reference: string, root: unknown): unknown {
  let found = root;
  for (const step of reference.replace(/^#\/?/u, '').split('/')) found = isObject(found) ? found[step] : undefined;
  return found;
}
