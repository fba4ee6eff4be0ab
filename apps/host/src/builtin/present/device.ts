import type { BuildingTime } from '@nexus/models';
import type { Device } from '../wire.ts';
import { plural } from './amount.ts';
import { table } from './table.ts';
import { localTime } from './window.ts';

export function whereText({ zone_name, zone_id, building, floor }: Device): string {
  const parts = [zone_name ?? zone_id, building, floor === undefined ? undefined : `floor ${floor}`];
  return parts.filter((part) => part !== undefined).join(', ');
}

/** `CO2 Sensor 3B (DEV-CO2-0017)`. */
export function deviceName({ name, device_id }: Device): string {
  return name === device_id ? device_id : `${name} (${device_id})`;
}

/** The type is left out where all rows have the same. */
export function deviceTable(devices: readonly Device[], total = devices.length): string {
  const mixed = new Set(devices.map(({ device_type }) => device_type)).size > 1;
  return table(
    ['Device', 'Name', ...(mixed ? ['Type'] : []), 'Where', 'Status', 'Firmware'],
    devices.map((device) => [
      device.device_id,
      device.name,
      ...(mixed ? [device.device_type] : []),
      whereText(device),
      device.status ?? '-',
      device.firmware_version ?? '-',
    ]),
    total,
  );
}

/** Minutes since the last heartbeat, in the largest unit that tells them apart. */
export function sinceText(minutes: number | undefined): string {
  if (minutes === undefined) return 'never seen';
  if (minutes < 120) return `${minutes} min`;
  return minutes < 2880 ? `${Math.floor(minutes / 60)} h` : plural(Math.floor(minutes / 1440), 'day');
}

export function lastSeenText({ last_seen }: Device, time: BuildingTime): string {
  if (last_seen === undefined) return 'never';
  const ms = Date.parse(last_seen);
  if (Number.isNaN(ms)) return last_seen;
  const minutes = Math.max(0, Math.floor((time.nowMs() - ms) / 60_000));
  return `${localTime(last_seen, time)} (${sinceText(minutes)} ago)`;
}
