import { expect, test } from 'vitest';
import * as z from 'zod';
import { catalogue } from '../src/catalogue.ts';
import { defineServer, toolFor } from '../src/index.ts';
import { toolSchema } from '../src/schema.ts';

const defineTool = toolFor<AsyncDisposable>();

function serverWith(input: z.ZodObject, output: z.ZodObject = z.object({}), name = 'do_something') {
  return defineServer({
    name: 'test',
    title: 'Test',
    version: '1.0.0',
    description: 'Test.',
    instructions: 'None.',
    port: 8999,
    config: z.object({}),
    open: async () => ({ async [Symbol.asyncDispose]() {} }),
    tools: [defineTool({ name, title: 'Test', description: 'Test.', access: 'read', input, output, run: () => ({}) })],
    resources: [],
    prompts: [],
  });
}

test('schemas are JSON Schema 2020-12, without the bounds that every integer has', () => {
  expect(toolSchema(z.strictObject({ n: z.int().min(0).describe('How many.') }), 'input', 'x')).toEqual({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    properties: { n: { type: 'integer', minimum: 0, description: 'How many.' } },
    required: ['n'],
    additionalProperties: false,
  });
});

test('a value of several types is described by branches of one type each', () => {
  const schema = toolSchema(z.strictObject({ v: z.union([z.string(), z.number()]).describe('It.') }), 'input', 'x');
  expect(schema['properties']).toEqual({ v: { anyOf: [{ type: 'string' }, { type: 'number' }], description: 'It.' } });
});

test.each([
  ['a union', z.union([z.strictObject({ a: z.string() }), z.strictObject({ b: z.string() })]), 'not have anyOf'],
  ['an intersection', z.intersection(z.object({ a: z.string() }), z.object({ b: z.string() })), 'be a z.strictObject'],
  ['a list', z.array(z.string()), 'be an object'],
])('%s at the root is refused at the start', (_, schema, reason) => {
  // A declaration cannot be typed so; a cast or plain JavaScript can.
  const input = schema as z.ZodType as z.ZodObject;
  expect(() => catalogue(serverWith(input), false)).toThrow(`the input schema must ${reason}`);
});

test('an input that takes unknown fields is refused at the start', () => {
  expect(() => catalogue(serverWith(z.object({ a: z.string() })), false)).toThrow('must be a z.strictObject');
});

test.each([
  ['a date', z.date()],
  ['a big integer', z.bigint()],
])('%s, which JSON does not have, is refused at the start', (_, field) => {
  expect(() => catalogue(serverWith(z.strictObject({ field })), false)).toThrow(/cannot be represented/i);
});

test.each(['Read', 'read', 'read-device', 'read_device_with_a_name_of_more_than_forty'])(
  'the tool name %s is refused',
  (name) => {
    expect(() => catalogue(serverWith(z.strictObject({}), z.object({}), name), false)).toThrow('verb_noun');
  },
);

test('two tools of one name are refused', () => {
  const server = serverWith(z.strictObject({}));
  expect(() => catalogue({ ...server, tools: [...server.tools, ...server.tools] }, false)).toThrow(
    'two tools are named do_something',
  );
});
