import { defineResource } from '../deps.ts';
import { seriesSvg as drawSvg } from '../domain/series-svg.ts';
import { findSeries } from '../lookup/find-series.ts';
import { completeDevice, completeMetric } from '../lookup/reporting-devices.ts';
import { seriesVersion } from '../lookup/series-version.ts';

const WEEK_MS = 7 * 86_400_000;

export const seriesSvg = defineResource({
  name: 'series-svg',
  title: 'Last week of a series as a picture',
  description: 'A chart of one metric of one device over the last 7 days: mean, band from min to max, gaps.',
  mimeType: 'image/svg+xml',
  uriTemplate: 'telemetry://{device_id}/{metric}.svg',
  async read({ device_id: idOrName = '', metric: name = '' }, { deps, time }) {
    const { device, series } = await findSeries(deps, idOrName, name);
    const now_ms = time.nowMs();
    const window = { start_ms: now_ms - WEEK_MS, end_ms: now_ms + 1 };
    const columns = await deps.telemetry.range(device.device_id, series.metric, window);
    const { metric, unit } = series;
    return drawSvg({ name: device.registered?.name ?? device.device_id, metric, unit, window, columns }, time);
  },
  version: ({ device_id = '', metric = '' }, { deps }) => seriesVersion(deps, device_id, metric),
  complete: {
    device_id: (typed, { deps }) => completeDevice(deps, typed),
    metric: (typed, { deps }, { device_id }) => completeMetric(deps, typed, device_id),
  },
});
