import { constants, crc32, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { Columns } from '../../domain/columns.ts';
import { copy } from '../run.ts';

const PLAIN = 1;
const ZSTD = 2;
/** A few messages gain nothing. */
const LEAST_COMPRESSED_BYTES = 2048;
const HEAD_BYTES = 16;
const FASTEST = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

/** The readings of one series in a batch: ascending, one for each instant. */
export interface BatchRun {
  readonly series_id: number;
  /** How many of them were not stored before. */
  readonly fresh: number;
  readonly columns: Columns;
}

/**
 * Packs a batch column by column, as it was stored: kind and CRC-32, then (compressed, unless it is small) the numbers of
 * readings and of series, instants, values, series with their counts, and qualities.
 */
export function encodeBatch(runs: readonly BatchRun[]): Buffer {
  const n = runs.reduce((sum, { columns }) => sum + columns.n, 0);
  const body = new ArrayBuffer(bytesFor(n, runs.length));
  const view = viewsOf(body, n, runs.length);
  new Uint32Array(body, 0, 2).set([n, runs.length]);
  let at = 0;
  for (const [r, { series_id, fresh, columns }] of runs.entries()) {
    copy(columns, 0, columns.n, view, at);
    view.series[r] = series_id;
    view.count[r] = columns.n;
    view.fresh[r] = fresh;
    at += columns.n;
  }
  const bytes = new Uint8Array(body);
  const isCompressed = bytes.length >= LEAST_COMPRESSED_BYTES;
  const stored = isCompressed ? zstdCompressSync(bytes, FASTEST) : bytes;
  const batch = Buffer.alloc(HEAD_BYTES + stored.length);
  batch[0] = isCompressed ? ZSTD : PLAIN;
  batch.writeUInt32LE(crc32(stored), 4);
  batch.set(stored, HEAD_BYTES);
  return batch;
}

/** Unpacks a batch. @throws {RangeError} for a damaged one. */
export function decodeBatch(batch: Uint8Array): BatchRun[] {
  const stored = batch.subarray(HEAD_BYTES);
  const head = new DataView(batch.buffer, batch.byteOffset, batch.byteLength);
  if (batch.length <= HEAD_BYTES || head.getUint32(4, true) !== crc32(stored)) {
    throw new RangeError('its checksum is wrong');
  }
  const bytes = batch[0] === ZSTD ? zstdDecompressSync(stored) : stored;
  // Into memory of its own, which is aligned.
  const body = Uint8Array.from(bytes).buffer;
  const [n = 0, k = 0] = new Uint32Array(body, 0, 2);
  const view = viewsOf(body, n, k);
  let at = 0;
  return Array.from({ length: k }, (_, r) => {
    const end = at + (view.count[r] as number);
    const columns = {
      n: end - at,
      timestamp_ms: view.timestamp_ms.subarray(at, end),
      value: view.value.subarray(at, end),
      quality: view.quality.subarray(at, end),
    };
    at = end;
    return { series_id: view.series[r] as number, fresh: view.fresh[r] as number, columns };
  });
}

function bytesFor(n: number, k: number): number {
  return 8 + n * 16 + k * 12 + n;
}

function viewsOf(body: ArrayBuffer, n: number, k: number) {
  const counts = 8 + n * 16;
  return {
    n,
    timestamp_ms: new Float64Array(body, 8, n),
    value: new Float64Array(body, 8 + n * 8, n),
    series: new Uint32Array(body, counts, k),
    count: new Uint32Array(body, counts + k * 4, k),
    fresh: new Uint32Array(body, counts + k * 8, k),
    quality: new Uint8Array(body, counts + k * 12, n),
  };
}
