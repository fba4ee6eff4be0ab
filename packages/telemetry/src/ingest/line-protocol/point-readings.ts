import type { Reading } from '../../store/index.ts';
import type { DeviceHint, Rejection } from '../delivery.ts';
import type { Point } from './point.ts';

/** Which tag names the device, the most exact first: Telegraf sets `host` on everything, to its own. */
const DEVICE_TAGS = ['device_id', 'device', 'sensor', 'entity_id', 'host'];

export interface PointReadings {
  readonly readings: readonly Reading[];
  /** Text, which is no reading; it is no fault of the line either. */
  readonly rejections: readonly Rejection[];
  readonly device: DeviceHint;
}

/**
 * The readings of a point: one for each field, of the device that its tags name.
 *
 * The metric is the field's name, or the measurement's for a field named `value`. The tag `unit` is that of `value`, or
 * of the only field; any other is in the unit of its metric. Booleans are 1 and 0.
 *
 * @returns `undefined` for a point without a device.
 */
export function readingsOf(point: Point, arrived_ms: number): PointReadings | undefined {
  let device_id: string | undefined;
  let rank = DEVICE_TAGS.length;
  let pointUnit = '';
  let building: string | undefined;
  for (const [key, value] of point.tags) {
    const tagRank = DEVICE_TAGS.indexOf(key);
    if (tagRank >= 0 && tagRank < rank) {
      device_id = value;
      rank = tagRank;
    } else if (key === 'unit') pointUnit ||= value;
    else if (key === 'building') building ??= value;
  }
  if (device_id === undefined) return undefined;
  const timestamp_ms = point.timestamp_ms ?? arrived_ms;
  const readings: Reading[] = [];
  const rejections: Rejection[] = [];
  for (const [key, given] of point.fields) {
    const metric = key === 'value' ? point.measurement : key;
    if (typeof given === 'string') {
      rejections.push({ reason: `${metric} is text`, payload: `${device_id}: ${given}` });
      continue;
    }
    const unit = key === 'value' || point.fields.length === 1 ? pointUnit : '';
    readings.push({ device_id, metric, timestamp_ms, value: Number(given), unit, quality: 'good' });
  }
  return { readings, rejections, device: { device_id, ...(building === undefined ? {} : { building }) } };
}
