import { type BuildingTime, Instant } from '@nexus/models';
import { pageInput, pageOf, pageOutput } from '@nexus/server-kit';
import * as z from 'zod';
import { type Deps, defineTool } from '../deps.ts';
import { findDevice } from '../lookup/find-device.ts';
import { requireRegistry } from '../lookup/registry-link.ts';
import type { SeriesInfo } from '../store/index.ts';
import { devicesOfZone } from '../lookup/zone-devices.ts';

const MAX_EXAMPLES = 3;

const MetricLine = z.object({
  device_id: z.string().optional(),
  metric: z.string(),
  unit: z.string(),
  devices: z.int().optional().describe('How many devices report it.'),
  example_device_ids: z.array(z.string()).optional(),
  count: z.int().describe('Readings.'),
  first: Instant,
  last: Instant,
});
type MetricLine = z.infer<typeof MetricLine>;

export const listMetrics = defineTool({
  name: 'list_metrics',
  title: 'What is measured',
  description:
    'Metrics with unit, first and last time and number of readings: per device for a device_id or zone_id, ' +
    'otherwise one line per metric over all devices.',
  access: 'read',
  input: z.strictObject({
    device_id: z.string().min(1).max(128).optional().describe('Device id or name.'),
    zone_id: z.string().min(1).max(128).optional().describe('Zone id or name.'),
    ...pageInput,
  }),
  output: z.object({
    metrics: z.array(MetricLine),
    ...pageOutput,
  }),
  async run({ device_id, zone_id, limit, offset }, { deps, time }) {
    const device_ids = await devicesAsked(deps, device_id, zone_id);
    const series = await deps.telemetry.series({ device_ids });
    const lines: MetricLine[] = device_ids ? series.map((one) => lineOf(one, time)) : linesByMetric(series, time);
    const { shown, page } = pageOf(lines.slice(offset, offset + limit), lines.length, { limit, offset });
    return { metrics: shown, ...page };
  },
});

/** `undefined` for all. */
async function devicesAsked(deps: Deps, device?: string, zone?: string): Promise<string[] | undefined> {
  const found = device === undefined ? undefined : await findDevice(deps, device);
  if (zone === undefined) return found && [found.device_id];
  const registry = await requireRegistry(deps, 'Ask by device_id instead, or without arguments for all metrics.');
  const { zone_id } = await registry.resolveZone(zone);
  const ids = (await devicesOfZone(registry, zone_id)).map(({ device_id }) => device_id);
  return found ? ids.filter((id) => id === found.device_id) : ids;
}

function lineOf({ device_id, metric, unit, count, first_ms, last_ms }: SeriesInfo, time: BuildingTime) {
  return { device_id, metric, unit, count, first: time.iso(first_ms), last: time.iso(last_ms) };
}

/** Devices that report one metric in different units make a line each. */
function linesByMetric(series: readonly SeriesInfo[], time: BuildingTime) {
  const groups = Map.groupBy(series, ({ metric, unit }) => JSON.stringify([metric, unit]));
  return [...groups.values()]
    .map((group) => ({
      metric: group[0]?.metric ?? '',
      unit: group[0]?.unit ?? '',
      devices: group.length,
      example_device_ids: group.slice(0, MAX_EXAMPLES).map(({ device_id }) => device_id),
      count: group.reduce((sum, { count }) => sum + count, 0),
      first: time.iso(group.reduce((least, { first_ms }) => Math.min(least, first_ms), Number.POSITIVE_INFINITY)),
      last: time.iso(group.reduce((most, { last_ms }) => Math.max(most, last_ms), 0)),
    }))
    .sort((a, b) => (a.metric < b.metric ? -1 : a.metric > b.metric ? 1 : a.unit < b.unit ? -1 : 1));
}
