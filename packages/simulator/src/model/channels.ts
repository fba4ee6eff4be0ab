import type { MetricName } from '@nexus/models';
import { type Calendar, DAY_MS, HOUR_MS, MINUTE_MS } from '../building/calendar.ts';
import type { DemoDevice } from '../building/devices.ts';
import { drift, jitter, uniform } from '../building/noise.ts';
import type { DemoDeviceType } from '../building/products.ts';
import { type Climate, OUTDOOR_CO2_PPM } from './climate.ts';
import { METER_INTERVAL_MS } from './energy.ts';
import { Machine } from './machine.ts';
import type { Register } from './register.ts';

/** One metric that a device reports, at `phase_ms` past every multiple of its interval. */
export interface Channel {
  readonly metric: MetricName;
  readonly interval_ms: number;
  readonly phase_ms: number;
  /** Digits after the point that the sensor shows. */
  readonly decimals: number;
  /** What a sound sensor measures. */
  value(ms: number): number;
}

export interface ChannelSources {
  readonly calendar: Calendar;
  readonly climate: Climate;
  /** Of smart meters. */
  readonly register: Register | undefined;
}

type Measure = Pick<Channel, 'metric' | 'decimals' | 'value'>;

const ROOM_MS = 5 * MINUTE_MS;
const MACHINE_MS = 10 * MINUTE_MS;
const LINK_MS = 6 * HOUR_MS;
const ROOM_SENSORS: readonly DemoDeviceType[] = [
  'temperature_sensor',
  'co2_sensor',
  'humidity_sensor',
  'occupancy_sensor',
];

/** Everything that a device reports. */
export function channelsOf(device: DemoDevice, sources: ChannelSources): Channel[] {
  const { register } = sources;
  if (register) {
    return [
      { ...METER_GRID, metric: 'energy_kwh', decimals: 2, value: (ms) => register.shownAt(ms) },
      { ...METER_GRID, metric: 'power_kw', decimals: 2, value: (ms) => register.powerAt(ms) },
    ];
  }
  const phase_ms = (interval: number) => Math.floor((uniform(device.key, 20) * interval) / 1000) * 1000;
  const at = (interval_ms: number) => (measure: Measure) => ({
    ...measure,
    interval_ms,
    phase_ms: phase_ms(interval_ms),
  });
  return [...measuresOf(device, sources).map(at(intervalOf(device))), ...linkMeasures(device).map(at(LINK_MS))];
}

const METER_GRID = { interval_ms: METER_INTERVAL_MS, phase_ms: 0 };

function intervalOf({ type }: DemoDevice): number {
  return ROOM_SENSORS.includes(type) ? ROOM_MS : MACHINE_MS;
}

function measuresOf(device: DemoDevice, { calendar, climate }: ChannelSources): Measure[] {
  const zone = device.zone_index;
  // Two sensors of a room hang in different places and are not calibrated alike.
  const place = jitter(device.key, 21);
  const noise = (stream: number, ms: number) => jitter(device.key ^ stream, Math.floor(ms / ROOM_MS));
  const temperature: Measure = {
    metric: 'temperature',
    decimals: 1,
    value: (ms) => climate.temperature(zone, ms) + 0.3 * place + 0.1 * noise(0x7e, ms),
  };
  const humidity: Measure = {
    metric: 'humidity',
    decimals: 1,
    value: (ms) => climate.humidity(zone, ms) + 1.2 * place + 0.5 * noise(0x4b, ms),
  };
  switch (device.type) {
    case 'temperature_sensor':
      return [temperature];
    case 'humidity_sensor':
      return [humidity];
    case 'co2_sensor':
      return [
        { metric: 'co2_ppm', decimals: 0, value: (ms) => climate.co2(zone, ms) + 6 * place + 6 * noise(0xc0, ms) },
      ];
    case 'occupancy_sensor':
      return [{ metric: 'occupancy_count', decimals: 0, value: (ms) => climate.people(zone, ms) }];
    case 'lighting_controller':
      return [
        {
          metric: 'illuminance_lux',
          decimals: 0,
          value: (ms) => climate.illuminance(zone, ms) * (1 + 0.03 * noise(0x11, ms)),
        },
      ];
    case 'air_quality_sensor':
      return [...airQuality(device, climate, noise), temperature, humidity];
    case 'hvac_controller':
    case 'vibration_sensor':
      return machineMeasures(device, calendar, climate);
    case 'door_lock':
    case 'smart_meter':
      break;
  }
  return [];
}

function airQuality(device: DemoDevice, climate: Climate, noise: (stream: number, ms: number) => number): Measure[] {
  const zone = device.zone_index;
  return [
    {
      metric: 'pm25_ugm3',
      decimals: 1,
      value: (ms) =>
        Math.max(0.5, 7 + 5 * drift(0x25, ms, DAY_MS) + 0.08 * climate.people(zone, ms) + 0.8 * noise(0x25, ms)),
    },
    {
      metric: 'voc_ppb',
      decimals: 0,
      value: (ms) =>
        90 +
        0.35 * (climate.co2(zone, ms) - OUTDOOR_CO2_PPM) +
        20 * drift(device.key ^ 0xc, ms, 8 * HOUR_MS) +
        6 * noise(0xf0, ms),
    },
  ];
}

function machineMeasures(device: DemoDevice, calendar: Calendar, climate: Climate): Measure[] {
  const machine = new Machine(device);
  const vibration: Measure = {
    metric: 'vibration_mms',
    decimals: 2,
    value: (ms) => machine.vibration(calendar.dayAt(ms), ms),
  };
  if (device.type === 'vibration_sensor') return [vibration];
  return [
    vibration,
    {
      metric: 'temperature',
      decimals: 1,
      value: (ms) =>
        machine.supplyTemperature(
          calendar.dayAt(ms),
          ms,
          climate.outdoorTemperature(ms),
          climate.temperature(device.zone_index, ms),
        ),
    },
    { metric: 'pressure_pa', decimals: 0, value: (ms) => machine.pressure(calendar.dayAt(ms), ms) },
  ];
}

function linkMeasures(device: DemoDevice): Measure[] {
  if (device.link === 'wired') return [];
  const rssi: Measure = {
    metric: 'rssi_dbm',
    decimals: 0,
    value: (ms) => -52 - 32 * uniform(device.key, 22) + 3 * jitter(device.key ^ 0x55, Math.floor(ms / LINK_MS)),
  };
  if (device.link === 'wifi') return [rssi];
  // A battery lasts two to four years and is replaced when it is nearly empty.
  const life_ms = (730 + 730 * uniform(device.key, 23)) * DAY_MS;
  const age = (ms: number) => (ms / life_ms + uniform(device.key, 24)) % 1;
  return [{ metric: 'battery_pct', decimals: 0, value: (ms) => 100 - 96 * age(ms) }, rssi];
}
