import { describeAge } from '@nexus/models';
import type { Place, Reading, Snapshot } from '../wire.ts';
import { amount } from './amount.ts';

const STALE_SECONDS = 15 * 60;
/** Battery and signal are reported a few times a day. */
const LINK_STALE_SECONDS = 24 * 3600;
/** Meters report every quarter of an hour. */
const METER_STALE_SECONDS = 35 * 60;

export function isStale({ metric, age_seconds = 0 }: Reading): boolean {
  if (/^(?:battery_pct|rssi_dbm)$/.test(metric)) return age_seconds > LINK_STALE_SECONDS;
  return age_seconds > (/^(?:energy_kwh|power_kw)$/.test(metric) ? METER_STALE_SECONDS : STALE_SECONDS);
}

export function valueText({ metric, value, unit = '' }: Reading): string {
  if (value === undefined) return 'no value';
  if (metric === 'occupancy_count') return value === 1 ? '1 person' : `${amount(value, unit)} people`;
  return amount(value, unit);
}

/** How far a reading may be trusted, in words: quality and age. */
export function trustText(reading: Reading): string {
  const age = reading.age_seconds === undefined ? 'age unknown' : `${describeAge(reading.age_seconds)} old`;
  const quality = reading.quality === 'good' ? 'good' : `${reading.quality} quality, do not rely on it`;
  if (!isStale(reading)) return `${quality}, ${age}`;
  return `${quality}${reading.quality === 'good' ? ' but' : ','} stale: ${age}`;
}

/** `CO2 Sensor 3B, DEV-CO2-0017`. */
export function sensorText({
  device_name,
  device_id,
}: {
  device_name?: string | undefined;
  device_id?: string | undefined;
}): string {
  const names = [device_name, device_id].filter((name) => name !== undefined && name !== '');
  return [...new Set(names)].join(', ') || 'sensor not named';
}

/** `CO2 Sensor 3B (DEV-CO2-0017)`. */
export function sensorName({ device_name, device_id }: Pick<Reading, 'device_name' | 'device_id'>): string {
  if (device_id === undefined || device_name === undefined || device_name === device_id)
    return device_name ?? device_id ?? 'a sensor not named';
  return `${device_name} (${device_id})`;
}

/** `Conference Room 3B (NORTH, floor 3)`. */
export function placeText(place: Place | undefined, fallback: string): string {
  const where = [place?.building, place?.floor === undefined ? undefined : `floor ${place.floor}`];
  const known = where.filter((part) => part !== undefined).join(', ');
  return `${place?.name ?? place?.zone_id ?? fallback}${known === '' ? '' : ` (${known})`}`;
}

/** The readings of one metric by those that measure the room; what a machine blows out is left for later. */
export function byTrust(readings: readonly Reading[], metric: string): { room: Reading[]; machines: Reading[] } {
  const own = readings.filter((reading) => reading.metric === metric);
  const machines = own.filter(({ device_type }) => device_type === 'hvac_controller');
  const room = own.filter(({ device_type }) => device_type !== 'hvac_controller');
  return room.length > 0 ? { room: [...room].sort(byWorth(metric)), machines } : { room: machines, machines: [] };
}

/** Good before doubtful, the sensor made for the metric before others, fresh before old. */
function byWorth(metric: string) {
  const rank = (reading: Reading): number =>
    (reading.value === undefined ? 8 : 0) +
    (reading.quality === 'good' ? 0 : 4) +
    (isStale(reading) ? 2 : 0) +
    (reading.device_type === `${metric.split('_')[0]}_sensor` ? 0 : 1);
  return (a: Reading, b: Reading): number => rank(a) - rank(b) || (a.age_seconds ?? 0) - (b.age_seconds ?? 0);
}

/** The readings with the device that a snapshot of one device names only once. */
export function readingsIn(snapshot: Snapshot): Reading[] {
  const { device_id, device_name } = snapshot;
  return snapshot.readings.map((reading) => ({
    ...(device_id !== undefined && { device_id }),
    ...(device_name !== undefined && { device_name }),
    ...reading,
  }));
}
