import { type Columns, QUALITIES } from '@nexus/telemetry/store';
import type { Sample } from '../domain/engine/state.ts';

const GOOD = QUALITIES.indexOf('good');
const MISSING = QUALITIES.indexOf('missing');

/** The readings of a series as the engine takes them; of those that are not good it sees no value. */
export function samplesOf(device_id: string, metric: string, { n, timestamp_ms, value, quality }: Columns): Sample[] {
  return Array.from({ length: n }, (_, i) => ({
    device_id,
    metric,
    ms: timestamp_ms[i] ?? 0,
    value: quality[i] === GOOD ? (value[i] ?? Number.NaN) : Number.NaN,
    isLife: quality[i] !== MISSING,
  }));
}
