import type { ByteReader, ByteWriter } from './bytes.ts';
import { readPackedDeltas, writePackedDeltas } from './packed-deltas.ts';

/** Sensors mean decimals: 21.4 is 214 tenths, which differ little from each other. */
const MOST_DECIMALS = 9;
/** Differences of such whole numbers are exact, too. */
const LARGEST = 1e15;
const CONSTANT = 0;
// 1 was a form that nothing writes any more, and is refused.
const DECIMAL = 3;
const BITS = 2;
const POWERS = Array.from({ length: MOST_DECIMALS + 1 }, (_, decimals) => 10 ** decimals);

/** Writes finite numbers so that each comes back as it was, to the last bit. */
export function writeValues(out: ByteWriter, values: Float64Array): void {
  if (values.length === 0) return;
  const first = values[0] as number;
  if (values.every((value) => Object.is(value, first))) {
    out.byte(CONSTANT);
    out.append(bytesOf(values.slice(0, 1)));
    return;
  }
  const decimals = decimalsOf(values);
  if (decimals === undefined) {
    out.byte(BITS);
    out.append(planesOf(bytesOf(values), values.length));
    return;
  }
  out.byte(DECIMAL);
  out.byte(decimals);
  const power = POWERS[decimals] as number;
  writePackedDeltas(
    out,
    values.map((value) => Math.round(value * power)),
  );
}

/** Fills `values`. */
export function readValues(from: ByteReader, values: Float64Array): void {
  if (values.length === 0) return;
  const kind = from.byte();
  if (kind === CONSTANT) values.fill(numbersOf(from.take(8))[0] as number);
  else if (kind === BITS) values.set(numbersOf(unplanedOf(from.take(values.length * 8), values.length)));
  else if (kind === DECIMAL) {
    const power = POWERS[from.byte()];
    if (power === undefined) throw new RangeError('an unknown number of decimals');
    readPackedDeltas(from, values, power);
  } else throw new RangeError('an unknown kind of values');
}

/** The fewest decimals with which all values are whole numbers; `undefined` where there is no such number. */
function decimalsOf(values: Float64Array): number | undefined {
  let decimals = 0;
  for (const value of values) {
    // A whole number has no sign at zero.
    if (Object.is(value, -0)) return undefined;
    for (;;) {
      const power = POWERS[decimals];
      if (power === undefined) return undefined;
      const whole = Math.round(value * power);
      if (whole / power === value && Math.abs(whole) <= LARGEST) break;
      decimals += 1;
    }
  }
  return decimals;
}

function bytesOf(values: Float64Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

function numbersOf(bytes: Uint8Array): Float64Array {
  return new Float64Array(bytes.slice().buffer);
}

/** All first bytes, then all second ones: like stands by like, which compresses. */
function planesOf(bytes: Uint8Array, n: number): Uint8Array {
  const planes = new Uint8Array(bytes.length);
  for (let i = 0; i < n; i += 1) for (let b = 0; b < 8; b += 1) planes[b * n + i] = bytes[i * 8 + b] as number;
  return planes;
}

function unplanedOf(planes: Uint8Array, n: number): Uint8Array {
  const bytes = new Uint8Array(planes.length);
  for (let i = 0; i < n; i += 1) for (let b = 0; b < 8; b += 1) bytes[i * 8 + b] = planes[b * n + i] as number;
  return bytes;
}
