import * as z from 'zod';
import type { DeviceFilter, DeviceRegistryStore } from '../store/store.ts';

/** Arguments of a tool that narrows by place; spread them into its input. */
export const placeInput = {
  zone_id: z.string().min(1).max(120).optional().describe('Zone id or name, such as "Zone A".'),
  building: z.string().min(1).max(120).optional().describe('Building name, such as NORTH.'),
};

/** The ids that a zone and a building given by id or name stand for. @throws {NexusError} `not_found` with candidates. */
export async function resolvePlace(
  store: DeviceRegistryStore,
  given: { readonly zone_id?: string | undefined; readonly building?: string | undefined },
): Promise<Pick<DeviceFilter, 'zone_id' | 'building'>> {
  const building = given.building === undefined ? undefined : await store.resolveBuilding(given.building);
  const zone = given.zone_id === undefined ? undefined : await store.resolveZone(given.zone_id, building);
  return { building, zone_id: zone?.zone_id };
}
