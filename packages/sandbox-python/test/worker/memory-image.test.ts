import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { MemoryImage, memoryImage } from '../../src/worker/memory-image.ts';

const folder = mkdtempSync(join(tmpdir(), 'memory-image-'));
afterAll(() => rmSync(folder, { recursive: true }));

const HEAD_BYTES = 16;
const MEMORY_BYTES = 200_000;

/** A snapshot as Pyodide makes it: a head whose second word tells where the memory begins, and the memory. */
function snapshotOf(memory: Uint8Array): Uint8Array {
  const snapshot = new Uint8Array(HEAD_BYTES + memory.length);
  new DataView(snapshot.buffer).setUint32(4, HEAD_BYTES, true);
  snapshot.set(memory, HEAD_BYTES);
  return snapshot;
}

function written(snapshot: Uint8Array, fresh: Uint8Array): string {
  const file = join(folder, 'image');
  writeFileSync(file, Buffer.concat(memoryImage(snapshot, fresh)));
  return file;
}

/** Mostly empty, with some bytes here and there. */
const memory = fc
  .array(fc.tuple(fc.nat(MEMORY_BYTES - 1), fc.integer({ min: 1, max: 255 })), { maxLength: 8 })
  .map((bytes) => {
    const all = new Uint8Array(MEMORY_BYTES);
    for (const [at, byte] of bytes) all[at] = byte;
    return all;
  });

test('a fresh memory that is filled from an image is the one that was written, whatever was in either', () => {
  fc.assert(
    fc.property(memory, memory, (then, fresh) => {
      const snapshot = snapshotOf(then);
      const image = new MemoryImage(written(snapshot, fresh));
      image.restore(fresh);
      expect(Buffer.compare(fresh, then)).toBe(0);
      expect(image.head).toEqual(snapshot.subarray(0, HEAD_BYTES));
    }),
  );
});

test('what is empty is not written', () => {
  const then = new Uint8Array(MEMORY_BYTES);
  then[100_000] = 1;
  const size = Buffer.concat(memoryImage(snapshotOf(then), new Uint8Array(MEMORY_BYTES))).length;
  expect(size).toBeLessThan(20_000); // a piece of 16 KB, and where it belongs
});

test('a file that was cut off is an error, and so is another memory', () => {
  const then = new Uint8Array(MEMORY_BYTES).fill(1);
  const fresh = new Uint8Array(MEMORY_BYTES);
  const file = written(snapshotOf(then), fresh);
  expect(() => new MemoryImage(file).restore(new Uint8Array(10))).toThrow('another memory');
  truncateSync(file, MEMORY_BYTES / 2);
  expect(() => new MemoryImage(file).restore(fresh)).toThrow('shorter than it says');
});
