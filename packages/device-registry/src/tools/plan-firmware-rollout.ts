import * as z from 'zod';
import { describePlan, Plan } from '../answers/firmware-plan.ts';
import { deedOf } from '../arguments/deed.ts';
import { fleetInput, resolveFleet } from '../arguments/fleet.ts';
import { targetVersion, versionInput } from '../arguments/target-version.ts';
import { defineTool } from '../deps.ts';
import { DEFAULT_WAVES } from '../domain/firmware/waves.ts';

export const planFirmwareRollout = defineTool({
  name: 'plan_firmware_rollout',
  title: 'Plan a firmware roll-out',
  description:
    'Who would get a firmware version, who not and why, in which waves. Changes nothing: show the plan, and when the ' +
    'person agrees start it with start_firmware_rollout.',
  access: 'read',
  input: z.strictObject({
    ...fleetInput,
    ...versionInput,
    waves: z
      .array(z.string().min(1).max(12))
      .max(20)
      .default([...DEFAULT_WAVES])
      .describe('Size of each wave: a number of devices, a share such as 5%, or rest.'),
    max_failure_pct: z.number().min(0).max(100).default(10).describe('It stops when more of a wave fail.'),
    allow_downgrade: z.boolean().default(false).describe('Also devices that run a newer version.'),
  }),
  output: Plan,
  async run({ target_version, waves, max_failure_pct, allow_downgrade, ...fleet }, context) {
    const { deps, time } = context;
    const plan = await deps.store.firmware.plan({
      ...deedOf(context),
      target_version: targetVersion(target_version),
      selector: await resolveFleet(deps.store, fleet),
      waves,
      max_failure_pct,
      allow_downgrade,
      keep: !deps.readOnly,
    });
    return describePlan(plan, time);
  },
});
