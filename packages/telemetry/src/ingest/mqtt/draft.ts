import { cleanText } from '@nexus/models';
import type { Quality } from '@nexus/models';
import type { Reading } from '../../store/index.ts';
import type { Delivery, DeviceHint, Rejection } from '../delivery.ts';
import { type Message, shownPayload, UnreadablePayload } from './message.ts';

const MAX_NAME = 128;
/** A message that is wrong in a thousand places is told of in some. */
const MAX_REJECTIONS = 20;
const MAX_SHOWN = 200;

/** A value as a message has it, before anything is known of its types. */
export interface GivenValue {
  readonly device_id: string;
  readonly metric: unknown;
  readonly value: unknown;
  readonly unit: unknown;
  readonly quality: unknown;
  /** `undefined` when the message gives no time. */
  readonly timestamp_ms: number | undefined;
}

/** Collects what one message holds. */
export class Draft {
  readonly #message: Message;
  readonly #readings: Reading[] = [];
  readonly #rejections: Rejection[] = [];
  readonly #devices: DeviceHint[] = [];

  constructor(message: Message) {
    this.#message = message;
  }

  /** A value becomes a reading, or a rejection that says why not. */
  add(given: GivenValue): void {
    const { device_id, metric, unit = '', value } = given;
    const isTimeless = given.timestamp_ms === undefined && this.#message.isRetained;
    // Nobody knows since when the broker has kept it.
    const { quality = value === null ? 'missing' : isTimeless ? 'uncertain' : 'good' } = given;
    const fault = nameFault('device_id', device_id) ?? nameFault('metric', metric) ?? valueFault(value, unit, quality);
    if (fault !== undefined) {
      this.reject(fault, shown(given));
      return;
    }
    this.#readings.push({
      device_id,
      metric: metric as string,
      timestamp_ms: given.timestamp_ms ?? this.#message.arrival_ms,
      value: value as number | null,
      unit: unit as string,
      quality: quality as Quality,
    });
  }

  hint(device: DeviceHint): void {
    this.#devices.push(device);
  }

  /** @param part What it is about, as text; by default the whole payload. */
  reject(reason: string, part?: string): void {
    if (this.#rejections.length >= MAX_REJECTIONS) return;
    this.#rejections.push({ reason, payload: part ?? shownPayload(this.#message) });
  }

  delivery(): Delivery {
    return {
      origin: 'mqtt',
      source: this.#message.topic,
      readings: this.#readings,
      rejections: this.#rejections,
      devices: this.#devices,
      isRetained: this.#message.isRetained,
    };
  }
}

/** Fills a delivery; a payload that cannot be read becomes its rejection. */
export function draft(message: Message, fill: (draft: Draft) => void): Delivery {
  const draft = new Draft(message);
  try {
    fill(draft);
  } catch (error) {
    if (!(error instanceof UnreadablePayload)) throw error;
    draft.reject(error.message);
  }
  return draft.delivery();
}

function nameFault(field: string, name: unknown): string | undefined {
  if (typeof name !== 'string' || name === '') return `${field} is no text or empty`;
  return name.length > MAX_NAME ? `${field} is longer than ${MAX_NAME} characters` : undefined;
}

function valueFault(value: unknown, unit: unknown, quality: unknown): string | undefined {
  if (typeof unit !== 'string') return 'unit is no text';
  switch (quality) {
    case 'good':
    case 'uncertain':
    case 'bad':
      return Number.isFinite(value) ? undefined : 'value is no finite number';
    case 'missing':
      return value === null ? undefined : 'a missing reading has no value';
    default:
      return 'quality is none of good, uncertain, bad, missing';
  }
}

function shown({ metric, value, unit, quality }: GivenValue): string {
  return cleanText((JSON.stringify({ metric, value, unit, quality }) ?? '').slice(0, MAX_SHOWN * 2), MAX_SHOWN);
}
