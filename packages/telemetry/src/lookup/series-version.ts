import type { Deps } from '../deps.ts';
import { findSeries } from './find-series.ts';

/** Changes when a reading comes, whichever process stored it; that the week moves on does not. */
export async function seriesVersion(deps: Deps, device: string, metric: string): Promise<string> {
  const { series } = await findSeries(deps, device, metric);
  const [latest] = await deps.telemetry.latest([series.device_id], [series.metric]);
  return JSON.stringify([series.count, series.first_ms, latest]);
}
