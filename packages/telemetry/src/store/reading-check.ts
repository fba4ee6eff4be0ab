import { NexusError } from '@nexus/models';
import type { Reading } from './store.ts';

/** The last instant of the year 9999, the end of what RFC 3339 can write. */
const MAX_MS = 253_402_300_799_999;
export const MAX_DEVICE_ID = 128;

/** Why a reading cannot be stored whatever its series is; `undefined` when it can. Types are checked, not trusted. */
export function readingFault(reading: Reading): string | undefined {
  if (typeof reading !== 'object' || reading === null) return 'it is no reading';
  const { device_id, metric, timestamp_ms, value, unit, quality } = reading;
  if (typeof device_id !== 'string' || device_id === '') return 'device_id is no text or empty';
  if (typeof metric !== 'string') return 'metric is no text';
  if (!Number.isSafeInteger(timestamp_ms) || timestamp_ms < 0 || timestamp_ms > MAX_MS) {
    return 'timestamp_ms is no whole number of milliseconds within the years 1970 to 9999';
  }
  if (typeof unit !== 'string') return 'unit is no text';
  switch (quality) {
    case 'missing':
      return value === null ? undefined : 'a missing reading has no value';
    case 'good':
    case 'uncertain':
    case 'bad':
      return Number.isFinite(value) ? undefined : 'value is no finite number';
    default:
      return 'quality is none of good, uncertain, bad, missing';
  }
}

/** What a refused reading's report says of an error. @throws what is no `NexusError`. */
export function reasonOf(error: unknown): string {
  if (NexusError.is(error)) return error.message;
  throw error;
}
