/** Beyond this a varint does not fit the bit operations of JavaScript. */
const INT_BITS = 2 ** 31;

/** Appends numbers to a growing array of bytes. */
export class ByteWriter {
  #bytes = new Uint8Array(4096);
  #at = 0;

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#at++] = value;
  }

  /** @param value A whole number from 0 to 2^53. */
  varint(value: number): void {
    this.#reserve(8);
    let rest = value;
    while (rest >= INT_BITS) {
      this.#bytes[this.#at++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    while (rest >= 128) {
      this.#bytes[this.#at++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    this.#bytes[this.#at++] = rest;
  }

  /** @param value A whole number of at most 2^52 in either direction; small ones take few bytes. */
  signed(value: number): void {
    this.varint(value >= 0 ? value * 2 : -value * 2 - 1);
  }

  /** @param numbers From `least` below `least + 2 ** width`. @param width At most 24. */
  packed(numbers: Int32Array, least: number, width: number): void {
    this.#reserve(Math.ceil((numbers.length * width) / 8) + 4);
    let bits = 0;
    let held = 0;
    for (let i = 0; i < numbers.length; i += 1) {
      bits |= ((numbers[i] as number) - least) << held;
      held += width;
      while (held >= 8) {
        this.#bytes[this.#at++] = bits & 255;
        bits >>>= 8;
        held -= 8;
      }
    }
    if (held > 0) this.#bytes[this.#at++] = bits & 255;
  }

  append(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  /** What was written, until the next write, and begins anew. */
  take(): Uint8Array {
    const taken = this.#bytes.subarray(0, this.#at);
    this.#at = 0;
    return taken;
  }

  #reserve(bytes: number): void {
    if (this.#at + bytes <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#at + bytes));
    larger.set(this.#bytes.subarray(0, this.#at));
    this.#bytes = larger;
  }
}

/** Reads what a `ByteWriter` wrote. @throws {RangeError} where the bytes end too early. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    // A `Buffer` would give views for copies.
    this.#bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  byte(): number {
    const value = this.#bytes[this.#at];
    if (value === undefined) throw new RangeError('the bytes end too early');
    this.#at += 1;
    return value;
  }

  varint(): number {
    let byte = this.byte();
    if (byte < 128) return byte;
    let value = byte & 127;
    let weight = 128;
    do {
      byte = this.byte();
      value += (byte & 127) * weight;
      weight *= 128;
    } while (byte >= 128);
    return value;
  }

  signed(): number {
    const value = this.varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  /** Adds what `packed` wrote to each of `numbers`. */
  addPacked(numbers: Float64Array, least: number, width: number): void {
    const bytes = this.take(Math.ceil((numbers.length * width) / 8));
    const mask = 2 ** width - 1;
    let at = 0;
    let bits = 0;
    let held = 0;
    for (let i = 0; i < numbers.length; i += 1) {
      while (held < width) {
        bits |= (bytes[at++] as number) << held;
        held += 8;
      }
      (numbers[i] as number) += (bits & mask) + least;
      bits >>>= width;
      held -= width;
    }
  }

  take(length: number): Uint8Array {
    const end = this.#at + length;
    if (end > this.#bytes.length) throw new RangeError('the bytes end too early');
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }
}
