import { expect, test } from 'vitest';
import { ArgumentCheck } from '../../src/loop/argument-faults.ts';

const SCHEMA = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  type: 'object',
  properties: {
    device_id: { type: 'string', pattern: '^(a+)+$' },
    status: { enum: ['online', 'offline'] },
    floors: { type: 'array', items: { type: 'integer' } },
    minutes: { type: 'integer', minimum: 5, examples: [15] },
  },
  required: ['device_id', 'status'],
  additionalProperties: false,
};
const check = new ArgumentCheck();

test('each fault is told with its path and what is allowed, then an example that would do', () => {
  expect(check.faults('set_it', { status: 'on', floors: [1, 'two'], minutes: 2, extra: 1 }, SCHEMA)).toBe(
    `Error: the arguments do not fit set_it, so it was not called.
- device_id: is missing, a value of type string
- extra: is not an argument; there are device_id, status, floors, minutes
- status: must be one of "online", "offline"
- floors.1: must be integer
- minutes: must be >= 5
Call it again, for example with {"device_id":"…","status":"online"}`,
  );
});

test('arguments that fit have no fault, and an expression of a foreign schema is never run', () => {
  // Against ^(a+)+$ this text would take longer than the universe.
  const args = { device_id: `${'a'.repeat(60)}!`, status: 'online' };
  expect(check.faults('set_it', args, SCHEMA)).toBeUndefined();
});

test.each([
  [{ type: 'object', properties: { a: { type: 'no such type' } } }],
  [{ type: 'object', patternProperties: { '^a': {} }, additionalProperties: false }],
  [{ type: 'object', properties: { a: { $ref: '#/nowhere' } } }],
])('what cannot be checked here is left to the server: %j', (schema) => {
  expect(check.faults('x', { abc: 1 }, schema)).toBeUndefined();
});
