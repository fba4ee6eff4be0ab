import type { Reading, RefusedReading } from '../store/index.ts';
import type { Rejected } from '../store/intake-ledger.ts';
import type { Delivery, Origin } from './delivery.ts';

/** Of a reading in memory, as of a rejected payload. */
const BYTES_A_READING = 200;

/** What a delivery costs to hold, in readings. */
export function sizeOf({ readings, rejections }: Delivery): number {
  let size = Math.max(1, readings.length);
  for (const { payload } of rejections) size += 1 + Math.floor(payload.length / BYTES_A_READING);
  return size;
}

/** Deliveries of one origin that are stored together, with one promise for all of them. */
export class Batch {
  readonly origin: Origin;
  readonly deliveries: Delivery[] = [];
  /** Of the readings in one row, where each delivery's begin. */
  readonly #starts: number[] = [];
  readonly readings: Reading[] = [];
  /** See `sizeOf`. */
  size = 0;
  readonly #settled = Promise.withResolvers<void>();

  constructor(origin: Origin) {
    this.origin = origin;
    // Who put it learns of a failure; a source that waits for nothing, as MQTT's QoS 0, does not have to.
    this.#settled.promise.catch(() => {});
  }

  get settled(): Promise<void> {
    return this.#settled.promise;
  }

  add(delivery: Delivery, size: number): void {
    this.deliveries.push(delivery);
    this.#starts.push(this.readings.length);
    for (const reading of delivery.readings) this.readings.push(reading);
    this.size += size;
  }

  resolve(): void {
    this.#settled.resolve();
  }

  reject(error: unknown): void {
    this.#settled.reject(error);
  }

  /** What the sources could not read, and these readings; tells the sources of theirs. */
  rejected(refused: readonly RefusedReading[]): Rejected[] {
    const { origin } = this;
    const rejected: Rejected[] = [];
    for (const { source, rejections } of this.deliveries) {
      for (const { reason, payload } of rejections) rejected.push({ origin, source, reason, payload });
    }
    for (const { index, reason } of refused) {
      const position = this.#positionOf(index);
      const { source, onRefused } = this.deliveries[position] ?? { source: '' };
      onRefused?.(index - (this.#starts[position] ?? 0), reason);
      rejected.push({ origin, source, reason, payload: textOf(this.readings[index]) });
    }
    return rejected;
  }

  /** The last delivery that begins at or before a reading; one without readings begins where the next one does. */
  #positionOf(index: number): number {
    let [low, high] = [0, this.#starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#starts[middle] ?? 0) <= index) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** JSON has no word for the values that are refused most often. */
function textOf(reading: Reading | undefined): string {
  return JSON.stringify(reading, (_, value: unknown) =>
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
  );
}
