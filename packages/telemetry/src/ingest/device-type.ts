/** The first that fits; a device may report more than it is named after. */
const TYPES: readonly (readonly [metrics: readonly string[], device_type: string])[] = [
  [['energy_kwh', 'power_kw'], 'smart_meter'],
  [['vibration_mms'], 'vibration_sensor'],
  [['pm25_ugm3', 'voc_ppb'], 'air_quality_sensor'],
  [['co2_ppm'], 'co2_sensor'],
  [['occupancy_count'], 'occupancy_sensor'],
  [['temperature'], 'temperature_sensor'],
  [['humidity'], 'humidity_sensor'],
];

/** What a device that says nothing of itself probably is, by the metrics that it reports; else `sensor`. */
export function deviceTypeOf(metrics: ReadonlySet<string>): string {
  return TYPES.find(([typical]) => typical.some((metric) => metrics.has(metric)))?.[1] ?? 'sensor';
}
