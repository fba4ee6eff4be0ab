import type { Batch } from '../building.ts';

/** Something that keeps readings, as the benchmarks fill it. */
export interface Engine extends AsyncDisposable {
  readonly name: string;
  /** Makes what a caller of this engine would have; only what is returned counts, and stores it. */
  ingest(batch: Batch): () => Promise<unknown>;
}

/** A series as the engine gave it, so that nobody pays for another shape. */
export interface Points {
  readonly n: number;
  timestamp_ms(index: number): number;
  /** NaN where missing; an engine that keeps no missing readings leaves them out. */
  value(index: number): number;
}

export interface Hour {
  readonly hour_ms: number;
  readonly mean: number;
  readonly min: number;
  readonly max: number;
}

/** The questions, all up to the end of the data; every reading that has a value counts. */
export interface Answering {
  readonly name: string;
  day(series: number): Promise<Points>;
  /** 30 days. */
  hourly(series: number): Promise<Hour[]>;
  weekMedian(series: number): Promise<number>;
  /** Values of the last 24 h further than 4 standard deviations from their series' mean, in 100 devices in a row. */
  outliers(firstDevice: number): Promise<number>;
}

/** The newest reading of every metric of some devices, by device, then metric. */
export interface Newest {
  readonly name: string;
  newest(
    devices: readonly string[],
  ): Promise<readonly { readonly timestamp_ms: number; readonly value: number | null }[]>;
}

export const OUTLIER_DEVICES = 100;
export const OUTLIER_SIGMAS = 4;
