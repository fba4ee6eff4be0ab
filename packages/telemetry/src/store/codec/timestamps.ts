import type { ByteReader, ByteWriter } from './bytes.ts';

/** Readings come in a rhythm, kept exactly by polled devices and roughly by the others. */
const SAMPLES = 15;
const MOST_PACKED_BITS = 24;

/**
 * Writes ascending instants of one day as a grid: a start, a period, the places where the count of periods jumps, and how
 * far each instant lies off the grid, in as few bits as the farthest needs.
 */
export function writeTimestamps(out: ByteWriter, instants: Float64Array): void {
  const n = instants.length;
  const start = instants[0] as number;
  out.signed(start);
  if (n < 2) return;
  const period = periodOf(instants);
  out.varint(period);
  const offsets = new Int32Array(n);
  const jumps: number[] = [];
  let least = 0;
  let most = 0;
  let slot = 0;
  let jumped = 0;
  for (let i = 1; i < n; i += 1) {
    const elapsed = (instants[i] as number) - start;
    const next = Math.max(slot, Math.round(elapsed / period));
    if (next !== slot + 1) {
      jumps.push(i - jumped, next - slot);
      jumped = i;
    }
    slot = next;
    const offset = elapsed - slot * period;
    offsets[i] = offset;
    if (offset < least) least = offset;
    if (offset > most) most = offset;
  }
  out.varint(jumps.length / 2);
  for (const number of jumps) out.varint(number);
  writeOffsets(out, offsets, least, most);
}

function writeOffsets(out: ByteWriter, offsets: Int32Array, least: number, most: number): void {
  const width = 32 - Math.clz32(most - least);
  out.byte(width);
  if (width === 0) return;
  out.signed(least);
  if (width > MOST_PACKED_BITS) for (const offset of offsets) out.varint(offset - least);
  else out.packed(offsets, least, width);
}

/** Fills `instants`. */
export function readTimestamps(from: ByteReader, instants: Float64Array): void {
  const n = instants.length;
  const start = from.signed();
  instants[0] = start;
  if (n < 2) return;
  const period = from.varint();
  const jumps = from.varint();
  let instant = start;
  let i = 1;
  let jumped = 0;
  for (let jump = 0; jump <= jumps; jump += 1) {
    const until = jump < jumps ? jumped + from.varint() : n;
    if (until > n) throw new RangeError('a jump beyond the end');
    for (; i < until; i += 1) instants[i] = instant += period;
    if (jump === jumps) break;
    instants[i] = instant += period * from.varint();
    i += 1;
    jumped = until;
  }
  readOffsets(from, instants);
}

function readOffsets(from: ByteReader, instants: Float64Array): void {
  const width = from.byte();
  if (width === 0) return;
  const least = from.signed();
  if (width > MOST_PACKED_BITS) {
    for (let i = 0; i < instants.length; i += 1) (instants[i] as number) += from.varint() + least;
    return;
  }
  from.addPacked(instants, least, width);
}

/** The usual distance, to the second where it nearly is one. */
function periodOf(instants: Float64Array): number {
  const step = Math.max(1, Math.floor((instants.length - 1) / SAMPLES));
  const distances: number[] = [];
  for (let i = 1; i < instants.length; i += step) {
    distances.push((instants[i] as number) - (instants[i - 1] as number));
  }
  distances.sort((a, b) => a - b);
  const usual = Math.max(1, distances[distances.length >> 1] as number);
  const seconds = Math.round(usual / 1000) * 1000;
  return seconds > 0 && Math.abs(usual - seconds) < usual / 50 ? seconds : usual;
}
