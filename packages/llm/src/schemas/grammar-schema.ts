import type { GbnfJsonSchema } from 'node-llama-cpp';
import type { JsonObject } from '../backend.ts';
import { filled, isArray, isObject } from '../json.ts';

const ANY: GbnfJsonSchema = { type: ['string', 'number', 'boolean', 'null'] };
const SCALARS = ['string', 'number', 'integer', 'boolean', 'null'] as const;
type Scalar = (typeof SCALARS)[number];

/**
 * The schema that constrains a model's arguments, from the JSON Schema of a tool.
 *
 * node-llama-cpp knows fewer words, and requires every property. So an optional one may be null here, which
 * {@link withoutAddedNulls} takes out again; alternatives become `oneOf`, conjunctions are merged, and what has no type may be
 * any scalar. It is wider than the original (no pattern, no range): the arguments are still to be checked against that.
 */
export function grammarSchema(schema: JsonObject): GbnfJsonSchema {
  const definitions = isObject(schema['$defs']) ? schema['$defs'] : schema['definitions'];
  const inner = convert(schema);
  if (!isObject(definitions)) return inner;
  const $defs = Object.fromEntries(Object.entries(definitions).map(([name, each]) => [name, convert(each)]));
  return { ...inner, $defs } as GbnfJsonSchema;
}

function convert(schema: unknown): GbnfJsonSchema {
  if (!isObject(schema)) return ANY;
  const described = filled(schema['description']);
  const bare = convertBare(schema);
  return described === undefined ? bare : { ...bare, description: described };
}

function convertBare(schema: JsonObject): GbnfJsonSchema {
  const { $ref: reference, type, enum: values, anyOf, oneOf, allOf } = schema;
  if (typeof reference === 'string') return referenceTo(reference);
  if (schema['const'] !== undefined) return isScalar(schema['const']) ? { const: schema['const'] } : ANY;
  if (isArray(values)) return scalarEnum(values);
  const alternatives = isArray(oneOf) ? oneOf : anyOf;
  if (isArray(alternatives)) return oneOfThese(alternatives.map((each) => convert(each)));
  if (isArray(allOf)) return convert(merged(schema, allOf));
  if (isArray(type)) return ofTypes(schema, type);
  if (type === 'object' || (type === undefined && isObject(schema['properties']))) return objectSchema(schema);
  if (type === 'array' || (type === undefined && schema['items'] !== undefined)) return arraySchema(schema);
  if (type === 'string') return stringSchema(schema);
  return isScalarType(type) ? { type } : ANY;
}

function ofTypes(schema: JsonObject, types: readonly unknown[]): GbnfJsonSchema {
  if (types.every(isScalarType) && !types.includes('string')) return { type: types };
  return oneOfThese(types.map((type) => convertBare({ ...schema, type })));
}

function objectSchema(schema: JsonObject): GbnfJsonSchema {
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  const required = new Set(isArray(schema['required']) ? schema['required'] : []);
  const names = Object.keys(properties);
  if (names.length === 0) return openObject(schema['additionalProperties']);
  return {
    type: 'object',
    properties: Object.fromEntries(
      names.map((name) => [name, required.has(name) ? convert(properties[name]) : orNull(convert(properties[name]))]),
    ),
  };
}

function openObject(additional: unknown): GbnfJsonSchema {
  if (additional === false) return { type: 'object', properties: {} };
  return { type: 'object', additionalProperties: isObject(additional) ? convert(additional) : ANY };
}

function arraySchema(schema: JsonObject): GbnfJsonSchema {
  const { items, minItems, maxItems } = schema;
  return {
    type: 'array',
    items: convert(items),
    ...(typeof minItems === 'number' && { minItems }),
    ...(typeof maxItems === 'number' && { maxItems }),
  };
}

function stringSchema({ format, minLength, maxLength }: JsonObject): GbnfJsonSchema {
  if (format === 'date-time' || format === 'time' || format === 'date') return { type: 'string', format };
  return {
    type: 'string',
    ...(typeof minLength === 'number' && { minLength }),
    ...(typeof maxLength === 'number' && { maxLength }),
  };
}

function orNull(schema: GbnfJsonSchema): GbnfJsonSchema {
  const { description, ...bare } = schema as { description?: string } & GbnfJsonSchema;
  const hint =
    description === undefined ? 'Optional: null leaves it out.' : `${description} Optional: null leaves it out.`;
  return { oneOf: [bare, { type: 'null' }], description: hint } as GbnfJsonSchema;
}

function oneOfThese(all: readonly GbnfJsonSchema[]): GbnfJsonSchema {
  const [first, ...others] = all;
  if (first === undefined) return ANY;
  return others.length === 0 ? first : { oneOf: all };
}

// Only definitions at the root can be referred to; a schema that refers elsewhere gets what it says checked later.
function referenceTo(reference: string): GbnfJsonSchema {
  const name = /^#\/(?:\$defs|definitions)\/([^/]+)$/u.exec(reference)?.[1];
  return name === undefined ? ANY : ({ $ref: `#/$defs/${name}` } as GbnfJsonSchema);
}

function scalarEnum(values: readonly unknown[]): GbnfJsonSchema {
  const scalars = values.filter(isScalar);
  return scalars.length === 0 ? ANY : { enum: scalars };
}

function merged(schema: JsonObject, parts: readonly unknown[]): JsonObject {
  const { allOf: _parts, ...own } = schema;
  let result: JsonObject = own;
  for (const part of parts.filter(isObject)) {
    result = {
      ...part,
      ...result,
      properties: { ...objectIn(part['properties']), ...objectIn(result['properties']) },
      required: [...listIn(part['required']), ...listIn(result['required'])],
    };
  }
  const { properties, required, ...rest } = result;
  return Object.keys(objectIn(properties)).length === 0 ? rest : { ...rest, properties, required };
}

function objectIn(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

function listIn(value: unknown): readonly unknown[] {
  return isArray(value) ? value : [];
}

function isScalar(value: unknown): value is string | number | boolean | null {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

function isScalarType(type: unknown): type is Scalar {
  return SCALARS.some((scalar) => scalar === type);
}
