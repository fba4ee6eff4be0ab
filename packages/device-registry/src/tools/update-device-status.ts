import { DeviceStatus, Instant } from '@nexus/models';
import * as z from 'zod';
import { deedOf, reasonInput, reasonOf } from '../arguments/deed.ts';
import { deviceInput } from '../arguments/device.ts';
import { defineTool } from '../deps.ts';

export const updateDeviceStatus = defineTool({
  name: 'update_device_status',
  title: 'Set device status',
  description:
    'Sets the status of one device by hand and records who did it and why. It does not count as a heartbeat. ' +
    'A firmware job alone sets updating.',
  access: 'write',
  input: z.strictObject({
    ...deviceInput,
    new_status: DeviceStatus.exclude(['updating']).describe('Status to set.'),
    ...reasonInput,
  }),
  output: z.object({
    device_id: z.string(),
    old_status: DeviceStatus,
    new_status: DeviceStatus,
    reason: z.string(),
    updated_at: Instant,
  }),
  async run({ device_id: idOrName, new_status, reason: given }, context) {
    const { store } = context.deps;
    const reason = reasonOf(given);
    const { device_id } = await store.resolveDevice(idOrName);
    const deed = deedOf(context);
    const change = await store.updateStatus({ device_id, new_status, reason, ...deed });
    return { device_id, ...change, reason, updated_at: context.time.iso(deed.at_ms) };
  },
});
