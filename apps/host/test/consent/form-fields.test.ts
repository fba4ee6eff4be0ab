import { AjvJsonSchemaValidator } from '@modelcontextprotocol/sdk/validation/ajv';
import type { JsonSchemaType } from '@modelcontextprotocol/sdk/validation';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FormRequest } from '../../src/consent/consent.ts';
import { fieldsOf, readField } from '../../src/consent/form-fields.ts';

type Property = FormRequest['schema']['properties'][string];

const PROPERTIES: Record<string, Property> = {
  text: { type: 'string', minLength: 2, maxLength: 4 },
  mail: { type: 'string', format: 'email' },
  day: { type: 'string', format: 'date' },
  moment: { type: 'string', format: 'date-time' },
  count: { type: 'integer', minimum: 1, maximum: 10 },
  share: { type: 'number', maximum: 0.5 },
  agreed: { type: 'boolean' },
  kind: { type: 'string', enum: ['2', 'b'] },
  kinds: {
    type: 'array',
    items: {
      anyOf: [
        { const: 'x', title: 'Ex' },
        { const: 'y', title: 'Why' },
      ],
    },
    maxItems: 1,
  },
};

function read(name: string, text: string) {
  const [field] = fieldsOf({ type: 'object', properties: { [name]: PROPERTIES[name] as Property }, required: [name] });
  return field && readField(field, text);
}

test.each([
  ['text', 'äöü', 'äöü'],
  ['day', '2026-02-28', '2026-02-28'],
  ['moment', '2026-02-28T12:00:00+01:00', '2026-02-28T12:00:00+01:00'],
  ['count', '10', 10],
  ['share', '-0.5', -0.5],
  ['agreed', 'Yes', true],
  ['kind', '2', '2'], // by its name, although it is the first of the list
  ['kind', '1', '2'],
  ['kinds', 'why', ['y']],
])('%s takes %j as %j', (name, text, value) => {
  expect(read(name, text)).toEqual({ value });
});

test.each([
  ['text', 'a', '2 characters or more'],
  ['text', 'abcde', '4 characters at most'],
  ['mail', 'ann', 'e-mail address'],
  ['day', '2026-02-30', 'date as YYYY-MM-DD'],
  ['count', '1.5', 'whole number'],
  ['count', '11', '10 at most'],
  ['share', 'half', 'a number'],
  ['agreed', 'perhaps', 'yes or no'],
  ['kind', '3', 'from 1 to 2'],
  ['kinds', 'ex, why', '1 at most'],
  ['text', '', 'has to be filled in'],
])('%s does not take %j, and says why', (name, text, fault) => {
  expect(read(name, text)).toMatchObject({ fault: expect.stringContaining(fault) as string });
});

test('what is taken of any text fits the schema that the server checks it with', () => {
  const said = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 8 }),
    fc.double().map(String),
    fc.integer({ min: -3, max: 13 }).map(String),
    fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
    fc.date({ noInvalidDate: true }).map((date) => date.toISOString().slice(0, 10)),
    fc.subarray(['1', '2', 'x', 'Why']).map((choices) => choices.join(',')),
    fc.emailAddress(),
  );
  const ajv = new AjvJsonSchemaValidator();
  const validators = new Map(
    Object.entries(PROPERTIES).map(([name, property]) => [name, ajv.getValidator(property as JsonSchemaType)]),
  );
  const names = Object.keys(PROPERTIES).filter((name) => name !== 'mail'); // the rule of formats is stricter there
  const law = fc.check(
    fc.property(fc.constantFrom(...names), said, (name, text) => {
      const result = read(name, text.trim());
      return result === undefined || 'fault' in result || validators.get(name)?.(result.value).valid === true;
    }),
  );
  expect(law).toMatchObject({ failed: false });
});
