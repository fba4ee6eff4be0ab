import fc from 'fast-check';
import type { JsonObject } from '../../src/backend.ts';

/** Schemas of an object as foreign servers may write them, sense or none. */
export const schemas: fc.Arbitrary<JsonObject> = fc.letrec<{ node: unknown; list: unknown[]; root: JsonObject }>(
  (tie) => ({
    list: fc.array(tie('node'), { maxLength: 2 }),
    node: fc.oneof(
      { maxDepth: 2, depthSize: 'small' },
      fc.constantFrom<unknown>('string', 1, null, true, {}),
      fc.record(
        {
          type: fc.constantFrom<unknown>('string', 'object', 'array', 'null', 'number', ['array', 'null'], ['string']),
          description: fc.constant('D.'),
          properties: fc.dictionary(fc.constantFrom('a', 'b'), tie('node')),
          required: fc.subarray(['a', 'b']),
          additionalProperties: tie('node'),
          items: tie('node'),
          anyOf: tie('list'),
          oneOf: tie('list'),
          allOf: tie('list'),
          enum: fc.array(fc.constantFrom('x', 1, null), { maxLength: 2 }),
          const: fc.constantFrom(1, 'x', null),
          pattern: fc.constant('^x'),
          format: fc.constantFrom('uuid', 'date-time', 'unheard-of'),
          maxLength: fc.constant(9),
          minimum: fc.constant(0),
          multipleOf: fc.constant(2),
          uniqueItems: fc.constant(true),
          propertyNames: tie('node'),
          $ref: fc.constantFrom('#', '#/$defs/x', '#/properties/a'),
          $defs: fc.record({ x: tie('node') }),
        },
        { requiredKeys: [] },
      ),
    ),
    root: fc.record({
      type: fc.constant('object'),
      properties: fc.dictionary(fc.constantFrom('a', 'b'), tie('node')),
      required: fc.subarray(['a', 'b']),
    }),
  }),
).root;

/** The body of a request with one tool. */
export function requestWith(tool: JsonObject): JsonObject {
  return { tools: [{ type: 'function', function: { name: 't', ...tool } }] };
}
