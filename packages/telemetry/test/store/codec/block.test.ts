import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Columns } from '../../../src/domain/columns.ts';
import { decodeBatch, encodeBatch } from '../../../src/store/codec/batch.ts';
import { decodeBlock, encodeBlock } from '../../../src/store/codec/block.ts';
import { dayOfReadings } from './columns-arbitrary.ts';

const ANY = /./;

test('a block gives back every finite number, instant and quality as it was, to the last bit', () => {
  fc.assert(
    fc.property(dayOfReadings, (columns) => {
      expectSame(decodeBlock(encodeBlock(columns)), columns);
    }),
    { numRuns: 2_000 },
  );
});

test('a batch gives back its runs as they were', () => {
  const run = fc.record({ series_id: fc.nat(2 ** 21), fresh: fc.nat(9), columns: dayOfReadings });
  fc.assert(
    fc.property(fc.array(run, { maxLength: 20 }), (runs) => {
      const back = decodeBatch(encodeBatch(runs));
      expect(back.map(({ series_id, fresh }) => [series_id, fresh])).toEqual(
        runs.map(({ series_id, fresh }) => [series_id, fresh]),
      );
      for (const [i, { columns }] of back.entries()) expectSame(columns, runs[i]?.columns ?? columns);
    }),
    { numRuns: 300 },
  );
});

test('no damage is ever answered: one changed byte anywhere is refused, and so are bytes that are no block', () => {
  fc.assert(
    fc.property(dayOfReadings, fc.nat(), fc.integer({ min: 1, max: 255 }), (columns, where, change) => {
      const block = encodeBlock(columns);
      const at = where % block.length;
      block[at] = (block[at] ?? 0) ^ change;
      expect(() => decodeBlock(block)).toThrow(ANY);
    }),
    { numRuns: 1_000 },
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      expect(() => decodeBlock(bytes)).toThrow(ANY);
      expect(() => decodeBatch(bytes)).toThrow(ANY);
    }),
    { numRuns: 1_000 },
  );
});

test('a day of a polled sensor takes about a byte a reading', () => {
  const n = 1440;
  const quality = new Uint8Array(n);
  const timestamp_ms = Float64Array.from({ length: n }, (_, i) => 1_767_225_600_000 + i * 60_000);
  const value = Float64Array.from({ length: n }, (_, i) => Math.round(210 + 20 * Math.sin(i / 229) + (i % 3)) / 10);
  expect(encodeBlock({ n, timestamp_ms, value, quality }).length).toBeLessThan(n);
});

function expectSame(actual: Columns, expected: Columns): void {
  expect(actual.n).toBe(expected.n);
  expect([...actual.timestamp_ms]).toEqual([...expected.timestamp_ms]);
  expect([...actual.quality]).toEqual([...expected.quality]);
  // Bit by bit, as 0 equals -0 otherwise.
  expect(bitsOf(actual.value)).toEqual(bitsOf(expected.value));
}

function bitsOf(values: Float64Array): string[] {
  return Array.from(values, (value) => (Number.isNaN(value) ? 'NaN' : Object.is(value, -0) ? '-0' : String(value)));
}
