import { percentile } from '../distribution.ts';
import type { PeerCourse, PeerGrid } from './peer-course.ts';

/** Fewer cannot tell who of them is odd. */
export const LEAST_PEERS = 5;
/** Makes the median absolute deviation of normal values their standard deviation. */
const MAD_TO_STDDEV = 1.4826;

/** What the others of a kind show in one bucket. */
export interface PeerLevel {
  readonly median: number;
  /** Robust standard deviation of all of them, the one that is compared included. */
  readonly stddev: number;
  readonly peers: number;
}

/** Devices of one type in one place, by the same metric: what one of them is held against. */
export class PeerGroup {
  /** As in `on floor 3 of NORTH`. */
  readonly place: string;
  readonly #courses: readonly PeerCourse[];
  /** By bucket: all means, ascending. */
  readonly #levels: readonly Float64Array[];
  readonly #stddevs: Float64Array;

  constructor(place: string, courses: readonly PeerCourse[], { buckets }: PeerGrid) {
    this.place = place;
    this.#courses = courses;
    this.#levels = Array.from({ length: buckets }, (_, b) =>
      Float64Array.from(courses.flatMap(({ mean }) => (Number.isNaN(mean[b]) ? [] : (mean[b] ?? [])))).sort(),
    );
    this.#stddevs = Float64Array.from(this.#levels, robustStddev);
  }

  /** The level of the peers of a member in a bucket; `undefined` where it or too many of them are silent. */
  level(own: PeerCourse, bucket: number): PeerLevel | undefined {
    const all = this.#levels[bucket];
    const value = own.mean[bucket] ?? Number.NaN;
    if (!all || all.length <= LEAST_PEERS || Number.isNaN(value)) return undefined;
    const at = all.indexOf(value);
    // Without the member itself, everything behind it moves up by one.
    const other = (rank: number) => all[rank < at ? rank : rank + 1] ?? Number.NaN;
    const peers = all.length - 1;
    const median = (other(Math.floor((peers - 1) / 2)) + other(Math.ceil((peers - 1) / 2))) / 2;
    return { median, stddev: this.#stddevs[bucket] ?? 0, peers };
  }

  /** How often the median peer of a member changed in some buckets; `undefined` for too few peers. */
  changes(own: PeerCourse, from: number, to: number): number | undefined {
    const counts: number[] = [];
    for (const course of this.#courses) {
      if (course === own || course.mean.subarray(from, to).every(Number.isNaN)) continue;
      counts.push(course.changes.subarray(from, to).reduce((sum, changes) => sum + changes, 0));
    }
    return counts.length < LEAST_PEERS ? undefined : percentile(Float64Array.from(counts).sort(), 0.5);
  }
}

function robustStddev(sorted: Float64Array): number {
  if (sorted.length === 0) return 0;
  const median = percentile(sorted, 0.5);
  return MAD_TO_STDDEV * percentile(sorted.map((value) => Math.abs(value - median)).sort(), 0.5);
}
