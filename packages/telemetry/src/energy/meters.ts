import type { PlacedDevice, StoredZone } from '@nexus/device-registry/store';
import { NexusError } from '@nexus/models';
import type { Deps } from '../deps.ts';
import { requireRegistry } from '../lookup/registry-link.ts';
import type { SeriesInfo } from '../store/index.ts';

export const GROUPINGS = ['floor', 'zone', 'building', 'device', 'day'] as const;
type Grouping = (typeof GROUPINGS)[number];

const WITHOUT_REGISTRY = 'group_by device or day works without one; leave out building, floors and zone_ids.';

export interface Meter {
  readonly series: SeriesInfo;
  /** Absent for a meter that the registry does not know. */
  readonly device?: PlacedDevice | undefined;
}

interface MeterFilter {
  readonly building?: string | undefined;
  readonly floors?: readonly number[] | undefined;
  readonly zone_ids?: readonly string[] | undefined;
}

interface MeterSelection {
  readonly meters: readonly Meter[];
  /** Those that the filter leaves, with or without a meter; empty without a registry. */
  readonly zones: readonly StoredZone[];
}

/**
 * The meters that a filter asks for.
 *
 * @throws {NexusError} `unavailable` when places are asked for and there is no registry; `not_found` for an unknown
 * place and when no meter is there.
 */
export async function selectMeters(deps: Deps, filter: MeterFilter, group_by: Grouping): Promise<MeterSelection> {
  const isPlaced = filter.building !== undefined || filter.floors !== undefined || filter.zone_ids !== undefined;
  const needsPlaces = isPlaced || !['device', 'day'].includes(group_by);
  const registry = needsPlaces ? await requireRegistry(deps, WITHOUT_REGISTRY) : await deps.registry();
  const series = await deps.telemetry.series({ metric: 'energy_kwh' });
  if (series.length === 0) {
    throw new NexusError('not_found', 'There are no readings of any energy meter.', {
      hint: 'list_metrics tells what is measured.',
    });
  }
  if (!registry) return { meters: series.map((one) => ({ series: one })), zones: [] };
  const devices = await registry.devicesById(series.map(({ device_id }) => device_id));
  const byId = new Map(devices.map((device) => [device.device_id, device]));
  const meters = series.map((one) => ({ series: one, device: byId.get(one.device_id) }));
  const zones = await registry.listZones({});
  if (!isPlaced) return { meters, zones };
  const building = filter.building === undefined ? undefined : await registry.resolveBuilding(filter.building);
  const zoneIds = await Promise.all(
    (filter.zone_ids ?? []).map(async (zone) => (await registry.resolveZone(zone, building)).zone_id),
  );
  const isAsked = (place: { building: string; floor: number; zone_id: string }) =>
    (building === undefined || place.building === building) &&
    (filter.floors === undefined || filter.floors.includes(place.floor)) &&
    (filter.zone_ids === undefined || zoneIds.includes(place.zone_id));
  const selected = meters.filter(({ device }) => device && isAsked(device));
  if (selected.length > 0) return { meters: selected, zones: zones.filter(isAsked) };
  throw new NexusError('not_found', 'There is no energy meter in that place.', { hint: whereMetersAre(devices) });
}

function whereMetersAre(devices: readonly PlacedDevice[]): string {
  if (devices.length === 0) return 'No meter with readings is in the registry; group_by device lists them all.';
  const floors = Map.groupBy(devices, ({ building }) => building);
  const places = [...floors].map(([building, on]) => {
    const numbers = [...new Set(on.map(({ floor }) => floor))].sort((a, b) => a - b);
    return `${building} floors ${numbers.join(', ')}`;
  });
  return `Meters are in: ${places.sort().slice(0, 5).join('; ')}.`;
}

/** What a group of meters is called, and where it is. */
export interface Place {
  readonly key: string;
  readonly name: string;
  readonly building?: string;
  readonly floor?: number;
  readonly area_sqm?: number;
}

/** The meters by place: buildings, floors and zones in their order, meters by id, and the unregistered last. */
export function groupMeters<M extends Meter>(
  meters: readonly M[],
  group_by: Exclude<Grouping, 'day'>,
  zones: readonly StoredZone[],
): { place: Place; members: M[] }[] {
  const groups = new Map<string, { place: Place; members: M[] }>();
  for (const meter of meters) {
    const place = placeOf(meter, group_by, zones);
    const group = groups.get(place.key) ?? { place, members: [] };
    group.members.push(meter);
    groups.set(place.key, group);
  }
  return [...groups.values()].sort((a, b) => compare(a.place, b.place));
}

function placeOf({ device, series }: Meter, group_by: Exclude<Grouping, 'day'>, zones: readonly StoredZone[]): Place {
  if (group_by === 'device')
    return { key: series.device_id, name: device?.name ?? series.device_id, ...siteOf(device) };
  if (!device) return { key: 'unregistered', name: 'Not in the registry' };
  const { building, floor, zone_id, zone_name } = device;
  if (group_by === 'zone') {
    const area = areaOf(zones.filter((zone) => zone.zone_id === zone_id));
    return { key: zone_id, name: zone_name, building, floor, ...area };
  }
  const inBuilding = zones.filter((zone) => zone.building === building);
  if (group_by === 'building') return { key: building, name: building, building, ...areaOf(inBuilding) };
  const area = areaOf(inBuilding.filter((zone) => zone.floor === floor));
  return { key: `${building}/${floor}`, name: `${building} floor ${floor}`, building, floor, ...area };
}

function siteOf(device: PlacedDevice | undefined): { building?: string; floor?: number } {
  return device ? { building: device.building, floor: device.floor } : {};
}

function areaOf(zones: readonly StoredZone[]): { area_sqm?: number } {
  return zones.length === 0 ? {} : { area_sqm: zones.reduce((sum, { area_sqm }) => sum + area_sqm, 0) };
}

function compare(a: Place, b: Place): number {
  // Without a building a place is not registered; a high code unit puts it behind all names.
  const [first, second] = [a.building ?? '\uffff', b.building ?? '\uffff'];
  if (first !== second) return first < second ? -1 : 1;
  return (a.floor ?? 0) - (b.floor ?? 0) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
}
