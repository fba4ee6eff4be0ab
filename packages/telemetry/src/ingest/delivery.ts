import type { Reading } from '../store/index.ts';

/** By which way readings came in. */
export type Origin = 'mqtt' | 'line_protocol';

/** What a source could not read, or the store would not take: kept for inspection. */
export interface Rejection {
  readonly reason: string;
  /** The part concerned, as text. */
  readonly payload: string;
}

/** What a source learnt of a device besides its readings. */
export interface DeviceHint {
  readonly device_id: string;
  readonly name?: string;
  /** The building that the message named. */
  readonly building?: string;
  readonly device_type?: string;
  readonly manufacturer?: string;
  readonly model_number?: string;
  readonly firmware_version?: string;
}

/** One message, request or part of it, as a source delivers it. */
export interface Delivery {
  readonly origin: Origin;
  /** Where it came from, such as a topic. */
  readonly source: string;
  readonly readings: readonly Reading[];
  readonly rejections: readonly Rejection[];
  readonly devices: readonly DeviceHint[];
  /** A retained message repeats what was: its readings are stored, but it is no sign of life. */
  readonly isRetained: boolean;
  /** Told of each of `readings` that could not be stored, before `put` resolves. */
  readonly onRefused?: (index: number, reason: string) => void;
}

/**
 * Takes deliveries from all sources into the store: validated, batched, bounded.
 *
 * A delivery is stored in one transaction, so it should not hold more than 10,000 readings.
 */
export interface Intake {
  /**
   * Resolves when every reading of the delivery is durable or recorded as rejected.
   *
   * @throws {NexusError} `unavailable` when nothing could be written: then the source must deliver it again.
   */
  put(delivery: Delivery): Promise<void>;
  /** Whether a source should stop reading until `whenRoomy` resolves. */
  readonly isFull: boolean;
  whenRoomy(): Promise<void>;
}
