import { closeSync, openSync, readSync } from 'node:fs';

/** Part of an image's name, so that one of another form is not read. */
export const IMAGE_FORM = 'pieces';

/** Leaving smaller pieces out would cost more reads than it saves. */
const PIECE_BYTES = 16 * 1024;
const LENGTH_BYTES = 4;

interface Index {
  /** What Pyodide puts before the memory, in base64. */
  readonly head: string;
  readonly memory_bytes: number;
  /** Where in the memory the bytes belong that follow, one piece after another. */
  readonly pieces: readonly (readonly [offset: number, length: number])[];
}

/**
 * A snapshot of Pyodide without what is empty in it, half of everything: a worker that reads a page or writes one pays for it.
 *
 * @param snapshot What `makeMemorySnapshot` gives: the second word tells where the memory begins.
 * @param fresh The memory of a guest that has not begun, which has these pages empty by itself.
 */
export function memoryImage(snapshot: Uint8Array, fresh: Uint8Array): Uint8Array[] {
  const begin = new DataView(snapshot.buffer, snapshot.byteOffset).getUint32(LENGTH_BYTES, true);
  const memory = snapshot.subarray(begin);
  if (memory.length !== fresh.length) throw new Error('the memory of the guest has grown');
  const pieces: [offset: number, length: number][] = [];
  for (let offset = 0; offset < memory.length; offset += PIECE_BYTES) {
    const end = Math.min(offset + PIECE_BYTES, memory.length);
    if (isEmpty(memory.subarray(offset, end)) && isEmpty(fresh.subarray(offset, end))) continue;
    const last = pieces.at(-1);
    if (last !== undefined && last[0] + last[1] === offset) last[1] += end - offset;
    else pieces.push([offset, end - offset]);
  }
  const head = Buffer.from(snapshot.subarray(0, begin)).toString('base64');
  const index = Buffer.from(JSON.stringify({ head, memory_bytes: memory.length, pieces } satisfies Index));
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32LE(index.length);
  return [length, index, ...pieces.map(([offset, size]) => memory.subarray(offset, offset + size))];
}

/** What `memoryImage` has made, in a file. */
export class MemoryImage {
  /** For Pyodide, which sees whether it is of its own kind and version. */
  readonly head: Uint8Array;
  readonly #file: number;
  readonly #index: Index;
  readonly #dataBegin: number;

  constructor(path: string) {
    this.#file = openSync(path, 'r');
    const length = this.#read(new Uint8Array(LENGTH_BYTES), 0);
    const indexBytes = new DataView(length.buffer).getUint32(0, true);
    const text = Buffer.from(this.#read(new Uint8Array(indexBytes), LENGTH_BYTES)).toString('utf8');
    this.#index = JSON.parse(text) as Index;
    this.#dataBegin = LENGTH_BYTES + indexBytes;
    this.head = new Uint8Array(Buffer.from(this.#index.head, 'base64'));
  }

  /** Straight from the file to where it belongs; once. */
  restore(memory: Uint8Array): void {
    const { memory_bytes, pieces } = this.#index;
    if (memory.length !== memory_bytes) throw new Error('the snapshot is of a guest with another memory');
    let position = this.#dataBegin;
    for (const [offset, length] of pieces) {
      this.#read(memory.subarray(offset, offset + length), position);
      position += length;
    }
    closeSync(this.#file);
  }

  #read<Bytes extends Uint8Array>(into: Bytes, position: number): Bytes {
    for (let done = 0; done < into.length;) {
      const size = readSync(this.#file, into, done, into.length - done, position + done);
      if (size === 0) throw new Error('the snapshot is shorter than it says');
      done += size;
    }
    return into;
  }
}

function isEmpty(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}
