import { DEVICE_TYPES, DeviceStatus } from '@nexus/models';
import { pageInput } from '@nexus/server-kit';
import * as z from 'zod';
import { ListedDevice, listedDevice } from '../answers/device.ts';
import { listOutput, pageOf } from '../answers/page.ts';
import { placeInput, resolvePlace } from '../arguments/place.ts';
import { defineTool } from '../deps.ts';

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
  output: z.object({ devices: z.array(ListedDevice), ...listOutput }),
  async run({ limit, offset, zone_id, building, device_type, ...filter }, { deps, time }) {
    const place = await resolvePlace(deps.store, { zone_id, building });
    const type = device_type
      ?.trim()
      .toLowerCase()
      .replace(/[\s-]+/g, '_');
    const { devices, total } = await deps.store.listDevices(
      { ...filter, ...place, device_type: type },
      { limit, offset },
    );
    const { shown, page } = pageOf(
      devices.map((device) => listedDevice(device, time)),
      total,
      { limit, offset },
    );
    return { devices: shown, ...page };
  },
});
