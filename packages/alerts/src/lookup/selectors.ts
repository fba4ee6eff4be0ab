import type { DeviceRegistryStore } from '@nexus/device-registry/store';
import { DEVICE_TYPES, NexusError } from '@nexus/models';
import type { Deps } from '../deps.ts';

/** Places and devices as a person names them. */
export interface Selectors {
  readonly zone_id?: string | undefined;
  readonly building?: string | undefined;
  readonly device_id?: string | undefined;
  readonly device_type?: string | undefined;
}

/**
 * The ids that names stand for; without a registry they are taken as they are.
 *
 * @throws {NexusError} `not_found` with candidates.
 */
export async function resolveSelectors(deps: Deps, given: Selectors): Promise<Selectors> {
  const registry = await deps.registry();
  const building =
    given.building === undefined ? undefined : ((await registry?.resolveBuilding(given.building)) ?? given.building);
  const zone_id =
    given.zone_id === undefined
      ? undefined
      : ((await registry?.resolveZone(given.zone_id, building))?.zone_id ?? given.zone_id);
  return {
    zone_id,
    building,
    device_id: given.device_id === undefined ? undefined : await deviceIdOf(deps, registry, given.device_id),
    device_type: given.device_type === undefined ? undefined : deviceTypeOf(given.device_type),
  };
}

async function deviceIdOf(deps: Deps, registry: DeviceRegistryStore | undefined, idOrName: string): Promise<string> {
  if (!registry) return idOrName;
  try {
    return (await registry.resolveDevice(idOrName)).device_id;
  } catch (error) {
    if (!NexusError.is(error) || error.code !== 'not_found') throw error;
    // It may report without being registered.
    const series = await (await deps.telemetry())?.series({ device_ids: [idOrName] });
    if (series && series.length > 0) return idOrName;
    throw error;
  }
}

/** `Temperature Sensors` as the registry names it; what is not known stays, as an import may have brought it. */
function deviceTypeOf(text: string): string {
  const name = text
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_');
  return DEVICE_TYPES.find((type) => `${type}s` === name) ?? name;
}
