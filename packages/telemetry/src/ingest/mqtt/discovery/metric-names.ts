import { isKnownMetric, NexusError, resolveMetric, toMetricUnit } from '@nexus/models';
import type { Entity } from './entity.ts';

/** Classes of Home Assistant whose names are none of ours. */
const SENSOR_CLASSES: Readonly<Record<string, string>> = {
  atmospheric_pressure: 'pressure_pa',
  carbon_dioxide: 'co2_ppm',
  signal_strength: 'rssi_dbm',
  volatile_organic_compounds: 'voc_ppb',
  volatile_organic_compounds_parts: 'voc_ppb',
};

/** Somebody or nobody: one or none is what such a sensor can count. */
const PRESENCE = new Set(['occupancy', 'presence']);

/**
 * The metric of each entity of one device, by entity id.
 *
 * Where several would share one, as the phases of a meter do, the one that is called like the metric keeps it, and the
 * others take the names that the device gives them.
 */
export function metricsOf(entities: readonly Entity[]): ReadonlyMap<string, string> {
  const byMetric = Map.groupBy(entities, metricOf);
  const names = new Map<string, string>();
  for (const [metric, sharing] of byMetric) {
    const namesakes = sharing.filter(({ key }) => resolved(key) === metric);
    for (const entity of sharing) {
      const keeps = sharing.length === 1 || (namesakes.length === 1 && namesakes[0] === entity);
      names.set(entity.id, keeps ? metric : `${metric}_${resolved(entity.key)}`);
    }
  }
  return names;
}

function metricOf(entity: Entity): string {
  const { kind, device_class, key, unit } = entity;
  if (kind === 'binary_sensor') {
    if (PRESENCE.has(device_class)) return 'occupancy_count';
    const name = resolved(device_class === '' ? key : device_class);
    return isKnownMetric(name) ? `${device_class || key}_detected` : name;
  }
  const name = resolved(SENSOR_CLASSES[device_class] ?? (device_class === '' ? key : device_class));
  if (fits(name, unit)) return name;
  // A battery in volts is no battery in percent.
  return resolved(`${device_class || key} in ${unit}`);
}

function resolved(text: string): string {
  try {
    return resolveMetric(text);
  } catch (error) {
    if (NexusError.is(error)) return 'value';
    throw error;
  }
}

function fits(metric: string, unit: string): boolean {
  try {
    toMetricUnit(metric, 1, unit);
    return true;
  } catch (error) {
    if (NexusError.is(error)) return false;
    throw error;
  }
}
