/** One line of InfluxDB's line protocol. */
export interface Point {
  /** Where it begins, from 1. */
  readonly line: number;
  readonly measurement: string;
  /** In the order of the line; the first of a name counts. */
  readonly tags: readonly (readonly [key: string, value: string])[];
  /** Integers beyond 2^53 are the nearest number to them. */
  readonly fields: readonly (readonly [key: string, value: number | boolean | string])[];
  /** Unix ms, the rest cut off; absent when the line has none. */
  readonly timestamp_ms?: number;
}

/** A line that is none, and why. */
export interface BadLine {
  readonly line: number;
  readonly fault: string;
  readonly text: string;
}
