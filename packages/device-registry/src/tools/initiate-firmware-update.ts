import { cleanText, Instant } from '@nexus/models';
import * as z from 'zod';
import { JobStatus } from '../answers/firmware-job.ts';
import { deedOf, reasonInput } from '../arguments/deed.ts';
import { deviceInput } from '../arguments/device.ts';
import { targetVersion, versionInput } from '../arguments/target-version.ts';
import { defineTool } from '../deps.ts';
import { updateSeconds } from '../domain/firmware/effort.ts';
import { confirm } from '../firmware/confirm.ts';
import { followJob } from '../firmware/follow-job.ts';
import { whyUndelivered } from '../firmware/delivery.ts';

export const initiateFirmwareUpdate = defineTool({
  name: 'initiate_firmware_update',
  title: 'Update one device',
  description:
    'Starts the installation of a firmware version on one device; get_firmware_jobs tells how it goes. ' +
    'For several devices use plan_firmware_rollout.',
  access: 'destroy',
  input: z.strictObject({ ...deviceInput, ...versionInput, reason: reasonInput.reason.optional() }),
  output: z.object({
    job_id: z.string(),
    device_id: z.string(),
    status: JobStatus,
    previous_version: z.string(),
    target_version: z.string(),
    update_initiated_at: Instant,
    estimated_duration_seconds: z.int(),
    error: z.string().optional(),
    undelivered: z.string().optional().describe('Why nothing is sent.'),
  }),
  async run({ device_id: idOrName, target_version, reason }, context) {
    const { deps, time, client } = context;
    const version = targetVersion(target_version);
    const { device_id, device_type, name, firmware_version } = await deps.store.resolveDevice(idOrName);
    await confirm(client, `Install firmware ${version} on ${name} (${device_id}), which runs ${firmware_version}?`);
    const job = await deps.store.firmware.initiate({
      ...deedOf(context),
      device_id,
      target_version: version,
      ...(reason !== undefined && { reason: cleanText(reason) }),
    });
    const undelivered = await whyUndelivered(context);
    return {
      job_id: job.job_id,
      device_id,
      status: job.state,
      previous_version: job.previous_version,
      target_version: version,
      update_initiated_at: time.iso(job.created_ms),
      estimated_duration_seconds: updateSeconds(device_type),
      ...(undelivered !== undefined && { undelivered }),
    };
  },
  task: {
    async follow(answer, context) {
      const { undelivered: _, ...started } = answer;
      const { state, error } = await followJob(started.job_id, context);
      return { ...started, status: state, ...(error !== undefined && { error }) };
    },
    async cancel({ job_id }, context) {
      const reason = 'The task of this update was cancelled.';
      await context.deps.store.firmware.cancelJob({ ...deedOf(context), job_id, reason });
    },
  },
});
