import type { DeviceHint } from '../../delivery.ts';
import type { Template } from './template.ts';

/** One value that a device announced. */
export interface Entity {
  /** Unique: where it was announced. */
  readonly id: string;
  readonly device_id: string;
  readonly kind: 'sensor' | 'binary_sensor';
  readonly state_topic: string;
  readonly template: Template | undefined;
  /** `''` for none. */
  readonly device_class: string;
  readonly unit: string;
  /** What the device calls it: the last key of its template, or its object id. */
  readonly key: string;
  /** A sensor without unit and class may well send words. */
  readonly isNumeric: boolean;
  readonly payload_on: string;
  readonly payload_off: string;
  readonly availability: readonly AvailabilityTopic[];
  readonly availability_mode: 'all' | 'any' | 'latest';
  /** Without a message for so long its value is not known any more. */
  readonly expire_after_ms: number | undefined;
}

export interface AvailabilityTopic {
  readonly topic: string;
  readonly available: string;
  readonly not_available: string;
  readonly template: Template | undefined;
}

/** What one config message announces. */
export interface Announcement {
  readonly entities: readonly Entity[];
  readonly device: DeviceHint | undefined;
  /** Of what could not be taken: the reason, and what it is about. */
  readonly faults: readonly { readonly reason: string; readonly part: string }[];
}
