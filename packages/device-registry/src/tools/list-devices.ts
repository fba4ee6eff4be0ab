import { DEVICE_TYPES, DeviceStatus } from '@nexus/models';
import { pageInput, pageOf, pageOutput } from '@nexus/server-kit';
import * as z from 'zod';
import { ListedDevice, listedDevice } from '../answers/device.ts';
import { deviceTypeOf } from '../arguments/device-type.ts';
import { placeInput, resolvePlace } from '../arguments/place.ts';
import { defineTool } from '../deps.ts';
import type { DeviceRegistryStore } from '../store/store.ts';

const MAX_LOOKED_AT = 10_000;
const MAX_TYPES = 40;

export const listDevices = defineTool({
  name: 'list_devices',
  title: 'List devices',
  description: 'Devices by place, type, status or words; filters combine. For all details of one use get_device.',
  access: 'read',
  input: z.strictObject({
    ...placeInput,
    device_type: z
      .string()
      .min(1)
      .max(64)
      .optional()
      .describe(`Usually one of ${DEVICE_TYPES.join(', ')}.`),
    status: DeviceStatus.optional().describe('Current status.'),
    floor: z.int().optional().describe('Floor number; 0 is the ground floor.'),
    query: z.string().max(200).optional().describe('Words of a device name, device id or zone name.'),
    ...pageInput,
  }),
  output: z.object({
    devices: z.array(ListedDevice),
    ...pageOutput,
    device_types: z.array(z.string()).optional().describe('What there is, when no device anywhere is of device_type.'),
  }),
  async run({ limit, offset, zone_id, building, device_type, ...filter }, { deps, time }) {
    const place = await resolvePlace(deps.store, { zone_id, building });
    const type = device_type === undefined ? undefined : deviceTypeOf(device_type);
    const { devices, total } = await deps.store.listDevices(
      { ...filter, ...place, device_type: type },
      { limit, offset },
    );
    const { shown, page } = pageOf(
      devices.map((device) => listedDevice(device, time)),
      total,
      { limit, offset },
    );
    const types = type === undefined || total > 0 ? undefined : await typesWithout(deps.store, type);
    return { devices: shown, ...page, ...(types === undefined ? {} : { device_types: types }) };
  },
});

/** The types that there are; `undefined` when the one asked for is one of them. */
async function typesWithout(store: DeviceRegistryStore, asked: string): Promise<string[] | undefined> {
  const { devices } = await store.listDevices({}, { limit: MAX_LOOKED_AT, offset: 0 });
  const types = [...new Set(devices.map(({ device_type }) => device_type))].sort();
  return types.includes(asked) || types.length === 0 ? undefined : types.slice(0, MAX_TYPES);
}
