import type { ListedResource } from '@nexus/server-kit';
import type { Deps } from '../deps.ts';

export async function listedDevices(deps: Deps): Promise<ListedResource[]> {
  const registry = await deps.registry();
  const ids = await reportingDevices(deps);
  const devices = (await registry?.devicesById(ids)) ?? [];
  const names = new Map(devices.map(({ device_id, name }) => [device_id, name]));
  return ids.map((device_id) => ({
    uri: `telemetry://${encodeURIComponent(device_id)}/summary`,
    name: device_id,
    title: `Last hour of ${names.get(device_id) ?? device_id}`,
  }));
}

/** The devices whose ids contain what was typed. */
export async function completeDevice(deps: Deps, typed: string): Promise<string[]> {
  const wanted = typed.toLowerCase();
  return (await reportingDevices(deps)).filter((id) => id.toLowerCase().includes(wanted));
}

/** The metrics of a device, or of all, whose names contain what was typed. */
export async function completeMetric(deps: Deps, typed: string, device_id: string | undefined): Promise<string[]> {
  const series = await deps.telemetry.series(device_id === undefined ? {} : { device_ids: [device_id] });
  const wanted = typed.toLowerCase();
  return [...new Set(series.map(({ metric }) => metric))].filter((metric) => metric.includes(wanted));
}

async function reportingDevices(deps: Deps): Promise<string[]> {
  const series = await deps.telemetry.series({});
  return [...new Set(series.map(({ device_id }) => device_id))];
}
