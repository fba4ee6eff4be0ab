import { NexusError } from '@nexus/models';
import * as z from 'zod';
import type { DeviceRegistryStore, FleetSelector } from '../store/store.ts';
import { deviceTypeOf } from './device-type.ts';
import { placeInput, resolvePlace } from './place.ts';

const MAX_IDS = 200;

/** Arguments that say which devices are meant; all that are given must hold. */
export const fleetInput = {
  ...placeInput,
  floor: z.int().optional().describe('Floor number; 0 is the ground floor.'),
  device_type: z.string().min(1).max(64).optional().describe('Such as temperature_sensor.'),
  device_ids: z.array(z.string().min(1).max(120)).min(1).max(MAX_IDS).optional().describe('Device ids or names.'),
};

type Given = { readonly [Name in keyof typeof fleetInput]?: z.output<(typeof fleetInput)[Name]> };

/** @throws {NexusError} `invalid_argument` when nothing was named; `not_found` for a name that nothing has. */
export async function resolveFleet(store: DeviceRegistryStore, given: Given): Promise<FleetSelector> {
  const { floor, device_type, device_ids, ...place } = given;
  if (Object.values(given).every((value) => value === undefined)) {
    throw new NexusError('invalid_argument', 'Nothing says which devices are meant.', {
      hint: 'Give a building, zone, floor, device type or ids.',
    });
  }
  const { building, zone_id } = await resolvePlace(store, place);
  return {
    ...(building !== undefined && { building }),
    ...(zone_id !== undefined && { zone_id }),
    ...(floor !== undefined && { floor }),
    ...(device_type !== undefined && { device_type: deviceTypeOf(device_type) }),
    ...(device_ids !== undefined && { device_ids: await resolveIds(store, device_ids) }),
  };
}

async function resolveIds(store: DeviceRegistryStore, given: readonly string[]): Promise<string[]> {
  const known = new Set((await store.devicesById(given)).map(({ device_id }) => device_id));
  const ids: string[] = [];
  for (const text of given) ids.push(known.has(text) ? text : (await store.resolveDevice(text)).device_id);
  return ids;
}
