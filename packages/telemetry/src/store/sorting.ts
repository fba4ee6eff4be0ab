import type { Columns } from '../domain/columns.ts';
import { emptyColumns, slice } from './run.ts';

/** Readings of one series out of a batch. */
interface Sorted<Of> {
  readonly of: Of;
  readonly columns: Columns;
}

/** Puts the readings of a batch in the order of their series and instants; of equals the last one given stays. */
export class Sorting<Of extends object> {
  readonly #places = new Map<Of, number>();
  readonly #counts: number[] = [];
  #group = new Uint32Array(1024);
  #given = emptyColumns(1024);
  #n = 0;

  clear(): void {
    this.#places.clear();
    this.#counts.length = 0;
    this.#n = 0;
  }

  add(of: Of, timestamp_ms: number, value: number, quality: number): void {
    if (this.#n === this.#group.length) this.#grow();
    let place = this.#places.get(of);
    if (place === undefined) {
      place = this.#counts.length;
      this.#places.set(of, place);
      this.#counts.push(0);
    }
    const i = this.#n;
    this.#group[i] = place;
    this.#given.timestamp_ms[i] = timestamp_ms;
    this.#given.value[i] = value;
    this.#given.quality[i] = quality;
    (this.#counts[place] as number) += 1;
    this.#n += 1;
  }

  /** Columns of their own, each ascending with one reading for each instant. */
  runs(): Sorted<Of>[] {
    const ends: number[] = [];
    let end = 0;
    for (const count of this.#counts) {
      ends.push(end);
      end += count;
    }
    const sorted = emptyColumns(this.#n);
    for (let i = 0; i < this.#n; i += 1) {
      const at = ends[this.#group[i] as number] as number;
      (ends[this.#group[i] as number] as number) += 1;
      put(this.#given, i, sorted, at);
    }
    return [...this.#places.keys()].map((of, place) => {
      const to = ends[place] as number;
      return { of, columns: ascending(slice(sorted, to - (this.#counts[place] as number), to)) };
    });
  }

  #grow(): void {
    const group = new Uint32Array(this.#group.length * 2);
    group.set(this.#group);
    this.#group = group;
    const larger = emptyColumns(group.length);
    larger.timestamp_ms.set(this.#given.timestamp_ms);
    larger.value.set(this.#given.value);
    larger.quality.set(this.#given.quality);
    this.#given = larger;
  }
}

function ascending(columns: Columns): Columns {
  const { n, timestamp_ms } = columns;
  let i = 1;
  while (i < n && (timestamp_ms[i] as number) > (timestamp_ms[i - 1] as number)) i += 1;
  if (i >= n) return columns;
  const order = Uint32Array.from({ length: n }, (_, k) => k);
  order.sort((a, b) => (timestamp_ms[a] as number) - (timestamp_ms[b] as number) || a - b);
  const sorted = emptyColumns(n);
  let length = 0;
  for (const at of order) {
    if (length > 0 && sorted.timestamp_ms[length - 1] === timestamp_ms[at]) length -= 1;
    put(columns, at, sorted, length);
    length += 1;
  }
  return slice(sorted, 0, length);
}

function put(from: Columns, at: number, to: Columns, position: number): void {
  to.timestamp_ms[position] = from.timestamp_ms[at] as number;
  to.value[position] = from.value[at] as number;
  to.quality[position] = from.quality[at] as number;
}
