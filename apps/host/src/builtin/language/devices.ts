import { DEVICE_TYPES, type DeviceStatus } from '@nexus/models';
import type { Scanner } from './scanner.ts';

const TYPE_PATTERNS: readonly (readonly [RegExp, (typeof DEVICE_TYPES)[number]])[] = [
  [/\bair[\s-]+quality\s+(?:sensor|monitor|detector)s?\b/i, 'air_quality_sensor'],
  [/\b(?:temperature|temp|thermal)\s+(?:sensor|probe|monitor)s?\b|\bthermometers?\b/i, 'temperature_sensor'],
  [/\b(?:co2|carbon dioxide)\s+(?:sensor|monitor|detector|meter)s?\b/i, 'co2_sensor'],
  [/\b(?:humidity|moisture)\s+(?:sensor|monitor)s?\b|\bhygrometers?\b/i, 'humidity_sensor'],
  [/\b(?:occupancy|motion|presence|people)\s+(?:sensor|detector|counter)s?\b/i, 'occupancy_sensor'],
  [/\b(?:vibration)\s+(?:sensor|monitor|probe)s?\b|\baccelerometers?\b/i, 'vibration_sensor'],
  [/\b(?:smart|energy|electricity|power|electric)[\s-]+meters?\b|\bmeters?\b/i, 'smart_meter'],
  [/\b(?:hvac|ahu|air[\s-]+handl(?:er|ing))s?(?:\s+(?:unit|controller|device|system)s?)?\b/i, 'hvac_controller'],
  [/\b(?:smart\s+|door\s+)locks?\b|\blocks\b/i, 'door_lock'],
  [/\b(?:light(?:ing)?|lamp)\s+(?:controller|device|fixture)s?\b|\blights\b/i, 'lighting_controller'],
];

const STATUS_PATTERNS: readonly (readonly [RegExp, DeviceStatus])[] = [
  [/\bonline\b/i, 'online'],
  [/\boffline\b/i, 'offline'],
  [/\bdegraded\b/i, 'degraded'],
  [/\bupdating\b/i, 'updating'],
  [
    /\b(?:status|state|in)\s+(?:an\s+)?error\b|\berror\s+(?:status|state)\b|\b(?:faulty|failed|broken)\b|\bwith\s+(?:an\s+)?errors?\b/i,
    'error',
  ],
  [/\b(?:decommissioned|retired)\b/i, 'decommissioned'],
];

// An id has a separator and a digit; a dot alone is a version or a room such as 1.04.
const ID =
  /(?<![\w-])(?!(?:zone|z|room|rm|floor|level|bldg|building)[-_]|(?:co2|pm25)[-_]\w{1,12}(?![\w-]))[a-z][a-z0-9]*(?:[-_:][a-z0-9]+)*[-_:](?=[a-z]*\d)[a-z0-9]+(?![\w-])/i;
const EXPLICIT_ID =
  /\b(?:device|sensor|meter|unit|controller|lock)\s+(?:id\s+|called\s+|named\s+)?([A-Za-z][\w:]*[-_:][\w:-]+)/i;
const NAMED_WITH_NUMBER =
  /\b(?:(?:(?:air\s+quality|temperature|temp|co2|humidity|occupancy|motion|vibration|smart|energy|power|door|lighting|light|hvac)\s+)?(?:sensor|meter|controller|lock|unit|detector|thermostat)|ahu|vav|rtu|fcu|chiller|boiler|pump|fan)\s+#?(?:[A-Za-z]{0,3}\d[\w.-]*)/i;

/** The devices that a sentence names by id (`DEV-CO2-0017`, `OFFICE-1`) or by kind and number (`CO2 Sensor 3B`). */
export function takeDevices(scanner: Scanner): string[] {
  return [EXPLICIT_ID, ID, NAMED_WITH_NUMBER]
    .flatMap((pattern) => scanner.takeAll(pattern, 4).map(([whole, id]) => id ?? whole))
    .map((name) => name.trim())
    .slice(0, 4);
}

export function takeDeviceType(scanner: Scanner): string | undefined {
  for (const [pattern, type] of TYPE_PATTERNS) if (scanner.take(pattern)) return type;
  return DEVICE_TYPES.find((type) => scanner.take(new RegExp(String.raw`\b${type}s?\b`, 'i')));
}

export function takeStatus(scanner: Scanner): DeviceStatus | undefined {
  return STATUS_PATTERNS.find(([pattern]) => scanner.take(pattern))?.[1];
}
