import { constants, crc32, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { type Columns, QUALITIES } from '../../domain/columns.ts';
import { emptyColumns } from '../run.ts';
import { ByteReader, ByteWriter } from './bytes.ts';
import { readTimestamps, writeTimestamps } from './timestamps.ts';
import { readValues, writeValues } from './values.ts';

const PLAIN = 1;
const ZSTD = 2;
/** Below, compression gains nothing. */
const LEAST_COMPRESSED_BYTES = 64;
/** Undoing compression takes longer than all else that reading a block takes. */
const WORTH = 0.8;
const HEAD_BYTES = 5;
const MISSING = QUALITIES.indexOf('missing');
const GOOD = QUALITIES.indexOf('good');
const FASTEST = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

const writer = new ByteWriter();

/**
 * Packs readings of one series and one UTC day, at least one, ascending.
 *
 * Layout: kind (1 byte), CRC-32 of the rest (4 bytes), and the body, compressed with zstd where that is worth it: number of
 * readings, instants, the places and kinds of what is not good, values of what is not missing.
 */
export function encodeBlock({ n, timestamp_ms, value, quality }: Columns): Buffer {
  writer.varint(n);
  writeTimestamps(writer, timestamp_ms.subarray(0, n));
  let exceptions = 0;
  let missing = 0;
  for (let i = 0; i < n; i += 1) {
    if (quality[i] !== GOOD) exceptions += 1;
    if (quality[i] === MISSING) missing += 1;
  }
  writer.varint(exceptions);
  let before = 0;
  for (let i = 0; i < n; i += 1) {
    const kind = quality[i] as number;
    if (kind === GOOD) continue;
    writer.varint((i - before) * QUALITIES.length + kind);
    before = i;
  }
  writeValues(writer, missing === 0 ? value.subarray(0, n) : present(value, quality, n, missing));
  const body = writer.take();
  const compressed = body.length < LEAST_COMPRESSED_BYTES ? body : zstdCompressSync(body, FASTEST);
  const isCompressed = compressed.length < body.length * WORTH;
  const stored = isCompressed ? compressed : body;
  const block = Buffer.allocUnsafe(HEAD_BYTES + stored.length);
  block[0] = isCompressed ? ZSTD : PLAIN;
  block.writeUInt32LE(crc32(stored), 1);
  block.set(stored, HEAD_BYTES);
  return block;
}

function present(value: Float64Array, quality: Uint8Array, n: number, missing: number): Float64Array {
  const values = new Float64Array(n - missing);
  for (let i = 0, at = 0; i < n; i += 1) if (quality[i] !== MISSING) values[at++] = value[i] as number;
  return values;
}

/**
 * Unpacks a block.
 *
 * @param room Makes the columns to fill, of as many readings as it is asked for.
 * @throws {RangeError} for a damaged one: nothing wrong is ever read from it.
 */
export function decodeBlock(block: Uint8Array, room: (n: number) => Columns = emptyColumns): Columns {
  const stored = block.subarray(HEAD_BYTES);
  const head = new DataView(block.buffer, block.byteOffset, block.byteLength);
  const kind = block[0];
  if (block.length <= HEAD_BYTES || (kind !== PLAIN && kind !== ZSTD)) throw new RangeError('it is no block');
  if (head.getUint32(1, true) !== crc32(stored)) throw new RangeError('its checksum is wrong');
  const from = new ByteReader(kind === ZSTD ? zstdDecompressSync(stored) : stored);
  const n = from.varint();
  const columns = room(n);
  const { timestamp_ms, value, quality } = columns;
  readTimestamps(from, timestamp_ms);
  const exceptions = from.varint();
  let missing = 0;
  let at = 0;
  for (let e = 0; e < exceptions; e += 1) {
    const code = from.varint();
    at += Math.floor(code / QUALITIES.length);
    quality[at] = code % QUALITIES.length;
    if (quality[at] === MISSING) missing += 1;
  }
  if (missing === 0) readValues(from, value);
  else {
    const values = new Float64Array(n - missing);
    readValues(from, values);
    for (let i = 0, at = 0; i < n; i += 1) {
      value[i] = quality[i] === MISSING ? Number.NaN : (values[at++] as number);
    }
  }
  return columns;
}
