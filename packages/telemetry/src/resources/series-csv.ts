import { defineResource } from '../deps.ts';
import { findSeries } from '../lookup/find-series.ts';
import { QUALITIES } from '../store/store.ts';
import { completeDevice, completeMetric } from '../lookup/reporting-devices.ts';
import { seriesVersion } from '../lookup/series-version.ts';

const WEEK_MS = 7 * 86_400_000;
const MOST_ROWS = 20_000;

export const seriesCsv = defineResource({
  name: 'series-csv',
  title: 'Last week of a series as CSV',
  description: 'The readings of one metric of one device in the last 7 days, the newest 20,000 of them at most.',
  mimeType: 'text/csv',
  uriTemplate: 'telemetry://{device_id}/{metric}.csv',
  async read({ device_id: idOrName = '', metric: name = '' }, { deps, time }) {
    const { device, series } = await findSeries(deps, idOrName, name);
    const now_ms = time.nowMs();
    const window = { start_ms: now_ms - WEEK_MS, end_ms: now_ms + 1 };
    const columns = await deps.telemetry.range(device.device_id, series.metric, window);
    const lines = ['timestamp,value,unit,quality'];
    const unit = quoted(series.unit);
    for (let i = Math.max(0, columns.n - MOST_ROWS); i < columns.n; i += 1) {
      const value = columns.value[i] ?? Number.NaN;
      const quality = QUALITIES[columns.quality[i] ?? 0] ?? 'bad';
      lines.push(`${time.iso(columns.timestamp_ms[i] ?? 0)},${Number.isNaN(value) ? '' : value},${unit},${quality}`);
    }
    return `${lines.join('\r\n')}\r\n`;
  },
  version: ({ device_id = '', metric = '' }, { deps }) => seriesVersion(deps, device_id, metric),
  complete: {
    device_id: (typed, { deps }) => completeDevice(deps, typed),
    metric: (typed, { deps }, { device_id }) => completeMetric(deps, typed, device_id),
  },
});

/** A unit that a device brought may hold a comma or begin a formula. */
function quoted(text: string): string {
  return /^[\p{L}\p{N}°µ%/²³]*$/u.test(text) ? text : `"${text.replaceAll('"', '""')}"`;
}
