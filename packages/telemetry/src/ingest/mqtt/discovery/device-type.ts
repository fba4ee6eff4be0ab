/** The platform's type of a device that has these metrics, most telling first; `undefined` when none says it. */
export function deviceTypeOf(metrics: Iterable<string>): string | undefined {
  const has = new Set(metrics);
  return TELLING.find(([metric]) => has.has(metric))?.[1];
}

const TELLING = [
  ['vibration_mms', 'vibration_sensor'],
  ['pm25_ugm3', 'air_quality_sensor'],
  ['voc_ppb', 'air_quality_sensor'],
  ['co2_ppm', 'co2_sensor'],
  ['energy_kwh', 'smart_meter'],
  ['power_kw', 'smart_meter'],
  ['occupancy_count', 'occupancy_sensor'],
  ['motion', 'occupancy_sensor'],
  ['temperature', 'temperature_sensor'],
  ['humidity', 'humidity_sensor'],
] as const;
