import * as z from 'zod';

export type JsonSchema = Record<string, unknown>;

const FORBIDDEN_AT_ROOT = ['oneOf', 'anyOf', 'allOf', 'not', '$ref'];

/**
 * The JSON Schema 2020-12 of a tool's input or output.
 *
 * The SDK would emit draft-07, which clients of the next protocol era refuse, and would drop a union silently.
 *
 * @throws {Error} when the root is no closed plain object: providers answer 400 for the whole session to such a tool.
 */
export function toolSchema(schema: z.ZodObject, io: 'input' | 'output', owner: string): JsonSchema {
  const json: JsonSchema = z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io,
    reused: 'inline',
    unrepresentable: 'throw',
    override: ({ jsonSchema }) => {
      // zod bounds every integer by ±2^53: true, and a cost in every definition that nobody reads.
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
  for (const keyword of FORBIDDEN_AT_ROOT) {
    if (keyword in json) throw new Error(`${owner}: the ${io} schema must not have ${keyword} at its root`);
  }
  if (json['type'] !== 'object') throw new Error(`${owner}: the ${io} schema must be an object`);
  if (json['additionalProperties'] !== false && io === 'input') {
    throw new Error(`${owner}: the input schema must be a z.strictObject`);
  }
  return oneTypeEach(json) as JsonSchema;
}

/** Splits a list of types into branches: dialects with a single `type`, such as Gemini's, misread a list. */
function oneTypeEach(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(oneTypeEach);
  if (typeof schema !== 'object' || schema === null) return schema;
  const keywords = Object.entries(schema).map(([keyword, value]: [string, unknown]) =>
    keyword === 'type' && Array.isArray(value)
      ? ['anyOf', value.map((type: unknown) => ({ type }))]
      : [keyword, oneTypeEach(value)],
  );
  return Object.fromEntries(keywords);
}
