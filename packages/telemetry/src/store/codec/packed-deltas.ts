import type { ByteReader, ByteWriter } from './bytes.ts';

/** So many share a width, so that one leap makes few others wide. */
const GROUP = 32;
const MOST_BITS = 24;
/** In place of a width: the numbers of this group stand each by itself. */
const WIDE = 255;

const zigzag = new Int32Array(GROUP);

/**
 * Each number as its distance from the one before, in groups of as few bits as the largest distance needs.
 *
 * @param numbers Whole, at least one, of at most 2^50 in either direction.
 */
export function writePackedDeltas(out: ByteWriter, numbers: Float64Array): void {
  let before = numbers[0] as number;
  out.signed(before);
  for (let from = 1; from < numbers.length; from += GROUP) {
    const group = numbers.subarray(from, from + GROUP);
    const width = widthOf(group, before);
    out.byte(width);
    if (width === WIDE) {
      for (const number of group) {
        out.signed(number - before);
        before = number;
      }
    } else {
      for (let i = 0; i < group.length; i += 1) {
        const delta = (group[i] as number) - before;
        zigzag[i] = (delta << 1) ^ (delta >> 31);
        before = group[i] as number;
      }
      if (width > 0) out.packed(zigzag.subarray(0, group.length), 0, width);
    }
  }
}

function widthOf(group: Float64Array, first: number): number {
  let before = first;
  let most = 0;
  for (const number of group) {
    most = Math.max(most, Math.abs(number - before));
    before = number;
  }
  if (most >= 2 ** (MOST_BITS - 1)) return WIDE;
  return most === 0 ? 0 : 33 - Math.clz32(most);
}

/** Fills `numbers` with what was written, each divided by `divisor`. @throws {RangeError} for a damaged text. */
export function readPackedDeltas(from: ByteReader, numbers: Float64Array, divisor: number): void {
  let whole = from.signed();
  numbers[0] = whole / divisor;
  for (let begin = 1; begin < numbers.length; begin += GROUP) {
    const end = Math.min(begin + GROUP, numbers.length);
    const width = from.byte();
    if (width === WIDE) {
      for (let i = begin; i < end; i += 1) numbers[i] = (whole += from.signed()) / divisor;
    } else if (width === 0) numbers.fill(whole / divisor, begin, end);
    else if (width > MOST_BITS) throw new RangeError('too wide a group');
    else
      whole = unpack(from.take(Math.ceil(((end - begin) * width) / 8)), width, { numbers, begin, end, whole, divisor });
  }
}

/** @returns The last whole number. */
function unpack(
  bytes: Uint8Array,
  width: number,
  to: { readonly numbers: Float64Array; begin: number; end: number; whole: number; divisor: number },
): number {
  const { numbers, begin, end, divisor } = to;
  const mask = 2 ** width - 1;
  let { whole } = to;
  let at = 0;
  let bits = 0;
  let held = 0;
  for (let i = begin; i < end; i += 1) {
    while (held < width) {
      bits |= (bytes[at++] as number) << held;
      held += 8;
    }
    const code = bits & mask;
    whole += (code >>> 1) ^ -(code & 1);
    numbers[i] = whole / divisor;
    bits >>>= width;
    held -= width;
  }
  return whole;
}
