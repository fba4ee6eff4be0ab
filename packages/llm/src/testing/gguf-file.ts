type Value =
  | readonly ['u32', number]
  | readonly ['f32', number]
  | readonly ['bool', boolean]
  | readonly ['string', string]
  | readonly ['strings', readonly string[]]
  | readonly ['f32s', readonly number[]]
  | readonly ['i32s', readonly number[]];

/** Type numbers of GGUF version 3. */
const TYPES = { u32: 4, i32: 5, f32: 6, bool: 7, string: 8, array: 9 } as const;
const ALIGNMENT = 32;

/** Puts a GGUF file of version 3 together: keys with values, and tensors of 32-bit floats. */
export class GgufFile {
  readonly #keys: Buffer[] = [];
  readonly #infos: Buffer[] = [];
  readonly #data: Buffer[] = [];
  #offset = 0;

  set(key: string, ...value: Value): void {
    this.#keys.push(text(key), valueBytes(value));
  }

  tensor(name: string, shape: readonly number[], values: Float32Array): void {
    const bytes = padded(Buffer.from(values.buffer, values.byteOffset, values.byteLength));
    this.#infos.push(text(name), u32(shape.length), ...shape.map(u64), u32(0), u64(this.#offset));
    this.#data.push(bytes);
    this.#offset += bytes.length;
  }

  bytes(): Buffer {
    const counts = [u64(this.#data.length), u64(this.#keys.length / 2)];
    const head = Buffer.concat([Buffer.from('GGUF'), u32(3), ...counts, ...this.#keys, ...this.#infos]);
    return Buffer.concat([padded(head), ...this.#data]);
  }
}

function valueBytes([type, value]: Value): Buffer {
  if (type === 'string') return Buffer.concat([u32(TYPES.string), text(value)]);
  if (type === 'bool') return Buffer.concat([u32(TYPES.bool), Buffer.from([value ? 1 : 0])]);
  if (type === 'u32') return Buffer.concat([u32(TYPES.u32), u32(value)]);
  if (type === 'f32') return Buffer.concat([u32(TYPES.f32), f32(value)]);
  if (type === 'strings') return list(TYPES.string, value.map(text));
  if (type === 'f32s') return list(TYPES.f32, value.map(f32));
  return list(TYPES.i32, value.map(u32));
}

function list(type: number, items: readonly Buffer[]): Buffer {
  return Buffer.concat([u32(TYPES.array), u32(type), u64(items.length), ...items]);
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

function f32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return bytes;
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([u64(bytes.length), bytes]);
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((ALIGNMENT - (bytes.length % ALIGNMENT)) % ALIGNMENT)]);
}
