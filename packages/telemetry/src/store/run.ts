import type { Columns } from '../domain/columns.ts';

const LEAST_CAPACITY = 16;
/** Making views costs more than copying so few. */
const FEW = 24;
const NO_NUMBERS = new Float64Array(0);
const NO_BYTES = new Uint8Array(0);

/** Readings of one series in memory, ascending, one for each instant. */
export class Run implements Columns {
  n = 0;
  timestamp_ms: Float64Array = NO_NUMBERS;
  value: Float64Array = NO_NUMBERS;
  quality: Uint8Array = NO_BYTES;

  /** Takes in readings that are ascending, one for each instant; they take the place of those of the same instants. */
  take(columns: Columns): void {
    if (columns.n === 0) return;
    if (this.n > 0 && (columns.timestamp_ms[0] as number) <= (this.timestamp_ms[this.n - 1] as number)) {
      Object.assign(this, merged(this, columns));
      return;
    }
    this.#reserve(columns.n);
    copy(columns, 0, columns.n, this, this.n);
    this.n += columns.n;
  }

  /** Keeps its room for what comes next. */
  clear(): void {
    this.n = 0;
  }

  has(timestamp_ms: number): boolean {
    return hasInstant(this, timestamp_ms);
  }

  #reserve(more: number): void {
    if (this.n + more <= this.timestamp_ms.length) return;
    const capacity = Math.max(LEAST_CAPACITY, this.n * 2, this.n + more);
    const larger = emptyColumns(capacity);
    copy(this, 0, this.n, larger, 0);
    Object.assign(this, { ...larger, n: this.n });
  }
}

/** Columns with room for `n` readings. */
export function emptyColumns(n: number): Columns {
  return { n, timestamp_ms: new Float64Array(n), value: new Float64Array(n), quality: new Uint8Array(n) };
}

/** The readings from position `from` up to `to`, without copying. */
export function slice({ timestamp_ms, value, quality }: Columns, from: number, to: number): Columns {
  return {
    n: to - from,
    timestamp_ms: timestamp_ms.subarray(from, to),
    value: value.subarray(from, to),
    quality: quality.subarray(from, to),
  };
}

/** The readings of `[start_ms, end_ms)`, without copying. */
export function within(columns: Columns, start_ms: number, end_ms: number): Columns {
  return slice(columns, position(columns, start_ms), position(columns, end_ms));
}

/** Where an instant is or would be: the number of readings before it. */
export function position({ n, timestamp_ms }: Columns, instant_ms: number): number {
  let low = 0;
  let high = n;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((timestamp_ms[middle] as number) < instant_ms) low = middle + 1;
    else high = middle;
  }
  return low;
}

export function hasInstant(columns: Columns, instant_ms: number): boolean {
  const at = position(columns, instant_ms);
  return at < columns.n && columns.timestamp_ms[at] === instant_ms;
}

/** Both as one, ascending; of equal instants the newer stays. */
export function merged(older: Columns, newer: Columns): Columns {
  if (older.n === 0) return newer;
  if (newer.n === 0) return older;
  if ((older.timestamp_ms[older.n - 1] as number) < (newer.timestamp_ms[0] as number)) return joined([older, newer]);
  const all = emptyColumns(older.n + newer.n);
  let [a, b, n] = [0, 0, 0];
  while (a < older.n || b < newer.n) {
    const left = a < older.n ? (older.timestamp_ms[a] as number) : Number.POSITIVE_INFINITY;
    const right = b < newer.n ? (newer.timestamp_ms[b] as number) : Number.POSITIVE_INFINITY;
    const isNewer = right <= left;
    if (left === right) a += 1;
    copy(isNewer ? newer : older, isNewer ? b : a, 1, all, n);
    if (isNewer) b += 1;
    else a += 1;
    n += 1;
  }
  return slice(all, 0, n);
}

/** Several that follow each other in time as one. */
export function joined(parts: readonly Columns[]): Columns {
  const [only] = parts;
  if (parts.length === 1 && only) return only;
  const all = emptyColumns(parts.reduce((sum, { n }) => sum + n, 0));
  let at = 0;
  for (const part of parts) {
    copy(part, 0, part.n, all, at);
    at += part.n;
  }
  return all;
}

/** Copies `n` readings from position `at` on to `position` on. */
export function copy(from: Columns, at: number, n: number, to: Columns, position: number): void {
  if (n > FEW) {
    to.timestamp_ms.set(from.timestamp_ms.subarray(at, at + n), position);
    to.value.set(from.value.subarray(at, at + n), position);
    to.quality.set(from.quality.subarray(at, at + n), position);
    return;
  }
  for (let i = 0; i < n; i += 1) {
    to.timestamp_ms[position + i] = from.timestamp_ms[at + i] as number;
    to.value[position + i] = from.value[at + i] as number;
    to.quality[position + i] = from.quality[at + i] as number;
  }
}
