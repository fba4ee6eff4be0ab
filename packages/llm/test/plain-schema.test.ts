import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JsonObject } from '../src/backend.ts';
import { plainSchema } from '../src/plain-schema.ts';

test.each<[string, unknown, JsonObject]>([
  ['a constant', { const: 3 }, { type: 'number', enum: [3] }],
  [
    'a list or null',
    { type: ['array', 'null'], items: { type: 'string' } },
    { type: 'array', items: { type: 'string' }, nullable: true },
  ],
  [
    'a choice',
    { oneOf: [{ type: 'string' }, { type: 'number' }], description: 'D.' },
    { anyOf: [{ type: 'string' }, { type: 'number' }], description: 'D.' },
  ],
  [
    'what is said twice',
    { allOf: [{ type: 'string' }, { description: 'A.' }], description: 'B.' },
    { type: 'string', description: 'B.' },
  ],
  ['what refers to itself', { $ref: '#' }, {}],
  ['a schema that is true', true, {}],
])('%s is said in few words', (_what, schema, expected) => {
  expect(plainSchema(schema)).toEqual(expected);
});

test('whatever is given, no word is left that providers refuse, and it ends', () => {
  const { node } = fc.letrec<{ node: unknown; list: unknown[] }>((tie) => ({
    list: fc.array(tie('node'), { maxLength: 2 }),
    node: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom<unknown>('string', 1, null, true),
      fc.record(
        {
          type: fc.constantFrom<unknown>('string', 'object', ['array', 'null']),
          properties: fc.dictionary(fc.constantFrom('a', 'b'), tie('node')),
          items: tie('node'),
          anyOf: tie('list'),
          oneOf: tie('list'),
          allOf: tie('list'),
          const: fc.constantFrom(1, 'x'),
          pattern: fc.constant('^x'),
          $ref: fc.constantFrom('#', '#/$defs/x', '#/items'),
          $defs: fc.record({ x: tie('node') }),
        },
        { requiredKeys: [] },
      ),
    ),
  }));
  fc.assert(
    fc.property(node, (schema) => {
      expect(JSON.stringify(plainSchema(schema))).not.toMatch(/"(?:\$ref|\$defs|oneOf|allOf|const|pattern)":/u);
    }),
  );
});
