import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LineSplitter } from '../../src/node/line-splitter.ts';

function split(chunks: readonly Uint8Array[], maxBytes: number): (string | undefined)[] {
  const splitter = new LineSplitter(maxBytes);
  const lines = chunks.flatMap((chunk) => [...splitter.push(chunk)]);
  return [...lines, ...splitter.end()].map((line) => (line === undefined ? undefined : Buffer.from(line).toString()));
}

test('gives the same lines however the stream is cut', () => {
  const text = fc.array(fc.string({ unit: fc.constantFrom('a', 'é', '\r', ' ') }), { minLength: 1 });
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 7 }), (lines, size) => {
      const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
        bytes.subarray(i * size, (i + 1) * size),
      );
      expect(split(chunks, 10_000)).toEqual(lines.map((line) => line.replace(/\r$/, '')));
    }),
  );
});

test('gives a last line without a line end', () => {
  expect(split([Buffer.from('a\nb')], 10)).toEqual(['a', 'b']);
});

test('says that a line was too long, once, and goes on with the next', () => {
  const chunks = ['xxxx', 'xxxx', 'xxxx\nok', '\n'].map((text) => Buffer.from(text));
  expect(split(chunks, 10)).toEqual([undefined, 'ok']);
});

test('takes a line of exactly the limit', () => {
  expect(split([Buffer.from('0123456789\n0123456789x\n')], 10)).toEqual(['0123456789', undefined]);
});
