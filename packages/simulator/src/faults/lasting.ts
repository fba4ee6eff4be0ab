import type { DeviceStatus } from '@nexus/models';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../building/calendar.ts';
import type { DemoDevice } from '../building/devices.ts';
import type { DemoDeviceType } from '../building/products.ts';
import type { RegisterEvent } from '../model/register.ts';

/** What lasts from a fixed instant on: how a device is, since when it is silent, and how wrong its clock is. */
export interface Condition {
  readonly status: DeviceStatus;
  /** Its last sign of life; absent while it lives, −Infinity when there never was one. */
  readonly silent_since_ms?: number;
  /** How far its timestamps are ahead. */
  readonly skew_ms: number;
}

type Place = readonly [type: DemoDeviceType, zoneCode: string, position: number];

const SOUND: Condition = { status: 'online', skew_ms: 0 };
const CLOCK_SKEW_MS = 90_000;

const SILENT: readonly (readonly [Place, status: DeviceStatus, since: number])[] = [
  [['lighting_controller', 'ZA', 1], 'offline', 26 * MINUTE_MS],
  [['temperature_sensor', 'ZA', 2], 'offline', 3.2 * HOUR_MS],
  [['occupancy_sensor', 'ZA', 1], 'offline', 27.5 * HOUR_MS],
  [['air_quality_sensor', 'GYM', 1], 'offline', 100 * MINUTE_MS],
  [['door_lock', 'WORK', 1], 'offline', 3.4 * DAY_MS],
  [['co2_sensor', 'ZC', 1], 'offline', 9.1 * DAY_MS],
  [['humidity_sensor', 'OOS2', 1], 'offline', 41 * DAY_MS],
  [['temperature_sensor', 'LIB', 1], 'offline', Number.POSITIVE_INFINITY],
  [['door_lock', 'DOCK', 1], 'decommissioned', 75 * DAY_MS],
  [['temperature_sensor', 'GYM', 2], 'decommissioned', 60 * DAY_MS],
];

const ALIVE: readonly (readonly [Place, Condition])[] = [
  [['temperature_sensor', 'OOS4', 2], { status: 'degraded', skew_ms: CLOCK_SKEW_MS }],
  [['co2_sensor', 'DOCK', 1], { status: 'degraded', skew_ms: 0 }],
  [['hvac_controller', 'LAB', 1], { status: 'error', skew_ms: 0 }],
];

/** The condition of a device in a demo that was opened at `seededMs`. */
export function conditionOf(device: DemoDevice, seededMs: number): Condition {
  const silent = SILENT.find(([place]) => isAt(device, place));
  if (silent) return { status: silent[1], silent_since_ms: seededMs - silent[2], skew_ms: 0 };
  return ALIVE.find(([place]) => isAt(device, place))?.[1] ?? SOUND;
}

/** What happens to a meter's register, some days before the demo was opened. */
export function registerEventOf(device: DemoDevice, seededMs: number): RegisterEvent | undefined {
  if (device.type !== 'smart_meter') return undefined;
  switch (device.zone_code) {
    case 'OON2':
      return { kind: 'reset', at_ms: seededMs - 5.3 * DAY_MS };
    case 'LAB':
      return { kind: 'replacement', at_ms: seededMs - 8.6 * DAY_MS, starts_at_kwh: 12.4 };
    case 'ZC':
      return { kind: 'rollover', at_ms: seededMs - 3.2 * DAY_MS, capacity_kwh: 100_000 };
    default:
      return undefined;
  }
}

function isAt(device: DemoDevice, [type, zoneCode, position]: Place): boolean {
  return device.type === type && device.zone_code === zoneCode && device.position === position;
}
