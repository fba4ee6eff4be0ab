import { NexusError } from './errors.ts';
import { matchKey } from './nearest.ts';
import { cleanText } from './text.ts';

export interface Metric {
  readonly unit: string;
  /** For people. */
  readonly label: string;
  /** A meter that counts up, so that only differences have a meaning. */
  readonly cumulative: boolean;
  /** What a working sensor in or on a building can report, in `unit`, both ends included. */
  readonly min: number;
  readonly max: number;
}

/** The metrics that the platform knows; every other name is accepted with the unit that it brings. */
export const METRICS = {
  temperature: { unit: '°C', label: 'Temperature', cumulative: false, min: -60, max: 150 },
  humidity: { unit: '%', label: 'Relative humidity', cumulative: false, min: 0, max: 100 },
  co2_ppm: { unit: 'ppm', label: 'CO₂', cumulative: false, min: 0, max: 50_000 },
  pm25_ugm3: { unit: 'µg/m³', label: 'PM2.5', cumulative: false, min: 0, max: 2_000 },
  voc_ppb: { unit: 'ppb', label: 'VOC', cumulative: false, min: 0, max: 60_000 },
  energy_kwh: { unit: 'kWh', label: 'Energy', cumulative: true, min: 0, max: 1_000_000_000 },
  power_kw: { unit: 'kW', label: 'Power', cumulative: false, min: -100_000, max: 100_000 },
  vibration_mms: { unit: 'mm/s', label: 'Vibration (RMS)', cumulative: false, min: 0, max: 200 },
  occupancy_count: { unit: 'count', label: 'Occupancy', cumulative: false, min: 0, max: 10_000 },
  illuminance_lux: { unit: 'lx', label: 'Illuminance', cumulative: false, min: 0, max: 200_000 },
  pressure_pa: { unit: 'Pa', label: 'Pressure', cumulative: false, min: -100_000, max: 2_000_000 },
  battery_pct: { unit: '%', label: 'Battery', cumulative: false, min: 0, max: 100 },
  rssi_dbm: { unit: 'dBm', label: 'Signal strength', cumulative: false, min: -150, max: 20 },
} as const satisfies Record<string, Metric>;

export type MetricName = keyof typeof METRICS;

const EVERYDAY_NAMES: Record<MetricName, string> = {
  temperature:
    'temperature, temp, temperatures, air temperature, room temperature, indoor temperature, ambient temperature, ' +
    'temperature c, temp c, temperature celsius',
  humidity: 'humidity, rh, relative humidity, hum, humid, humidity pct, humidity percent, air humidity, rel humidity',
  co2_ppm: 'co2, co2 ppm, carbon dioxide, carbondioxide ppm, co2 level, co2 concentration, eco2',
  pm25_ugm3:
    'pm25, pm2.5, pm25 ugm3, pm2.5 ugm3, pm25 ug m3, pm2.5 ug m3, fine dust, fine particles, ' +
    'particulate matter, particulates, fine particulate matter',
  voc_ppb: 'voc, vocs, tvoc, tvocs, voc ppb, tvoc ppb, volatile organic compounds, total volatile organic compounds',
  energy_kwh:
    'energy, energy kwh, kwh, energy consumption, energy use, energy usage, energy meter, meter reading, ' +
    'electricity, electricity consumption, active energy, energy total, total energy',
  power_kw: 'power, power kw, kw, active power, electric power, electrical power, power demand',
  vibration_mms: 'vibration, vibrations, vibration mms, vibration mm s, vibration rms, vibration velocity, vib',
  occupancy_count:
    'occupancy, occupancy count, occupants, people, people count, persons, person count, number of people, headcount',
  illuminance_lux:
    'illuminance, illuminance lux, illuminance lx, light, light level, lux, lx, illumination, ambient light',
  pressure_pa:
    'pressure, pressure pa, air pressure, barometric pressure, atmospheric pressure, differential pressure, ' +
    'static pressure, duct pressure',
  battery_pct: 'battery, battery pct, battery percent, battery level, battery charge, state of charge, soc, batt',
  rssi_dbm: 'rssi, rssi dbm, signal, signal strength, signal level, wifi signal, wireless signal',
};

let metricsByKey: ReadonlyMap<string, string> | undefined;

/** Made at the first need: a server's start would pay for it, whether it is asked for a metric or not. */
function byKey(): ReadonlyMap<string, string> {
  metricsByKey ??= new Map(
    Object.entries(EVERYDAY_NAMES).flatMap(([metric, names]) =>
      names.split(', ').map((name) => [matchKey(name), metric] as const),
    ),
  );
  return metricsByKey;
}

/**
 * The name of a known metric for its everyday names, such as `CO₂`; any other name in snake_case, cut to 64 characters.
 *
 * @throws {NexusError} `invalid_argument` when the text has neither a letter nor a digit.
 */
export function resolveMetric(text: string): string {
  if (isKnownMetric(text)) return text;
  const name = snakeCase(cleanText(text));
  if (name === '') {
    throw new NexusError('invalid_argument', 'The name of the metric is empty.', {
      hint: 'It needs a letter or a digit, such as temperature, co2_ppm or energy_kwh.',
    });
  }
  return byKey().get(matchKey(name)) ?? name;
}

export function isKnownMetric(metric: string): metric is MetricName {
  return Object.hasOwn(METRICS, metric);
}

/** The unit of a known metric, which must be named as `resolveMetric` names it. */
export function metricUnit(metric: string): string | undefined {
  return isKnownMetric(metric) ? METRICS[metric].unit : undefined;
}

function snakeCase(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1_$2')
    .toLowerCase()
    .normalize('NFKC')
    .slice(0, 64)
    .toWellFormed()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/gu, '');
}
