import type { Delivery, DeviceHint, Intake, Rejection } from '../../../src/ingest/delivery.ts';
import type { Reading, TelemetryStore } from '../../../src/store/index.ts';

interface Waiting {
  readonly readings: readonly Reading[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** An intake that commits each turn of the event loop as one batch of a real store. */
export class TurnIntake implements Intake {
  readonly rejections: (Rejection & { readonly source: string })[] = [];
  readonly devices: DeviceHint[] = [];
  readonly #store: TelemetryStore;
  #waiting: Waiting[] = [];
  #roomy: (() => void)[] = [];
  /** What the next batches fail with, as on a full disk. */
  failure: Error | undefined;
  batches = 0;
  isFull = false;

  constructor(store: TelemetryStore) {
    this.#store = store;
  }

  put({ source, readings, rejections, devices }: Delivery): Promise<void> {
    this.rejections.push(...rejections.map((rejection) => ({ source, ...rejection })));
    this.devices.push(...devices);
    return new Promise((resolve, reject) => {
      if (this.#waiting.length === 0) setImmediate(() => void this.#commit());
      this.#waiting.push({ readings, resolve, reject });
    });
  }

  whenRoomy(): Promise<void> {
    return new Promise((resolve) => this.#roomy.push(resolve));
  }

  makeRoom(): void {
    this.isFull = false;
    for (const resolve of this.#roomy.splice(0)) resolve();
  }

  async #commit(): Promise<void> {
    const batch = this.#waiting;
    this.#waiting = [];
    this.batches += 1;
    try {
      if (this.failure) throw this.failure;
      await this.#store.ingest(batch.flatMap(({ readings }) => readings));
      for (const { resolve } of batch) resolve();
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}
