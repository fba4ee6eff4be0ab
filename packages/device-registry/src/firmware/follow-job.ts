import { setTimeout as sleep } from 'node:timers/promises';
import { NexusError } from '@nexus/models';
import type { Context } from '@nexus/server-kit';
import type { Deps } from '../deps.ts';
import { type FirmwareJob, isOpen } from '../domain/firmware/job.ts';

const LOOK_EVERY_MS = 500;

/** Tells the client each change of a job until it has ended, or the call does. */
export async function followJob(jobId: string, { deps, progress, signal }: Context<Deps>): Promise<FirmwareJob> {
  let told = '';
  for (;;) {
    const { jobs } = await deps.store.firmware.jobs({ job_id: jobId }, { limit: 1, offset: 0 });
    const [job] = jobs;
    if (job === undefined) throw new NexusError('not_found', 'There is no such job.');
    const message = `${job.state}: ${job.stage ?? 'waiting'}, ${job.progress_pct} %`;
    if (message !== told) await progress(job.progress_pct, 100, message);
    told = message;
    if (!isOpen(job)) return job;
    await sleep(LOOK_EVERY_MS, undefined, { signal });
  }
}
