import { describeRollout } from '../answers/firmware-rollout.ts';
import { defineResource } from '../deps.ts';
import { whyUndelivered } from '../firmware/delivery.ts';

const MAX_LISTED = 50;

export const firmwareRollout = defineResource({
  name: 'firmware-rollout',
  title: 'Firmware roll-out',
  description: 'A firmware roll-out as get_firmware_rollout answers it.',
  mimeType: 'application/json',
  uriTemplate: 'firmware://rollouts/{rollout_id}',
  async read({ rollout_id = '' }, context) {
    const { firmware } = context.deps.store;
    const rollout = await firmware.rollout(rollout_id);
    return describeRollout(rollout, { firmware, time: context.time, undelivered: await whyUndelivered(context) });
  },
  version: async ({ rollout_id = '' }, { deps }) => JSON.stringify(await deps.store.firmware.rollout(rollout_id)),
  async list({ deps }) {
    const rollouts = await deps.store.firmware.rollouts(MAX_LISTED);
    return rollouts.map(({ rollout_id, target_version }) => ({
      uri: `firmware://rollouts/${rollout_id}`,
      name: rollout_id,
      title: `Firmware ${target_version}`,
    }));
  },
  complete: {
    async rollout_id(typed, { deps }) {
      const rollouts = await deps.store.firmware.rollouts(MAX_LISTED);
      return rollouts.map(({ rollout_id }) => rollout_id).filter((id) => id.includes(typed.toUpperCase()));
    },
  },
});
