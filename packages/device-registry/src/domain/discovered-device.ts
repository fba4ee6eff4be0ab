import { cleanText, type Zone } from '@nexus/models';
import * as z from 'zod';
import { buildingKey } from './building-key.ts';
import { DeviceRecord } from './inventory-record.ts';

/** What is known of a device that nobody registered: what it sends, and what it says of itself. */
export interface DiscoveredDevice {
  readonly device_id: string;
  readonly device_type?: string | undefined;
  readonly name?: string | undefined;
  /** As it is called where the device sends. */
  readonly building?: string | undefined;
  readonly manufacturer?: string | undefined;
  readonly model_number?: string | undefined;
  readonly firmware_version?: string | undefined;
}

const UNKNOWN = 'unknown';
const UNASSIGNED = 'Unassigned';
const MAX_BUILDING = 40;

const { device_id, name, device_type, manufacturer, model_number, firmware_version } = DeviceRecord.shape;

/** Only a faulty id keeps a device out: what it says of itself is a matter of taste. */
const DiscoveredRecord = z.object({
  device_id,
  name: name.optional().catch(undefined),
  device_type: device_type.catch('sensor'),
  building: z.string().optional(),
  manufacturer: manufacturer.catch(UNKNOWN),
  model_number: model_number.catch(UNKNOWN),
  firmware_version: firmware_version.catch(UNKNOWN),
});

/**
 * A discovered device as it is registered: `offline` until its first heartbeat, marked `discovered` in its metadata.
 *
 * An import of the same id replaces all that was only assumed. In place of the MAC address, which must be unique,
 * stands `unknown:` and the id, which is no address.
 *
 * @returns `undefined` when its id can be none in the registry.
 */
export function asDiscovered(given: DiscoveredDevice) {
  const { data } = DiscoveredRecord.safeParse(given);
  if (data === undefined) return undefined;
  const { building, ...record } = data;
  return {
    building: cleanText(building ?? '', MAX_BUILDING),
    device: {
      ...record,
      name: record.name ?? record.device_id,
      mac_address: `unknown:${record.device_id}`,
      hardware_revision: UNKNOWN,
      status: 'offline' as const,
      metadata: { discovered: true },
    },
  };
}

/** Where a building's discovered devices stand until somebody places them; without a building, of no building. */
export function unassignedZone(building: string): Zone {
  const key = buildingKey(building);
  return {
    zone_id: key === '' ? 'unassigned' : `unassigned-${key.slice(0, 50)}`,
    name: UNASSIGNED,
    building: key === '' ? UNASSIGNED : building,
    floor: 0,
    area_sqm: 1,
    description: 'Discovered devices that nobody has placed yet. Its floor and area are placeholders.',
  };
}
