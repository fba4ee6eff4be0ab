import type { Quality } from '@nexus/models';

/** Index of a quality in `Columns.quality`, and its code in the database: never reorder. */
export const QUALITIES = ['good', 'uncertain', 'bad', 'missing'] as const satisfies readonly Quality[];

/** The readings of one series, column by column; every array has `n` entries. */
export interface Columns {
  readonly n: number;
  readonly timestamp_ms: Float64Array;
  /** NaN where the quality is `missing`. */
  readonly value: Float64Array;
  /** Index into `QUALITIES`. */
  readonly quality: Uint8Array;
}
