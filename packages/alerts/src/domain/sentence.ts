import { isKnownMetric, METRICS } from '@nexus/models';
import type { Alert } from './alert.ts';

const RELATION = { gt: 'above', gte: 'at or above', lt: 'below', lte: 'at or below', eq: 'equal to' } as const;

type Told = Pick<Alert, 'condition' | 'metric' | 'unit' | 'value' | 'threshold' | 'members' | 'is_flapping'>;

/** What is wrong, with the numbers; names are left to who tells it. */
export function sentence({ condition, metric, unit, value, threshold, members, is_flapping }: Told): string {
  const label = isKnownMetric(metric) ? METRICS[metric].label : metric;
  const again = is_flapping ? '; it comes and goes' : '';
  if (condition === 'no_data') {
    const what = metric === 'any' ? 'No readings' : `No ${label} readings`;
    if (!members) return `${what} for ${shown(value)} min.`;
    return `${what} from ${members.length} devices at once for ${shown(value)} min: their gateway or link.`;
  }
  const limit = shown(threshold);
  if (condition === 'rate_of_change') return `${label} changes by ${shown(value)} ${unit}, ${limit} or more${again}.`;
  if (condition === 'anomaly') {
    return `${label} is ${shown(value)} standard deviations from its mean, ${limit} or more${again}.`;
  }
  return `${label} ${shown(value)} ${unit} is ${RELATION[condition]} ${limit} ${unit}${again}.`;
}

function shown(value: number): string {
  return String(Number(value.toPrecision(6)));
}
