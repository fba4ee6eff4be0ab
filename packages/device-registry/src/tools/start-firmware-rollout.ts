import { NexusError } from '@nexus/models';
import * as z from 'zod';
import { describeRollout, Rollout } from '../answers/firmware-rollout.ts';
import { deedOf, reasonInput, reasonOf } from '../arguments/deed.ts';
import { defineTool } from '../deps.ts';
import { confirm } from '../firmware/confirm.ts';
import { whyUndelivered } from '../firmware/delivery.ts';
import { followRollout } from '../firmware/follow-rollout.ts';

export const startFirmwareRollout = defineTool({
  name: 'start_firmware_rollout',
  title: 'Start a firmware roll-out',
  description:
    'Starts a plan of plan_firmware_rollout that the person has agreed to. A plan works once, for 30 minutes, and only ' +
    'while the fleet is as it was. get_firmware_rollout tells how it goes.',
  access: 'destroy',
  input: z.strictObject({
    plan_id: z.string().min(1).max(64).describe('Of the plan.'),
    ...reasonInput,
    wait_seconds: z.number().min(0).max(25).default(0).describe('Watch it so long, with progress notifications.'),
  }),
  output: Rollout,
  async run({ plan_id, reason, wait_seconds }, context) {
    const { deps, time, client } = context;
    const { firmware } = deps.store;
    const why = reasonOf(reason);
    const plan = await firmware.getPlan(plan_id);
    if (plan === undefined) {
      throw new NexusError('not_found', 'There is no such plan.', { hint: 'Make one with plan_firmware_rollout.' });
    }
    const { targets, wave_sizes } = plan.plan;
    await confirm(
      client,
      `Install firmware ${plan.target_version} on ${targets.length} devices in ${wave_sizes.length} waves?`,
    );
    const { rollout_id } = await firmware.start({ ...deedOf(context), plan_id, reason: why });
    const rollout = await followRollout(rollout_id, context, wait_seconds * 1000);
    return describeRollout(rollout, { firmware, time, undelivered: await whyUndelivered(context) });
  },
  task: {
    async follow({ rollout_id }, context) {
      const { firmware } = context.deps.store;
      const rollout = await followRollout(rollout_id, context);
      return describeRollout(rollout, { firmware, time: context.time, undelivered: undefined });
    },
    async cancel({ rollout_id }, context) {
      const reason = 'The task of this roll-out was cancelled.';
      await context.deps.store.firmware.control({ ...deedOf(context), rollout_id, action: 'cancel', reason });
    },
  },
});
