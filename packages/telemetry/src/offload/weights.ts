import { resolveMetric, type TimeWindow } from '@nexus/models';
import type { Context } from '@nexus/server-kit';
import type { Deps } from '../deps.ts';
import type { SeriesInfo } from '../store/index.ts';

const DAY_MS = 86_400_000;

interface AskedWindow {
  readonly start?: string | undefined;
  readonly end?: string | undefined;
}

interface AskedSeries extends AskedWindow {
  /** Of another name than the id the weight is that of all devices. */
  readonly device_id?: string | undefined;
  readonly metric?: string | undefined;
}

/**
 * About how many readings the series asked for have in a window: what places narrow it down to is not looked up.
 *
 * @param days The window's length where none is asked for. @param before Read before the window, in days.
 */
export function weighSeries(days: number, before = 0) {
  return async ({ device_id, metric, ...asked }: AskedSeries, { deps, time }: Context<Deps>): Promise<number> => {
    const { start_ms, end_ms } = time.window(asked, { span_ms: days * DAY_MS });
    const wanted = metric === undefined ? undefined : resolveMetric(metric);
    const ofDevice = await deps.telemetry.series({
      device_ids: device_id === undefined ? undefined : [device_id],
      metric: wanted,
    });
    const series = ofDevice.length > 0 ? ofDevice : await deps.telemetry.series({ metric: wanted });
    return readingsOf(series, { start_ms: start_ms - before * DAY_MS, end_ms });
  };
}

/** About how many readings all meters have in a window and the one of the same length before. */
export async function weighEnergy(asked: AskedWindow, { deps, time }: Context<Deps>): Promise<number> {
  const { start_ms, end_ms } = time.window(asked, { span_ms: 7 * DAY_MS });
  const meters = await deps.telemetry.series({ metric: 'energy_kwh' });
  return readingsOf(meters, { start_ms: start_ms - (end_ms - start_ms), end_ms });
}

/** Were they spread evenly. */
function readingsOf(series: readonly SeriesInfo[], window: TimeWindow): number {
  return series.reduce((sum, { first_ms, last_ms, count }) => {
    const shared_ms = Math.min(window.end_ms, last_ms) - Math.max(window.start_ms, first_ms);
    if (shared_ms < 0) return sum;
    return sum + (last_ms === first_ms ? count : (count * shared_ms) / (last_ms - first_ms));
  }, 0);
}
