import * as z from 'zod';
import { ListedJob, listedJob } from '../answers/firmware-job.ts';
import { deedOf, reasonInput, reasonOf } from '../arguments/deed.ts';
import { defineTool } from '../deps.ts';

export const cancelFirmwareJob = defineTool({
  name: 'cancel_firmware_job',
  title: 'Cancel a firmware job',
  description: 'Cancels the update of one device that has not begun. One that has begun ends by itself.',
  access: 'write',
  input: z.strictObject({ job_id: z.string().min(1).max(64).describe('Of the job.'), ...reasonInput }),
  output: ListedJob,
  async run({ job_id, reason }, context) {
    const why = reasonOf(reason);
    const job = await context.deps.store.firmware.cancelJob({ ...deedOf(context), job_id, reason: why });
    return listedJob(job, context.time);
  },
});
