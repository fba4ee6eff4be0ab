import { expect, test } from 'vitest';
import { NOW_MS } from '../building.ts';
import { connectFleet } from '../connect-fleet.ts';
import { BROKEN, say, sensors } from '../firmware/fleet.ts';

test('tells status, progress and error of each job, by wave', async () => {
  await using registry = await connectFleet(sensors(3));
  const rollout_id = await registry.rollOut(['2', 'rest']);
  await say(registry.store, 'DEV-0101', { sequence: 0, status: 'downloading', progress_pct: 40 }, NOW_MS + 1000);
  await say(registry.store, 'DEV-0102', BROKEN);
  const { jobs, total } = await registry.value('get_firmware_jobs', { rollout_id });
  expect(total).toBe(3);
  const shared = { rollout_id, previous_version: '2.4.0', target_version: '2.4.1', created_at: '2026-06-01T12:00:00Z' };
  const id = expect.stringMatching(/^JOB-/) as string;
  // A failure of two is beyond 10 %.
  const end = { status: 'cancelled', error: 'The roll-out stopped after too many failures.' };
  expect(jobs).toEqual([
    {
      ...shared,
      job_id: id,
      device_id: 'DEV-0101',
      wave: 1,
      status: 'in_progress',
      stage: 'downloading',
      progress_pct: 40,
      started_at: '2026-06-01T12:00:01Z',
      deadline: '2026-06-01T12:05:01Z', // five times 60 s
    },
    {
      ...shared,
      job_id: id,
      device_id: 'DEV-0102',
      wave: 1,
      status: 'failed',
      error: 'no space',
      progress_pct: 0,
      finished_at: '2026-06-01T12:00:00Z',
    },
    {
      ...shared,
      ...end,
      job_id: id,
      device_id: 'DEV-0103',
      wave: 2,
      progress_pct: 0,
      finished_at: '2026-06-01T12:00:00Z',
    },
  ]);
});

test('filters by job, device and status, a page at a time', async () => {
  await using registry = await connectFleet(sensors(3));
  await registry.rollOut(['1', 'rest']);
  const found = async (filter: object) => {
    const { jobs, total } = await registry.value('get_firmware_jobs', { ...filter });
    return [(jobs as { device_id: string }[]).map(({ device_id }) => device_id), total];
  };
  expect(await found({ status: 'queued', limit: 2 })).toEqual([['DEV-0101', 'DEV-0102'], 3]);
  expect(await found({ device_id: 'Device 103' })).toEqual([['DEV-0103'], 1]);
  expect(await found({ job_id: 'JOB-NONE' })).toEqual([[], 0]);
  expect(await found({ status: 'completed' })).toEqual([[], 0]);
  const { jobs } = await registry.value('get_firmware_jobs', { device_id: 'DEV-0103' });
  expect(jobs).toMatchObject([{ is_waiting: true, wave: 2 }]);
});
