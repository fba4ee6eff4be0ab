import type { DeviceFilter, DeviceRegistryStore, PlacedDevice } from '@nexus/device-registry/store';
import { resolveMetric } from '@nexus/models';
import type { Deps } from '../deps.ts';
import type { SeriesInfo } from '../store/index.ts';
import { findDevice } from './find-device.ts';
import { findSeries } from './find-series.ts';
import { requireRegistry } from './registry-link.ts';
import { devicesThat } from './zone-devices.ts';

export interface SeriesSelector {
  /** Id or name. */
  readonly device_id?: string | undefined;
  /** Id or name. */
  readonly zone_id?: string | undefined;
  readonly building?: string | undefined;
  readonly floor?: number | undefined;
  readonly device_type?: string | undefined;
  /** Canonical or everyday name. */
  readonly metric?: string | undefined;
}

export interface SelectedSeries {
  readonly series: SeriesInfo;
  /** Absent for a device that the registry does not know. */
  readonly device?: PlacedDevice | undefined;
}

/**
 * The series that a selector asks for, all of it holding; decommissioned devices are left out unless named.
 *
 * @throws {NexusError} `not_found` for an unknown device, zone or building and for a device without the metric;
 * `unavailable` when places or types are asked for and there is no registry.
 */
export async function selectSeries(deps: Deps, selector: SeriesSelector): Promise<SelectedSeries[]> {
  const { device_id, metric, ...places } = selector;
  const wanted = metric === undefined ? undefined : resolveMetric(metric);
  const isPlaced = Object.values(places).some((place) => place !== undefined);
  const registry = isPlaced
    ? await requireRegistry(deps, 'Ask by device_id or metric instead, or for all series.')
    : await deps.registry();
  if (device_id !== undefined) {
    const { device_id: id } =
      metric === undefined ? await findDevice(deps, device_id) : (await findSeries(deps, device_id, metric)).series;
    const placed = registry && isPlaced ? await devicesThat(registry, await filterOf(registry, places)) : undefined;
    const series = await deps.telemetry.series({ device_ids: [id], metric: wanted });
    return withDevices(placed && !placed.some((device) => device.device_id === id) ? [] : series, registry);
  }
  if (!registry || !isPlaced) {
    const all = await withDevices(await deps.telemetry.series({ metric: wanted }), registry);
    return all.filter(({ device }) => device?.status !== 'decommissioned');
  }
  const devices = (await devicesThat(registry, await filterOf(registry, places))).filter(
    ({ status }) => status !== 'decommissioned',
  );
  const series = await deps.telemetry.series({ device_ids: devices.map((device) => device.device_id), metric: wanted });
  return withDevices(series, registry);
}

async function filterOf(
  registry: DeviceRegistryStore,
  { zone_id, building, floor, device_type }: Omit<SeriesSelector, 'device_id' | 'metric'>,
): Promise<DeviceFilter> {
  const resolved = building === undefined ? undefined : await registry.resolveBuilding(building);
  if (zone_id === undefined) return { building: resolved, floor, device_type };
  return { zone_id: (await registry.resolveZone(zone_id, resolved)).zone_id, floor, device_type };
}

async function withDevices(
  series: readonly SeriesInfo[],
  registry: DeviceRegistryStore | undefined,
): Promise<SelectedSeries[]> {
  const devices = (await registry?.devicesById([...new Set(series.map(({ device_id }) => device_id))])) ?? [];
  const byId = new Map(devices.map((device) => [device.device_id, device]));
  return series.map((one) => ({ series: one, device: byId.get(one.device_id) }));
}
