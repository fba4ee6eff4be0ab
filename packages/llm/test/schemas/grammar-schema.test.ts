import fc from 'fast-check';
import { expect, test } from 'vitest';
import { withoutAddedNulls } from '../../src/schemas/added-nulls.ts';
import type { JsonObject } from '../../src/backend.ts';
import { grammarSchema } from '../../src/schemas/grammar-schema.ts';

const ANY = { type: ['string', 'number', 'boolean', 'null'] };
/** What the grammar makes of one property of an object that requires it. */
function property(schema: unknown): unknown {
  const made = grammarSchema({ type: 'object', properties: { p: schema }, required: ['p'] });
  return (made as unknown as { properties: { p: unknown } }).properties.p;
}

test.each<[string, unknown, unknown]>([
  ['anyOf', { anyOf: [{ type: 'number' }, { type: 'string' }] }, { oneOf: [{ type: 'number' }, { type: 'string' }] }],
  ['one alternative', { anyOf: [{ type: 'number' }] }, { type: 'number' }],
  ['no schema at all', {}, ANY],
  ['true', true, ANY],
  ['several scalar types', { type: ['integer', 'null'] }, { type: ['integer', 'null'] }],
  [
    'a list or null',
    { type: ['array', 'null'], items: { type: 'integer' } },
    { oneOf: [{ type: 'array', items: { type: 'integer' } }, { type: 'null' }] },
  ],
  ['a range, which is checked later', { type: 'integer', minimum: 50 }, { type: 'integer' }],
  ['a pattern, likewise', { type: 'string', pattern: '^z', maxLength: 3 }, { type: 'string', maxLength: 3 }],
  ['a time', { type: 'string', format: 'date-time', minLength: 1 }, { type: 'string', format: 'date-time' }],
  ['an old reference', { $ref: '#/definitions/X' }, { $ref: '#/$defs/X' }],
  ['a reference to elsewhere', { $ref: 'https://example.com/x' }, ANY],
  [
    'a map',
    { type: 'object', additionalProperties: { type: 'number' } },
    { type: 'object', additionalProperties: { type: 'number' } },
  ],
  ['a closed empty object', { type: 'object', additionalProperties: false }, { type: 'object', properties: {} }],
  ['constants', { const: null, description: 'Nothing.' }, { const: null, description: 'Nothing.' }],
  ['an enumeration with an object in it', { enum: ['a', { b: 1 }] }, { enum: ['a'] }],
  [
    'allOf',
    {
      allOf: [
        { properties: { a: { type: 'string' } }, required: ['a'] },
        { type: 'object', description: 'Both.' },
      ],
    },
    { type: 'object', properties: { a: { type: 'string' } }, description: 'Both.' },
  ],
])('%s becomes what node-llama-cpp knows', (_what, schema, expected) => {
  expect(property(schema)).toEqual(expected);
});

test('an optional property may be null, and definitions move to $defs', () => {
  const schema = { type: 'object', properties: { a: { type: 'string', description: 'A.' } }, definitions: { X: true } };
  expect(grammarSchema(schema)).toEqual({
    type: 'object',
    properties: {
      a: { oneOf: [{ type: 'string' }, { type: 'null' }], description: 'A. Optional: null leaves it out.' },
    },
    $defs: { X: ANY },
  });
});

const leaf = fc.constantFrom<JsonObject>(
  { type: 'string' },
  { type: 'integer' },
  { anyOf: [{ type: 'boolean' }, { type: 'number' }] },
);
const anySchema = fc.letrec<{ object: JsonObject; node: JsonObject }>((tie) => ({
  node: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc.record({ type: fc.constant('array'), items: tie('node') }),
    tie('object'),
  ),
  object: fc
    .tuple(fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('node')), fc.subarray(['a', 'b', 'c']))
    .map(([properties, required]) => ({
      type: 'object',
      properties,
      required: required.filter((name) => Object.hasOwn(properties, name)),
    })),
})).object;

/** A value of the schema: `full` as a model under the grammar writes it, else without what is optional. */
function example(schema: JsonObject, full: boolean): unknown {
  if (schema['type'] === 'array') return [example(schema['items'] as JsonObject, full)];
  if (schema['type'] !== 'object') return 1;
  const required = schema['required'] as string[];
  const properties = Object.entries(schema['properties'] as Record<string, JsonObject>);
  return Object.fromEntries(
    properties
      .filter(([name]) => full || required.includes(name))
      .map(([name, each]) => [name, required.includes(name) ? example(each, full) : null]),
  );
}

test('nulls that stand for left out are taken out again, at every depth, and nothing else', () => {
  fc.assert(
    fc.property(anySchema, (schema) => {
      expect(withoutAddedNulls(example(schema, true), schema)).toEqual(example(schema, false));
    }),
  );
});

test('a schema of the grammar holds only words that node-llama-cpp knows', () => {
  fc.assert(
    fc.property(anySchema, (schema) => {
      expect(JSON.stringify(grammarSchema(schema))).not.toMatch(/"(?:anyOf|allOf|required|definitions|minimum)":/u);
    }),
  );
});

test('nulls are taken out behind references and in the alternative that fits', () => {
  const schema = {
    type: 'object',
    properties: { at: { $ref: '#/$defs/at' }, by: { anyOf: [{ type: 'null' }, { $ref: '#/$defs/at' }] } },
    required: ['at', 'by'],
    $defs: { at: { type: 'object', properties: { x: { type: 'number' }, y: { type: 'number' } }, required: ['x'] } },
  };
  const value = { at: { x: 1, y: null }, by: { x: null, y: null } };
  expect(withoutAddedNulls(value, schema)).toEqual({ at: { x: 1 }, by: { x: null } });
  expect(withoutAddedNulls({ at: { x: 1 }, by: null }, schema)).toEqual({ at: { x: 1 }, by: null });
});
