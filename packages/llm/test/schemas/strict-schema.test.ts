import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JsonObject } from '../../src/backend.ts';
import { strictSchema } from '../../src/schemas/strict-schema.ts';
import { vllmRefusal } from '../../src/testing/tool-refusals.ts';
import { requestWith, schemas } from './any-schema.ts';

/** What becomes of one property that is required; undefined where the whole tool has no strict form. */
function property(schema: unknown): unknown {
  const strict = strictSchema({ type: 'object', properties: { p: schema }, required: ['p'] });
  return (strict?.['properties'] as { readonly p: unknown } | undefined)?.p;
}

test('every property is required, what was optional may be null, and nothing else may be added', () => {
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    properties: {
      id: { type: 'string', minLength: 1 },
      limit: { type: 'integer', minimum: 1, default: 50, description: 'How many.' },
      mode: { type: 'string', enum: ['a', 'b'] },
      ids: { type: 'array', items: { type: 'string' }, maxItems: 9 },
    },
    required: ['id'],
  };
  const hint = 'Optional: null leaves it out.';
  expect(strictSchema(schema)).toEqual({
    type: 'object',
    properties: {
      id: { type: 'string', minLength: 1 },
      limit: { type: ['integer', 'null'], minimum: 1, description: `How many. ${hint}` },
      mode: { anyOf: [{ type: 'string', enum: ['a', 'b'] }, { type: 'null' }], description: hint },
      ids: {
        anyOf: [{ type: 'array', items: { type: 'string' }, maxItems: 9 }, { type: 'null' }],
        description: hint,
      },
    },
    required: ['id', 'limit', 'mode', 'ids'],
    additionalProperties: false,
  });
});

test.each<[string, unknown, unknown]>([
  ['a pattern', { type: 'string', pattern: '^a', maxLength: 3 }, { type: 'string', maxLength: 3 }],
  [
    'how long an instant is',
    { type: 'string', format: 'date-time', minLength: 1 },
    { type: 'string', format: 'date-time' },
  ],
  ['a format without a grammar', { type: 'string', format: 'unheard-of' }, { type: 'string' }],
  ['steps', { type: 'number', multipleOf: 2, minimum: 0 }, { type: 'number', minimum: 0 }],
  [
    'that no item comes twice',
    { type: 'array', items: { type: 'string' }, uniqueItems: true },
    { type: 'array', items: { type: 'string' } },
  ],
])('%s is left out, which only widens the schema', (_what, schema, expected) => {
  expect(property(schema)).toEqual(expected);
});

test.each<[string, unknown]>([
  ['an object of any names', { type: 'object', additionalProperties: {} }],
  ['a map of patterns', { type: 'object', properties: { a: true }, patternProperties: { '^x': {} } }],
  ['a list of anything', { type: 'array' }],
  ['anything', {}],
  ['what refers to itself', { $ref: '#' }],
])('%s has no strict form', (_what, schema) => {
  expect(property(schema)).toBeUndefined();
});

test('whatever has a strict form is taken by vLLM', () => {
  fc.assert(
    fc.property(schemas, (schema) => {
      const parameters: JsonObject | undefined = strictSchema(schema);
      expect(parameters && vllmRefusal(requestWith({ parameters, strict: true }))).toBeUndefined();
    }),
  );
});
