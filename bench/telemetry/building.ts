import { QUALITIES, type Reading } from '@nexus/telemetry/store';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;
export const BEGIN_MS = Date.UTC(2026, 0, 1);
export const METRICS_PER_DEVICE = 5;

/** Value = rounded to `decimals`: base + offset of the series + swing over the day + drifting noise. */
const METRICS = [
  { metric: 'temperature', unit: '°C', decimals: 1, base: 21, swing: 2, noise: 0.06, memory: 0.98, offset: 2 },
  { metric: 'humidity', unit: '%', decimals: 1, base: 45, swing: 6, noise: 0.25, memory: 0.97, offset: 2 },
  { metric: 'co2_ppm', unit: 'ppm', decimals: 0, base: 620, swing: 180, noise: 8, memory: 0.95, offset: 20 },
  { metric: 'power_kw', unit: 'kW', decimals: 4, base: 0.85, swing: 0.4, noise: 0.02, memory: 0.8, offset: 0.002 },
  { metric: 'occupancy_count', unit: 'count', decimals: 0, base: 4, swing: 4, noise: 0, memory: 0, offset: 0 },
] as const;
const OCCUPANCY = 4;
const [GOOD, UNCERTAIN, BAD, MISSING] = [0, 1, 2, 3] as const;
const JITTER_MS = 150;

/** Readings of many series in the order of their arrival; every array has `n` entries. */
export interface Batch {
  readonly n: number;
  readonly series: Int32Array;
  readonly timestamp_ms: Float64Array;
  /** NaN where missing. */
  readonly value: Float64Array;
  /** Index into `QUALITIES`. */
  readonly quality: Uint8Array;
}

export interface SeriesName {
  readonly device_id: string;
  readonly metric: string;
  readonly unit: string;
}

export function deviceName(device: number): string {
  const digits = (value: number, width: number) => String(value).padStart(width, '0');
  return `b1-f${digits(Math.floor(device / 100), 2)}-z${digits(Math.floor(device / 50), 2)}-d${digits(device, 4)}`;
}

/** By the number of the series: five metrics of device 0, then those of device 1. */
export function seriesNames(series: number): SeriesName[] {
  return Array.from({ length: series }, (_, i) => {
    const { metric, unit } = METRICS[i % METRICS_PER_DEVICE] ?? METRICS[0];
    return { device_id: deviceName(Math.floor(i / METRICS_PER_DEVICE)), metric, unit };
  });
}

/** The objects that a caller of the library has. */
export function readingsOf(batch: Batch, names: readonly SeriesName[]): Reading[] {
  return Array.from({ length: batch.n }, (_, i) => {
    const { device_id, metric, unit } = names[batch.series[i] ?? 0] ?? { device_id: '', metric: '', unit: '' };
    const value = batch.value[i] ?? Number.NaN;
    return {
      device_id,
      metric,
      timestamp_ms: batch.timestamp_ms[i] ?? 0,
      value: Number.isNaN(value) ? null : value,
      unit,
      quality: QUALITIES[batch.quality[i] ?? 0] ?? 'good',
    };
  });
}

/**
 * A building's readings, one a minute and series, the same for the same seed.
 *
 * 0.3 % are lost; 1 % are uncertain, 0.3 % bad, 0.2 % missing; one in 16,000 is a spike. Half of the devices are polled on
 * a fixed second, the others push with ±150 ms of jitter.
 *
 * @param series A multiple of five.
 */
export class Building {
  readonly #series: number;
  readonly #drift: Float64Array;
  readonly #offset: Float64Array;
  readonly #phase_ms: Float64Array;
  readonly #ofDay = Float64Array.from({ length: 1440 }, (_, i) => Math.sin((2 * Math.PI * (i - 480)) / 1440));
  #state: number;
  #minute = 0;

  constructor(series: number, seed = 7) {
    this.#series = series;
    this.#state = seed;
    this.#drift = new Float64Array(series);
    const devices = series / METRICS_PER_DEVICE;
    this.#phase_ms = Float64Array.from({ length: devices }, () => Math.floor(this.#share() * 60) * 1000);
    this.#offset = Float64Array.from({ length: series }, () => this.#share() * 2 - 1);
  }

  /** Batches of `size`, the last one shorter. They are the caller's to keep. */
  *batches(minutes: number, size: number): Generator<Batch, undefined> {
    const filling = emptyBatch(size + this.#series);
    let n = 0;
    for (let minute = 0; minute < minutes; minute += 1) {
      n = this.#nextMinute(filling, n);
      while (n >= size) {
        yield slice(filling, 0, size);
        for (const column of [filling.series, filling.timestamp_ms, filling.value, filling.quality]) {
          column.copyWithin(0, size, n);
        }
        n -= size;
      }
    }
    if (n > 0) yield slice(filling, 0, n);
  }

  /** Appends a minute of all series at `n`. @returns The new `n`. */
  #nextMinute(into: Batch, n: number): number {
    const minute_ms = BEGIN_MS + this.#minute * MINUTE_MS;
    const swing = this.#ofDay[this.#minute % 1440] ?? 0;
    this.#minute += 1;
    for (let series = 0; series < this.#series; series += 1) {
      const device = Math.floor(series / METRICS_PER_DEVICE);
      const noise = this.#random();
      const value = this.#value(series, swing, noise);
      const fate = this.#random();
      if (fate < 0.003 * 2 ** 32) continue;
      const die = (fate >>> 4) % 2000;
      const quality = die < 20 ? UNCERTAIN : die < 26 ? BAD : die < 30 ? MISSING : GOOD;
      const isSpike = die === 31 && (noise & 7) === 0;
      const jitter_ms = device % 2 === 1 ? ((fate >>> 12) % (2 * JITTER_MS + 1)) - JITTER_MS : 0;
      into.series[n] = series;
      into.timestamp_ms[n] = Math.max(BEGIN_MS, minute_ms + (this.#phase_ms[device] ?? 0) + jitter_ms);
      into.value[n] = quality === MISSING ? Number.NaN : isSpike ? spike(series, value) : value;
      into.quality[n] = quality;
      n += 1;
    }
    return n;
  }

  #value(series: number, swing: number, noise: number): number {
    const kind = series % METRICS_PER_DEVICE;
    const metric = METRICS[kind] ?? METRICS[0];
    const before = this.#drift[series] ?? 0;
    if (kind === OCCUPANCY) {
      // People come and go one time in 32; in between the number stays.
      if ((noise & 31) !== 0) return before;
      const people = Math.max(0, Math.round(metric.base + metric.swing * swing + ((noise >>> 8) % 5) - 2));
      this.#drift[series] = people;
      return people;
    }
    const bell = (noise & 0xff_ff) / 0x80_00 + (noise >>> 16) / 0x80_00 - 2;
    const drift = metric.memory * before + metric.noise * bell;
    this.#drift[series] = drift;
    const offset = metric.offset * (this.#offset[series] ?? 0);
    return rounded(metric.base + offset + metric.swing * swing + drift, metric.decimals);
  }

  /** Marsaglia's xorshift32. */
  #random(): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x >>> 0;
    return this.#state;
  }

  #share(): number {
    return this.#random() / 2 ** 32;
  }
}

function spike(series: number, value: number): number {
  const { swing, decimals } = METRICS[series % METRICS_PER_DEVICE] ?? METRICS[0];
  return rounded(value + 12 * swing, decimals);
}

/** The double nearest to a decimal, as a device would print it. */
function rounded(value: number, decimals: number): number {
  return Math.round(value * 10 ** decimals) / 10 ** decimals;
}

function emptyBatch(n: number): Batch {
  return {
    n,
    series: new Int32Array(n),
    timestamp_ms: new Float64Array(n),
    value: new Float64Array(n),
    quality: new Uint8Array(n),
  };
}

function slice(batch: Batch, from: number, to: number): Batch {
  return {
    n: to - from,
    series: batch.series.slice(from, to),
    timestamp_ms: batch.timestamp_ms.slice(from, to),
    value: batch.value.slice(from, to),
    quality: batch.quality.slice(from, to),
  };
}
