import { expect, test } from 'vitest';
import * as z from 'zod';
import { toolSchema } from '../../src/schema.ts';
import { faultsOfSchema } from '../../src/testing/schema-faults.ts';

function faults(input: z.ZodObject): string[] {
  return faultsOfSchema(toolSchema(input, 'input', 'x'), 'x', 'input');
}

test('a closed schema of described fields has no faults', () => {
  expect(
    faults(
      z.strictObject({
        id: z.string().describe('Id.'),
        ids: z.array(z.string()).optional().describe('Ids.'),
        unit: z.enum(['a', 'b']).default('a').describe('Unit.'),
        anything: z.looseObject({}).describe('Names of whoever calls.'),
      }),
    ),
  ).toEqual([]);
});

test.each([
  ['an undescribed field', z.strictObject({ id: z.string() }), ['x.id: is not described']],
  [
    'an open object with names of its own',
    z.strictObject({ a: z.looseObject({ b: z.int().describe('B.') }).describe('A.') }),
    ['x.a: is not closed'],
  ],
  ['a tuple', z.strictObject({ a: z.tuple([z.string()]).describe('A.') }), ['x.a: has prefixItems']],
  [
    'an undescribed field in a list',
    z.strictObject({ a: z.array(z.strictObject({ b: z.int() })).describe('A.') }),
    ['x.a[].b: is not described'],
  ],
])('%s is found', (_, input, expected) => {
  expect(faults(input)).toEqual(expected);
});
