import { isKnownMetric, METRICS } from '@nexus/models';

/** Digits after the point that people expect of a unit. */
const DECIMALS: ReadonlyMap<string, number> = new Map([
  ['°C', 1],
  ['%', 0],
  ['ppm', 0],
  ['ppb', 0],
  ['µg/m³', 1],
  ['kWh', 1],
  ['kW', 1],
  ['mm/s', 2],
  ['count', 0],
  ['lx', 0],
  ['Pa', 0],
  ['dBm', 0],
]);

/** A number with its unit; `finer` adds digits, as for a mean. */
export function amount(value: number, unit: string, finer = 0): string {
  const text = number(value, (DECIMALS.get(unit) ?? 2) + finer);
  return unit === '' || unit === 'count' ? text : `${text} ${unit}`;
}

export function number(value: number, decimals: number): string {
  // Minus zero is no figure to show.
  return (Number(value.toFixed(decimals)) + 0).toLocaleString('en-US', {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
}

export function percent(value: number): string {
  const text = number(value, 1);
  return `${text.endsWith('.0') ? text.slice(0, -2) : text} %`;
}

/** A change with its sign. */
export function change(percentage: number): string {
  return `${percentage > 0 ? '+' : ''}${number(percentage, 1)} %`;
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return `${number(count, 0)} ${count === 1 ? one : many}`;
}

export function metricLabel(metric: string): string {
  return isKnownMetric(metric) ? METRICS[metric].label : metric;
}

/** As it stands within a sentence: proper names keep their capitals. */
export function metricWord(metric: string): string {
  const label = metricLabel(metric).replace(/ \(.*\)$/, '');
  return /^[A-Z][a-z]/.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label;
}

/** `co2_sensor` as people write it, in the plural. */
export function typeWord(type: string | undefined): string {
  switch (type) {
    case undefined:
      return 'devices';
    case 'co2_sensor':
      return 'CO₂ sensors';
    case 'hvac_controller':
      return 'HVAC controllers';
    default:
      return `${type.replaceAll('_', ' ')}s`;
  }
}
