import { pageInput, pageOf, pageOutput } from '@nexus/server-kit';
import * as z from 'zod';
import { JobStatus, ListedJob, listedJob } from '../answers/firmware-job.ts';
import { deviceInput } from '../arguments/device.ts';
import { defineTool } from '../deps.ts';

export const getFirmwareJobs = defineTool({
  name: 'get_firmware_jobs',
  title: 'Firmware jobs',
  description: 'Installations of firmware, newest first: status, progress and error of each device.',
  access: 'read',
  input: z.strictObject({
    job_id: z.string().min(1).max(64).optional().describe('Only this job.'),
    device_id: deviceInput.device_id.optional(),
    rollout_id: z.string().min(1).max(64).optional().describe('Jobs of this roll-out.'),
    status: JobStatus.optional().describe('Only jobs of this status.'),
    ...pageInput,
  }),
  output: z.object({ jobs: z.array(ListedJob), ...pageOutput }),
  async run({ device_id: idOrName, status, limit, offset, ...filter }, { deps: { store }, time }) {
    const device_id = idOrName === undefined ? undefined : (await store.resolveDevice(idOrName)).device_id;
    const { jobs, total } = await store.firmware.jobs({ ...filter, device_id, state: status }, { limit, offset });
    const { shown, page } = pageOf(
      jobs.map((job) => listedJob(job, time)),
      total,
      { limit, offset },
    );
    return { jobs: shown, ...page };
  },
});
