import { type BuildingTime, Device } from '@nexus/models';
import * as z from 'zod';
import type { PlacedDevice } from '../store/store.ts';

/** Everything known about a device. */
export const FullDevice = Device.extend({ zone_name: z.string() });

/** What tells devices apart in a list. */
export const ListedDevice = FullDevice.pick({
  device_id: true,
  name: true,
  device_type: true,
  zone_id: true,
  zone_name: true,
  building: true,
  floor: true,
  status: true,
  firmware_version: true,
  last_seen: true,
});

export function fullDevice({ last_seen_ms, ...device }: PlacedDevice, time: BuildingTime): z.infer<typeof FullDevice> {
  return { ...device, ...(last_seen_ms === undefined ? {} : { last_seen: time.iso(last_seen_ms) }) };
}

export function listedDevice(device: PlacedDevice, time: BuildingTime): z.infer<typeof ListedDevice> {
  return ListedDevice.parse(fullDevice(device, time));
}
