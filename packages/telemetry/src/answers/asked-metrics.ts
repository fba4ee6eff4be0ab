import { resolveMetric } from '@nexus/models';
import * as z from 'zod';
import type { Reading } from '../store/index.ts';

const MAX_NAMED = 40;

/** What an answer narrowed by metrics tells of those that are not there; spread it into its output. */
export const askedMetricsOutput = {
  metrics_without_readings: z.array(z.string()).optional().describe('Asked for, and never reported here.'),
  metrics_available: z.array(z.string()).optional().describe('What there is, when nothing matched metrics.'),
};

/** The readings of the metrics asked for (all without them), and what to tell of the others. */
export function narrowToMetrics(readings: readonly Reading[], asked: readonly string[] | undefined) {
  if (asked === undefined) return { matching: readings, told: {} };
  const wanted = new Set(asked.map(resolveMetric));
  const matching = readings.filter(({ metric }) => wanted.has(metric));
  const available = new Set(readings.map(({ metric }) => metric));
  const without = [...wanted].filter((metric) => !available.has(metric));
  return {
    matching,
    told: {
      ...(without.length > 0 ? { metrics_without_readings: without } : {}),
      ...(matching.length === 0 && readings.length > 0
        ? { metrics_available: [...available].slice(0, MAX_NAMED) }
        : {}),
    },
  };
}
