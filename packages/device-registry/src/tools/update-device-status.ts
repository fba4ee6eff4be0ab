import { cleanText, DeviceStatus, Instant, NexusError } from '@nexus/models';
import * as z from 'zod';
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
    reason: z.string().min(1).max(500).describe('Why, for the audit trail.'),
  }),
  output: z.object({
    device_id: z.string(),
    old_status: DeviceStatus,
    new_status: DeviceStatus,
    reason: z.string(),
    updated_at: Instant,
  }),
  async run({ device_id: idOrName, new_status, reason: given }, { deps: { store }, principal, time }) {
    const reason = cleanText(given);
    if (reason === '')
      throw new NexusError('invalid_argument', 'reason: is empty.', { hint: 'Say why in a few words.' });
    const { device_id } = await store.resolveDevice(idOrName);
    const at_ms = time.nowMs();
    const actor = cleanText(principal.name, 100) || 'unknown';
    const change = await store.updateStatus({ device_id, new_status, reason, actor, at_ms });
    return { device_id, ...change, reason, updated_at: time.iso(at_ms) };
  },
});
