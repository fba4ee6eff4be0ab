import { join } from 'node:path';
import type { TimeWindow } from '@nexus/models';
import { type Columns, openTelemetryStore, type TelemetryStore } from '@nexus/telemetry/store';
import { type Batch, DAY_MS, deviceName, HOUR_MS, METRICS_PER_DEVICE, readingsOf, seriesNames } from '../building.ts';
import { type Answering, type Engine, type Hour, type Newest, OUTLIER_DEVICES, type Points } from './engine.ts';
import { medianOf, outliersOf } from './figures.ts';

/** `@nexus/telemetry/store` by its public port. */
export class Ours implements Engine, Answering, Newest {
  readonly name = 'ours';
  readonly store: TelemetryStore;
  readonly #names;
  readonly #end_ms: number;

  private constructor(store: TelemetryStore, series: number, end_ms: number) {
    this.store = store;
    this.#names = seriesNames(series);
    this.#end_ms = end_ms;
  }

  /** @param end_ms Where the questions end. */
  static async open(folder: string, series: number, end_ms = 0): Promise<Ours> {
    return new Ours(await openTelemetryStore(join(folder, 'telemetry.db')), series, end_ms);
  }

  ingest(batch: Batch) {
    const readings = readingsOf(batch, this.#names);
    return () => this.store.ingest(readings);
  }

  async day(series: number) {
    return this.#last(series, DAY_MS);
  }

  async hourly(series: number) {
    return hoursOf(await this.#columns(series, 30 * DAY_MS));
  }

  async weekMedian(series: number) {
    return medianOf(await this.#last(series, 7 * DAY_MS));
  }

  async outliers(firstDevice: number) {
    const first = firstDevice * METRICS_PER_DEVICE;
    let count = 0;
    for (let series = first; series < first + OUTLIER_DEVICES * METRICS_PER_DEVICE; series += 1) {
      count += outliersOf(await this.#last(series, DAY_MS));
    }
    return count;
  }

  newest(devices: readonly string[]) {
    return this.store.latest(devices);
  }

  async #last(series: number, span_ms: number): Promise<Points> {
    return pointsOf(await this.#columns(series, span_ms));
  }

  #columns(series: number, span_ms: number): Promise<Columns> {
    const { device_id, metric } = this.#names[series] ?? { device_id: deviceName(0), metric: '' };
    const window: TimeWindow = { start_ms: this.#end_ms - span_ms, end_ms: this.#end_ms };
    return this.store.range(device_id, metric, window);
  }

  async [Symbol.asyncDispose]() {
    await this.store[Symbol.asyncDispose]();
  }
}

function pointsOf({ n, timestamp_ms, value }: Columns): Points {
  return {
    n,
    timestamp_ms: (i) => timestamp_ms[i] ?? Number.NaN,
    value: (i) => value[i] ?? Number.NaN,
  };
}

function hoursOf({ n, timestamp_ms, value }: Columns): Hour[] {
  const hours: Hour[] = [];
  let i = 0;
  while (i < n) {
    const hour_ms = Math.floor((timestamp_ms[i] as number) / HOUR_MS) * HOUR_MS;
    let [count, sum] = [0, 0];
    let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (; i < n && (timestamp_ms[i] as number) < hour_ms + HOUR_MS; i += 1) {
      const one = value[i] as number;
      if (Number.isNaN(one)) continue;
      count += 1;
      sum += one;
      if (one < min) min = one;
      if (one > max) max = one;
    }
    if (count > 0) hours.push({ hour_ms, mean: sum / count, min, max });
  }
  return hours;
}
