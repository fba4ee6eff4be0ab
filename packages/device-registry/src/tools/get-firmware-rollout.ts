import { NexusError } from '@nexus/models';
import * as z from 'zod';
import { describeRollout, Rollout } from '../answers/firmware-rollout.ts';
import { defineTool } from '../deps.ts';
import { whyUndelivered } from '../firmware/delivery.ts';

export const getFirmwareRollout = defineTool({
  name: 'get_firmware_rollout',
  title: 'Firmware roll-out',
  description: 'How a roll-out goes, by wave, with its failures. get_firmware_jobs tells the single devices.',
  access: 'read',
  input: z.strictObject({
    rollout_id: z.string().min(1).max(64).optional().describe('Without it, the newest.'),
  }),
  output: Rollout,
  async run({ rollout_id }, context) {
    const { firmware } = context.deps.store;
    const [rollout] = rollout_id === undefined ? await firmware.rollouts(1) : [await firmware.rollout(rollout_id)];
    if (rollout === undefined) {
      throw new NexusError('not_found', 'There was no roll-out yet.', { hint: 'Plan one with plan_firmware_rollout.' });
    }
    return describeRollout(rollout, { firmware, time: context.time, undelivered: await whyUndelivered(context) });
  },
});
