import { cleanText, nearest, NexusError, resolveMetric } from '@nexus/models';
import type { Deps } from '../deps.ts';
import { findDevice, type FoundDevice } from './find-device.ts';
import type { SeriesInfo } from '../store/index.ts';

const MAX_NAMED = 20;

/**
 * The series that a device's id or name and a metric's canonical or everyday name mean.
 *
 * @throws {NexusError} `not_found` with the nearest devices, or with the metrics that the device has.
 */
export async function findSeries(
  deps: Deps,
  device: string,
  metric: string,
): Promise<{ device: FoundDevice; series: SeriesInfo }> {
  const found = await findDevice(deps, device);
  const all = await deps.telemetry.series({ device_ids: [found.device_id] });
  const wanted = resolveMetric(metric);
  const series = all.find((one) => one.metric === wanted);
  if (series) return { device: found, series };
  const name = cleanText(found.registered?.name ?? found.device_id, 80);
  throw new NexusError('not_found', `${name} has no readings of "${cleanText(metric, 80)}".`, {
    hint:
      all.length === 0
        ? 'It has no readings at all; list_metrics names the devices that have.'
        : metricsOf(
            all.map((one) => one.metric),
            metric,
          ),
  });
}

function metricsOf(metrics: readonly string[], wanted: string): string {
  if (metrics.length <= MAX_NAMED) return `It has: ${metrics.join(', ')}.`;
  const candidates = nearest(wanted, metrics);
  const advice = `It has ${metrics.length} metrics; list_metrics names them.`;
  return candidates.length === 0 ? advice : `Nearest: ${candidates.join(', ')}. ${advice}`;
}
