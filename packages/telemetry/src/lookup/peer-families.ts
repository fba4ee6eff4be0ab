import type { Deps } from '../deps.ts';
import { LEAST_PEERS } from '../domain/anomalies/peer-group.ts';
import type { SelectedSeries } from './select-series.ts';
import { devicesThat } from './zone-devices.ts';

/** More make the comparison slower, not better. */
const MOST_MEMBERS = 60;

/** Those that a series is compared with, itself included. */
export interface PeerScope {
  /** As in `on floor 3 of NORTH`. */
  readonly place: string;
  readonly members: readonly SelectedSeries[];
}

/** Series of one metric of one type of device in one building, with the scope of each that has enough peers. */
export interface Family {
  readonly asked: readonly SelectedSeries[];
  /** Not asked for, but peers of those that are. */
  readonly others: readonly SelectedSeries[];
  readonly scopes: ReadonlyMap<SelectedSeries, PeerScope>;
}

/** Puts series together with their peers; what no registry knows stays alone. */
export async function peerFamilies(deps: Deps, selected: readonly SelectedSeries[]): Promise<Family[]> {
  const registry = await deps.registry();
  const places = Map.groupBy(selected, ({ device }) => device && JSON.stringify([device.building, device.device_type]));
  const families: Family[] = [];
  for (const asked of places.values()) {
    const device = asked[0]?.device;
    if (!registry || !device) {
      families.push({ asked, others: [], scopes: new Map() });
      continue;
    }
    const { building, device_type } = device;
    const alike = await devicesThat(registry, { building, device_type });
    const byId = new Map(alike.filter(({ status }) => status !== 'decommissioned').map((one) => [one.device_id, one]));
    const series = await deps.telemetry.series({ device_ids: [...byId.keys()] });
    const kin = Map.groupBy(series, ({ metric }) => metric);
    for (const [metric, ofMetric] of Map.groupBy(asked, (one) => one.series.metric)) {
      const others = (kin.get(metric) ?? [])
        .filter(({ device_id }) => !ofMetric.some((one) => one.series.device_id === device_id))
        .map((one) => ({ series: one, device: byId.get(one.device_id) }));
      families.push(familyOf(ofMetric, others));
    }
  }
  return families;
}

function familyOf(asked: readonly SelectedSeries[], others: readonly SelectedSeries[]): Family {
  const scopes = new Map<SelectedSeries, PeerScope>();
  const known = new Map<string, PeerScope>();
  for (const one of asked) {
    const scope = scopeOf(one, [...asked, ...others], known);
    if (scope) scopes.set(one, scope);
  }
  const needed = new Set([...scopes.values()].flatMap(({ members }) => members));
  return { asked, others: others.filter((one) => needed.has(one)), scopes };
}

/** The closest place with enough of them: the zone, the floor, or the building. */
function scopeOf(
  one: SelectedSeries,
  kin: readonly SelectedSeries[],
  known: Map<string, PeerScope>,
): PeerScope | undefined {
  const { series, device } = one;
  if (!device) return undefined;
  const { zone_id, zone_name, floor, building } = device;
  const places = [
    { place: `in ${zone_name}`, key: `zone ${zone_id}`, holds: (other: typeof device) => other.zone_id === zone_id },
    {
      place: `on floor ${floor} of ${building}`,
      key: `floor ${floor}`,
      holds: (other: typeof device) => other.floor === floor,
    },
    { place: `in ${building}`, key: 'building', holds: () => true },
  ];
  for (const { place, key, holds } of places) {
    const all = kin.filter((other) => other.series.unit === series.unit && other.device && holds(other.device));
    if (all.length <= LEAST_PEERS) continue;
    // All scopes of a place are of about the same size, so that none is left with too few.
    const size = Math.ceil(all.length / Math.ceil(all.length / MOST_MEMBERS));
    const first = Math.floor(all.indexOf(one) / size) * size;
    const id = JSON.stringify([key, series.unit, first]);
    const scope = known.get(id) ?? { place, members: all.slice(first, first + size) };
    known.set(id, scope);
    return scope;
  }
  return undefined;
}
