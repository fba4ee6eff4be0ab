/** A JSON Schema of the 2020-12 dialect. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** What the signature of `main` says about a tool. */
export interface Signature {
  /** An object schema; open when the source says nothing about the argument. */
  readonly input_schema: JsonSchema;
  readonly output_schema?: JsonSchema;
  /** The first paragraph of the comment before `main`. */
  readonly description?: string;
}

/** A type that has no counterpart in JSON Schema; the author must give the schema. */
export class UnsupportedTypeError extends Error {}

export const OPEN_OBJECT: JsonSchema = { type: 'object', additionalProperties: true };

export function objectSchema(properties: readonly [string, JsonSchema][], required: readonly string[]): JsonSchema {
  return {
    type: 'object',
    properties: Object.fromEntries(properties),
    ...(required.length > 0 && { required }),
    additionalProperties: false,
  };
}
