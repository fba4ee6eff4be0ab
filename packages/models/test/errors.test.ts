import { expect, test } from 'vitest';
import { NEXUS_ERROR_CODES, NexusError } from '../src/errors.ts';

test('an error carries its code, message, hint and cause', () => {
  const cause = new Error('SQLITE_BUSY');
  const error = new NexusError('unavailable', 'The store is busy.', { hint: 'Try again.', cause });
  expect(error).toMatchObject({
    name: 'NexusError',
    code: 'unavailable',
    message: 'The store is busy.',
    hint: 'Try again.',
  });
  expect(error.cause).toBe(cause);
  expect(error).toBeInstanceOf(Error);
});

test('an error without options has neither hint nor cause', () => {
  const error = new NexusError('not_found', 'No such device.');
  expect(error.hint).toBeUndefined();
  expect('cause' in error).toBe(false);
});

test('an error of another installed copy is recognised and a look-alike is not', () => {
  const ofAnotherCopy = Object.assign(new Error('x'), { [Symbol.for('nexusiot.error')]: true, code: 'conflict' });
  expect(NexusError.is(ofAnotherCopy)).toBe(true);
  expect(NexusError.is(new NexusError('conflict', 'x'))).toBe(true);
  for (const other of [new Error('x'), { code: 'conflict' }, null, undefined, 'conflict']) {
    expect(NexusError.is(other)).toBe(false);
  }
});

test('the codes are the six that the architecture names', () => {
  expect(NEXUS_ERROR_CODES).toEqual([
    'invalid_argument',
    'not_found',
    'conflict',
    'permission_denied',
    'limit_exceeded',
    'unavailable',
  ]);
});
