import * as z from 'zod';
import { describeRollout, Rollout } from '../answers/firmware-rollout.ts';
import { deedOf, reasonInput, reasonOf } from '../arguments/deed.ts';
import { defineTool } from '../deps.ts';
import { whyUndelivered } from '../firmware/delivery.ts';

export const controlFirmwareRollout = defineTool({
  name: 'control_firmware_rollout',
  title: 'Pause, resume or cancel a roll-out',
  description:
    'A paused roll-out sends nothing more until it is resumed; a cancelled one is over. Devices that have begun finish ' +
    'in either case.',
  access: 'write',
  input: z.strictObject({
    rollout_id: z.string().min(1).max(64).describe('Of the roll-out.'),
    action: z.enum(['pause', 'resume', 'cancel']).describe('What to do.'),
    ...reasonInput,
  }),
  output: Rollout,
  async run({ reason, ...control }, context) {
    const { firmware } = context.deps.store;
    const rollout = await firmware.control({ ...deedOf(context), ...control, reason: reasonOf(reason) });
    return describeRollout(rollout, { firmware, time: context.time, undelivered: await whyUndelivered(context) });
  },
});
