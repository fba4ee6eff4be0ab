import { NexusError } from '@nexus/models';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { parseArguments } from '../src/arguments.ts';

const Schema = z.strictObject({
  zone: z.string().min(1),
  limit: z.int().max(200).default(50),
  tags: z.array(z.string()).optional(),
  extra: z.record(z.string(), z.unknown()).optional(),
});

function refusal(given: unknown): { code: string; message: string; hint: string | undefined } {
  try {
    parseArguments(Schema, given);
  } catch (error) {
    if (error instanceof NexusError) return { code: error.code, message: error.message, hint: error.hint };
    throw error;
  }
  throw new Error('accepted');
}

test('fills in defaults and strips what cannot be seen', () => {
  expect(parseArguments(Schema, { zone: 'Lo\u200Bbby\u202E', tags: ['a\uFEFF', 'b'] })).toEqual({
    zone: 'Lobby',
    limit: 50,
    tags: ['a', 'b'],
  });
});

test('names every fault, and what is accepted', () => {
  expect(refusal({ limit: 1000, colour: 'red', tags: 'x' })).toEqual({
    code: 'invalid_argument',
    message:
      'Invalid arguments: zone is missing; limit: Too big: expected number to be <=200; ' +
      'tags: Invalid input: expected array, received string; unknown argument "colour".',
    hint: 'Accepted: zone, limit?, tags?, extra?.',
  });
});

test.each([
  ['a NUL', 'a\u0000b'],
  ['an escape sequence', '\u001B[31m'],
  ['half a surrogate pair', '\uD800'],
])('refuses %s', (_, zone) => {
  expect(refusal({ zone })).toMatchObject({
    code: 'invalid_argument',
    message: 'zone has control or broken characters.',
  });
});

test('keeps line breaks and tabs', () => {
  expect(parseArguments(Schema, { zone: 'a\n\tb\r\n' }).zone).toBe('a\n\tb\r\n');
});

test('refuses infinity, which JSON writes as 1e400', () => {
  expect(refusal(JSON.parse('{"zone":"a","limit":1e400}')).code).toBe('invalid_argument');
});

test('treats __proto__ as the unknown argument that it is', () => {
  expect(refusal(JSON.parse('{"zone":"a","__proto__":{"limit":1}}')).message).toContain('unknown argument "__proto__"');
});

test('refuses arguments nested deeper than 32 levels', () => {
  const deep = JSON.parse(`${'{"a":'.repeat(40)}1${'}'.repeat(40)}`) as unknown;
  expect(refusal({ zone: 'a', extra: { deep } }).message).toBe('The arguments are nested deeper than 32 levels.');
});

test('does not repeat invisible characters of an unknown argument', () => {
  expect(refusal({ zone: 'a', 'x\u202Ey': 1 }).message).toBe('Invalid arguments: unknown argument "xy".');
});

function outcome(given: unknown): string {
  try {
    return Schema.safeParse(parseArguments(Schema, given)).success ? 'accepted' : 'nonsense';
  } catch (error) {
    return NexusError.is(error) ? error.code : String(error);
  }
}

test('either gives what the schema describes or refuses with a reason, whatever comes', () => {
  fc.assert(
    fc.property(fc.anything({ withNullPrototype: true, maxDepth: 4 }), (given) => {
      expect(['accepted', 'invalid_argument']).toContain(outcome(given));
    }),
  );
});

test('leaves clean arguments as they are', () => {
  const printable = fc.jsonValue({ maxDepth: 3, stringUnit: 'grapheme-ascii' });
  fc.assert(
    fc.property(fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), printable), (extra) => {
      expect(parseArguments(Schema, { zone: 'a', extra }).extra).toEqual(extra);
    }),
  );
});
