/**
 * Random numbers that are functions of (key, counter), so that any part of any series can be made again alone.
 *
 * SplitMix32 read at random: a Weyl sequence through the lowbias32 mixer of C. Wellons' hash-prospector.
 */
export function hash32(key: number, counter: number): number {
  let h = (key + Math.imul(counter | 0, 0x9e37_79b9)) | 0;
  h = Math.imul(h ^ (h >>> 16), 0x21f0_aaad);
  h = Math.imul(h ^ (h >>> 15), 0x735a_2d97);
  return (h ^ (h >>> 15)) >>> 0;
}

/** A key for a named stream of a seed. */
export function streamKey(seed: number, name: string): number {
  let key = hash32(seed, 0x5eed);
  for (let index = 0; index < name.length; index += 1) key = hash32(key ^ name.charCodeAt(index), index);
  return key;
}

/** Uniform in [0, 1). */
export function uniform(key: number, counter: number): number {
  return hash32(key, counter) / 0x1_0000_0000;
}

/** Triangular in (−1, 1) around 0. */
export function jitter(key: number, counter: number): number {
  const h = hash32(key, counter);
  return ((h & 0xffff) + (h >>> 16)) / 0x1_0000 - 1;
}

/** Wanders smoothly within [−1, 1], with a new heading once a period. */
export function drift(key: number, ms: number, periodMs: number): number {
  const position = ms / periodMs;
  const index = Math.floor(position);
  const part = position - index;
  const from = uniform(key, index);
  const to = uniform(key, index + 1);
  return 2 * (from + (to - from) * part * part * (3 - 2 * part)) - 1;
}

export function pick<T>(items: readonly [T, ...T[]], share: number): T {
  return items[Math.floor(share * items.length)] ?? items[0];
}
