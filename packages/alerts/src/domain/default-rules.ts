import { ANY_METRIC, type Rule } from './rule.ts';

const OWN = 'NexusIoT default';
/** EN 16798-1 limits the difference to outdoors; where that is not measured, this is added. */
const OUTDOOR_CO2_PPM = 420;

/** What every building starts with; each is there to be changed. */
export const DEFAULT_RULES: readonly Rule[] = [
  rule('co2-high', {
    name: 'CO₂ high',
    metric: 'co2_ppm',
    condition: 'gte',
    threshold: OUTDOOR_CO2_PPM + 800,
    clear_threshold: OUTDOOR_CO2_PPM + 700,
    critical_threshold: OUTDOOR_CO2_PPM + 1350,
    for_seconds: 600,
    source: `EN 16798-1, categories II and III: 800 and 1350 ppm above outdoors, taken as ${OUTDOOR_CO2_PPM} ppm`,
  }),
  rule('temperature-high', {
    name: 'Room too warm',
    device_type: 'temperature_sensor',
    metric: 'temperature',
    condition: 'gt',
    threshold: 27,
    clear_threshold: 26.5,
    critical_threshold: 32,
    for_seconds: 900,
    source: 'EN 16798-1, category III in summer, 27 °C; critical: NexusIoT default',
  }),
  rule('temperature-low', {
    name: 'Room too cold',
    device_type: 'temperature_sensor',
    metric: 'temperature',
    condition: 'lt',
    threshold: 18,
    clear_threshold: 18.5,
    critical_threshold: 5,
    for_seconds: 900,
    active_hours: 'Mon-Fri 08:00-18:00',
    source: 'EN 16798-1, category III in winter, 18 °C; critical: NexusIoT default, frost',
  }),
  rule('humidity-high', {
    name: 'Humidity high',
    device_type: 'humidity_sensor',
    metric: 'humidity',
    condition: 'gt',
    threshold: 70,
    clear_threshold: 67,
    for_seconds: 900,
    source: 'EN 16798-1, category III, dehumidification',
  }),
  rule('humidity-low', {
    name: 'Humidity low',
    device_type: 'humidity_sensor',
    metric: 'humidity',
    condition: 'lt',
    threshold: 20,
    clear_threshold: 23,
    for_seconds: 900,
    severity: 'info',
    source: 'EN 16798-1, category III, humidification',
  }),
  rule('vibration-high', {
    name: 'Vibration high',
    metric: 'vibration_mms',
    condition: 'gte',
    threshold: 7.1,
    clear_threshold: 6.5,
    critical_threshold: 9,
    for_seconds: 120,
    source: 'ISO 14694, fans of category BV-3 on a rigid mounting, alarm and shutdown',
  }),
  rule('device-offline', {
    name: 'Device offline',
    metric: ANY_METRIC,
    condition: 'no_data',
    threshold: 30,
    source: `${OWN}: three times the longest usual interval`,
  }),
  rule('meter-silent', {
    name: 'Meter silent',
    device_type: 'smart_meter',
    metric: 'energy_kwh',
    condition: 'no_data',
    threshold: 60,
    critical_threshold: 1440,
    source: `${OWN}: an hour, as bills are by the hour`,
  }),
];

function rule(
  rule_id: string,
  given: Pick<Rule, 'name' | 'metric' | 'condition' | 'threshold' | 'source'> & Partial<Rule>,
): Rule {
  return { severity: 'warning', enabled: true, cooldown_minutes: 30, for_seconds: 0, ...given, rule_id, version: 1 };
}
