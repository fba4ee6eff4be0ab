import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainSchema } from '../../src/schemas/plain-schema.ts';
import { geminiRefusal, lmStudioRefusal, oldOllamaRefusal } from '../../src/testing/tool-refusals.ts';
import { requestWith, schemas } from './any-schema.ts';

/** What becomes of one property. */
function property(schema: unknown): unknown {
  const plain = plainSchema({ type: 'object', properties: { p: schema } });
  return (plain['properties'] as { readonly p: unknown }).p;
}

test.each<[string, unknown, unknown]>([
  ['a constant text', { const: 'a' }, { type: 'string', enum: ['a'] }],
  ['a constant number', { const: 3 }, { type: 'number', description: 'One of 3.' }],
  ['numbers to choose from', { enum: [1, 2], description: 'D.' }, { type: 'number', description: 'D. One of 1, 2.' }],
  ['a text or null to choose', { enum: ['a', null] }, { type: 'string', enum: ['a'], nullable: true }],
  [
    'a list or null',
    { type: ['array', 'null'], items: { type: 'string' } },
    { type: 'array', items: { type: 'string' }, nullable: true },
  ],
  [
    'a choice, with what is said of it beside each part',
    { oneOf: [{ type: 'string' }, { type: 'number' }], description: 'D.' },
    {
      anyOf: [
        { type: 'string', description: 'D.' },
        { type: 'number', description: 'D.' },
      ],
    },
  ],
  [
    'what is said twice',
    { allOf: [{ type: 'string' }, { description: 'A.' }], description: 'B.' },
    { type: 'string', description: 'B.' },
  ],
  ['nothing but null', { anyOf: [{ type: 'null' }] }, { type: 'string', nullable: true }],
  ['a list of anything', { type: 'array' }, { type: 'array', items: { type: 'string' } }],
  ['a format that few know', { type: 'string', format: 'uuid' }, { type: 'string' }],
  ['an instant', { type: 'string', format: 'date-time' }, { type: 'string', format: 'date-time' }],
  [
    'an object of any names',
    { type: 'object', additionalProperties: {}, description: 'D.' },
    { type: 'string', description: 'D. As JSON text.' },
  ],
  ['what refers to itself', { $ref: '#/properties/p' }, { type: 'string', description: 'As JSON text.' }],
  ['anything', true, { type: 'string', description: 'As JSON text.' }],
])('%s is said in few words', (_what, schema, expected) => {
  expect(property(schema)).toEqual(expected);
});

test('a tool without parameters names none, and alternatives at the root are widened to any', () => {
  expect(plainSchema({ type: 'object' })).toEqual({ type: 'object', properties: {} });
  expect(plainSchema({ anyOf: [{ type: 'object' }] })).toEqual({ type: 'object', properties: {} });
});

test('whatever is given, Gemini, LM Studio and older Ollamas take what becomes of it', () => {
  fc.assert(
    fc.property(schemas, (schema) => {
      const request = requestWith({ parameters: plainSchema(schema) });
      expect([geminiRefusal(request), lmStudioRefusal(request), oldOllamaRefusal(request)]).toEqual([
        undefined,
        undefined,
        undefined,
      ]);
    }),
  );
});
