import { expect, test } from 'vitest';
import { coerceArguments } from '../../src/routing/coerce-arguments.ts';

const SCHEMA = {
  properties: {
    limit: { type: 'integer' },
    ratio: { type: ['number', 'null'] },
    on: { anyOf: [{ type: 'boolean' }, { type: 'null' }] },
    floors: { type: 'array', items: { type: 'integer' } },
    name: { type: 'string' },
    id: { type: ['string', 'integer'] },
    window: { type: 'object', properties: { days: { type: 'integer' } } },
  },
};

test.each([
  [{ limit: '5' }, { limit: 5 }],
  [{ ratio: '0.5' }, { ratio: 0.5 }],
  [{ on: 'true' }, { on: true }],
  [{ floors: '[2,3]' }, { floors: [2, 3] }],
  [{ name: '5' }, { name: '5' }],
  [{ id: '5' }, { id: '5' }],
  [{ limit: 'five' }, { limit: 'five' }],
  [{ limit: '5.5' }, { limit: '5.5' }],
  [{ limit: '1e400' }, { limit: '1e400' }],
  [{ name: 5 }, { name: '5' }],
  [{ floors: 2 }, { floors: [2] }],
  [{ floors: ['2', 3] }, { floors: [2, 3] }],
  [{ window: '{"days":"7"}' }, { window: { days: 7 } }],
  [{ limit: null, ratio: null }, { ratio: null }],
  [{ unknown: '5' }, { unknown: '5' }],
  [{ constructor: '5' }, { constructor: '5' }],
])('%j becomes %j', (given, expected) => {
  expect(coerceArguments(given, SCHEMA)).toEqual(expected);
});
