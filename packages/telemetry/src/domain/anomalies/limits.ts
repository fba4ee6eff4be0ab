/** What the value of a metric on some types of devices may be, and who says so. */
export interface Limit {
  readonly metric: string;
  /** Of every type unless given. */
  readonly device_types?: readonly string[];
  /** From this value on, up or down. */
  readonly warning: number;
  readonly critical?: number;
  readonly direction: 'above' | 'below';
  readonly source: string;
}

/** How much a metric may change between two readings that are at most `within_ms` apart. */
export interface RateLimit {
  readonly metric: string;
  readonly device_types?: readonly string[];
  readonly change: number;
  readonly within_ms: number;
  readonly source: string;
}

const OWN = 'NexusIoT default';
const ROOM_SENSORS = ['temperature_sensor', 'humidity_sensor', 'co2_sensor', 'air_quality_sensor'];
const QUARTER_HOUR_MS = 15 * 60_000;
/** EN 16798-1 limits the difference to outdoors; where that is not measured, this is added. */
const OUTDOOR_CO2_PPM = 420;

export const LIMITS: readonly Limit[] = [
  {
    metric: 'vibration_mms',
    direction: 'above',
    warning: 7.1,
    critical: 9,
    source: 'ISO 14694, fans of category BV-3 on a rigid mounting, alarm and shutdown',
  },
  {
    metric: 'co2_ppm',
    direction: 'above',
    warning: OUTDOOR_CO2_PPM + 1350,
    source: `EN 16798-1, category III, 1350 ppm above outdoors taken as ${OUTDOOR_CO2_PPM} ppm`,
  },
  { metric: 'humidity', direction: 'above', warning: 70, source: 'EN 16798-1, category III, dehumidification' },
  { metric: 'humidity', direction: 'below', warning: 20, source: 'EN 16798-1, category III, humidification' },
  {
    metric: 'temperature',
    device_types: ROOM_SENSORS,
    direction: 'above',
    warning: 32,
    critical: 40,
    source: OWN,
  },
  { metric: 'temperature', device_types: ROOM_SENSORS, direction: 'below', warning: 12, critical: 5, source: OWN },
  { metric: 'pm25_ugm3', direction: 'above', warning: 75, source: 'WHO 2021, interim target 1 of the 24-hour mean' },
  { metric: 'battery_pct', direction: 'below', warning: 15, critical: 5, source: OWN },
  { metric: 'rssi_dbm', direction: 'below', warning: -92, source: OWN },
];

export const RATE_LIMITS: readonly RateLimit[] = [
  { metric: 'temperature', device_types: ROOM_SENSORS, change: 6, within_ms: QUARTER_HOUR_MS, source: OWN },
  { metric: 'humidity', device_types: ROOM_SENSORS, change: 25, within_ms: QUARTER_HOUR_MS, source: OWN },
  { metric: 'co2_ppm', device_types: ROOM_SENSORS, change: 1200, within_ms: QUARTER_HOUR_MS, source: OWN },
];

/** Metrics whose level tells nothing by statistics: counters, and figures of the link that come a few times a day. */
const WITHOUT_STATISTICS = ['energy_kwh', 'battery_pct', 'rssi_dbm'];
/** Metrics that follow people: one meeting is far from the mean, and no fault. */
const FOLLOWING_PEOPLE = ['co2_ppm', 'voc_ppb', 'occupancy_count', 'illuminance_lux', 'power_kw'];
const FACTOR_FOLLOWING_PEOPLE = 2;
/** Metrics that must move while the sensor works; people and lamps may be away for days. */
const MOVING = ['temperature', 'humidity', 'co2_ppm', 'pm25_ugm3', 'voc_ppb', 'vibration_mms', 'pressure_pa'];

/** What is watched on a series. */
export interface Watch {
  readonly limits: readonly Limit[];
  readonly rateLimits: readonly RateLimit[];
  readonly hasStatistics: boolean;
  /** Times the z threshold from which a deviation counts. */
  readonly z_factor: number;
  readonly moves: boolean;
}

/** @param device_type Absent for a device that no registry knows: then only limits for all types hold. */
export function watchOf(metric: string, device_type: string | undefined): Watch {
  const applies = (limit: Limit | RateLimit) =>
    limit.metric === metric &&
    (limit.device_types === undefined || (device_type !== undefined && limit.device_types.includes(device_type)));
  return {
    limits: LIMITS.filter(applies),
    rateLimits: RATE_LIMITS.filter(applies),
    hasStatistics: !WITHOUT_STATISTICS.includes(metric),
    z_factor: FOLLOWING_PEOPLE.includes(metric) ? FACTOR_FOLLOWING_PEOPLE : 1,
    moves: MOVING.includes(metric),
  };
}
