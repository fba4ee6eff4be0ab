import { DeviceStatus } from '@nexus/models';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type FirmwareJob, isOpen, type JobEvent, step, statusAfter } from '../../../src/domain/firmware/job.ts';
import type { DeviceReport } from '../../../src/domain/firmware/report.ts';

const NEW: FirmwareJob = {
  job_id: 'JOB-1',
  device_id: 'DEV-1',
  device_type: 'door_lock', // 90 s
  previous_version: '2.4.0',
  target_version: '2.4.1',
  state: 'queued',
  progress_pct: 0,
  sequence: -1,
  created_ms: 1_000,
};
const MINUTE_MS = 60_000;

const report = (sequence: number, status: DeviceReport['status'], over: Partial<DeviceReport> = {}): DeviceReport => ({
  execution_id: 'JOB-1',
  sequence,
  status,
  ...over,
});
const said = (at_ms: number, ...args: Parameters<typeof report>): JobEvent => ({
  kind: 'reported',
  at_ms,
  report: report(...args),
});
const after = (...events: JobEvent[]) => events.reduce(step, NEW);
const released: JobEvent = { kind: 'released', at_ms: 2_000, status: 'degraded' };
const sent: JobEvent = { kind: 'sent', at_ms: 3_000 };
const done = { firmware_version: '2.4.1' };

test('goes from its turn to the report of the target version', () => {
  const begun = after(released, sent, said(4_000, 0, 'downloading', { progress_pct: 40 }));
  expect(begun).toEqual({
    ...NEW,
    state: 'in_progress',
    stage: 'downloading',
    progress_pct: 40,
    sequence: 0,
    status_before: 'degraded',
    released_ms: 2_000,
    sent_ms: 3_000,
    started_ms: 4_000,
    deadline_ms: 4_000 + 5 * 90_000,
  });
  const { deadline_ms: _, stage: _stage, ...rest } = begun;
  expect(step(begun, said(9_000, 5, 'succeeded', done))).toEqual({
    ...rest,
    state: 'completed',
    progress_pct: 100,
    sequence: 5,
    finished_ms: 9_000,
  });
});

test('a device that goes on keeps its first deadline, and its progress until it tells another', () => {
  const job = after(released, sent, said(4_000, 0, 'downloading', { progress_pct: 40 }), said(5_000, 1, 'rebooting'));
  expect(job).toMatchObject({ stage: 'rebooting', progress_pct: 40, started_ms: 4_000, deadline_ms: 454_000 });
});

test('has 15 minutes to begin, counted from the sending', () => {
  const job = after(released, sent);
  expect(job.deadline_ms).toBe(3_000 + 15 * MINUTE_MS);
  expect(step(job, { kind: 'clock', at_ms: 3_000 + 15 * MINUTE_MS - 1 })).toBe(job);
  const over = step(job, { kind: 'clock', at_ms: 3_000 + 15 * MINUTE_MS });
  expect(over).toMatchObject({ state: 'timed_out', finished_ms: 903_000, error: 'The device did not begin in time.' });
  expect(over.deadline_ms).toBeUndefined();
});

test('one that began and fell silent says so when its time is up', () => {
  const job = after(released, sent, said(4_000, 0, 'installing'));
  expect(step(job, { kind: 'clock', at_ms: 454_000 }).error).toBe('The device did not finish in time.');
});

test('what was never sent has no deadline', () => {
  const job = after(released);
  expect(step(job, { kind: 'clock', at_ms: Number.MAX_SAFE_INTEGER })).toBe(job);
});

test('the same version from another build completes it, and one that is no semantic version does not', () => {
  expect(after(released, said(4_000, 0, 'succeeded', { firmware_version: '2.4.1+build.9' })).state).toBe('completed');
  expect(after(released, said(4_000, 0, 'succeeded', { firmware_version: 'newest' })).state).toBe('failed');
});

test('success with the old version is a failure', () => {
  expect(after(released, sent, said(4_000, 0, 'succeeded', { firmware_version: '2.4.0' }))).toMatchObject({
    state: 'failed',
    progress_pct: 0,
    error: 'The device reported success but runs 2.4.0.',
  });
});

test('success without a version is not believed yet', () => {
  expect(after(released, sent, said(4_000, 0, 'succeeded')).state).toBe('in_progress');
  expect(after(released, sent, said(4_000, 0, 'rebooting', done)).state).toBe('in_progress');
});

test.each([
  { status: 'failed', error: 'no space', says: 'no space' },
  { status: 'failed', error: undefined, says: 'The device failed.' },
  { status: 'rejected', error: undefined, says: 'The device refused.' },
  { status: 'rejected', error: 'low battery', says: 'low battery' },
] as const)('$status with "$error" fails it: $says', ({ status, error, says }) => {
  expect(after(released, sent, said(4_000, 0, status, error === undefined ? {} : { error }))).toMatchObject({
    state: 'failed',
    error: says,
  });
});

test('is cancelled before the device begins, its turn come or not, and not afterwards', () => {
  const cancelled: JobEvent = { kind: 'cancelled', at_ms: 5_000, why: 'changed my mind' };
  const ending = { state: 'cancelled', error: 'changed my mind', finished_ms: 5_000 };
  expect(after(cancelled)).toMatchObject(ending);
  expect(after(released, sent, cancelled)).toMatchObject(ending);
  const begun = after(released, sent, said(4_000, 0, 'accepted'));
  expect(step(begun, cancelled)).toBe(begun);
});

test('is released once, and sent once, and only in its turn', () => {
  expect(step(NEW, sent)).toBe(NEW);
  const twice = after(released);
  expect(step(twice, { ...released, at_ms: 9_000 })).toBe(twice);
  const job = after(released, sent);
  expect(step(job, { ...sent, at_ms: 9_000 })).toBe(job);
  const gone = after({ kind: 'cancelled', at_ms: 1, why: 'r' });
  expect(step(gone, released)).toBe(gone);
  const begun = after(released, said(4_000, 0, 'accepted'));
  expect(step(begun, sent)).toBe(begun);
});

test('a report before its turn is none of its own', () => {
  expect(step(NEW, said(4_000, 7, 'succeeded', done))).toBe(NEW);
});

describe('the status to give back', () => {
  test.each([
    { before: 'offline', sequence: -1, status: 'offline' },
    { before: 'offline', sequence: 0, status: 'online' },
    { before: 'error', sequence: 4, status: 'error' },
    { before: undefined, sequence: 4, status: undefined },
  ] as const)('of $before after report $sequence is $status', ({ before, sequence, status }) => {
    expect(statusAfter({ ...NEW, sequence, status_before: before })).toBe(status);
  });
});

const reports = fc.record({
  execution_id: fc.constant('JOB-1'),
  sequence: fc.nat(8),
  status: fc.constantFrom('accepted', 'downloading', 'installing', 'rebooting', 'succeeded', 'failed', 'rejected'),
  firmware_version: fc.option(fc.constantFrom('2.4.1', '2.4.1', '2.4.0'), { nil: undefined }),
  progress_pct: fc.option(fc.nat(100), { nil: undefined }),
});
const events: fc.Arbitrary<JobEvent[]> = fc
  .array(
    fc.oneof(
      {
        weight: 2,
        arbitrary: fc.record({
          kind: fc.constant('released' as const),
          status: fc.constantFrom(...DeviceStatus.options),
        }),
      },
      { weight: 2, arbitrary: fc.constant({ kind: 'sent' as const }) },
      { weight: 6, arbitrary: fc.record({ kind: fc.constant('reported' as const), report: reports }) },
      { weight: 1, arbitrary: fc.constant({ kind: 'cancelled' as const, why: 'r' }) },
      { weight: 1, arbitrary: fc.constant({ kind: 'clock' as const }) },
    ),
    { maxLength: 30 },
  )
  .chain((list) =>
    fc
      .array(fc.nat(400_000), { minLength: list.length, maxLength: list.length })
      .map((gaps) =>
        list.map((event, index) => ({ ...event, at_ms: gaps.slice(0, index + 1).reduce((a, b) => a + b, 2_000) })),
      ),
  );

const NEXT: Readonly<Record<string, readonly string[]>> = {
  queued: ['queued', 'in_progress', 'completed', 'failed', 'cancelled', 'timed_out'],
  in_progress: ['in_progress', 'completed', 'failed', 'timed_out'],
};

/** What is wrong with a step. */
function faultsOf(job: FirmwareJob, next: FirmwareJob, at_ms: number): string[] {
  const sameButSequence = JSON.stringify({ ...next, sequence: 0 }) === JSON.stringify({ ...job, sequence: 0 });
  const laws: Readonly<Record<string, boolean>> = {
    'an ended job changed': isOpen(job) || sameButSequence,
    [`${job.state} became ${next.state}`]: !isOpen(job) || NEXT[job.state]!.includes(next.state),
    'the end has a wrong time': !isOpen(job) || next.finished_ms === (isOpen(next) ? undefined : at_ms),
    'the sequence fell': next.sequence >= job.sequence,
    'the deadline moved': next.state !== 'in_progress' || next.deadline_ms === next.started_ms! + 450_000,
    'an ended job has a deadline': isOpen(next) || next.deadline_ms === undefined,
    'it is complete below 100 %': next.state !== 'completed' || next.progress_pct === 100,
    'the error is wrong': (next.error === undefined) === (isOpen(next) || next.state === 'completed'),
  };
  return Object.entries(laws).flatMap(([fault, holds]) => (holds ? [] : [fault]));
}

test('whatever happens, a job takes legal steps, ends once, and stays as it ended', () => {
  const ends = new Map<string, number>();
  fc.assert(
    fc.property(events, (history) => {
      let job = NEW;
      for (const event of history) {
        const next = step(job, event);
        expect(faultsOf(job, next, event.at_ms)).toEqual([]);
        job = next;
      }
      ends.set(job.state, (ends.get(job.state) ?? 0) + 1);
    }),
    { numRuns: 2_000 },
  );
  // The histories are not all alike.
  expect([...ends.keys()].sort()).toEqual(['cancelled', 'completed', 'failed', 'in_progress', 'queued', 'timed_out']);
});

test('reports that come twice or late change nothing', () => {
  fc.assert(
    fc.property(fc.array(reports, { maxLength: 12 }), (given) => {
      const inOrder = given
        .sort((a, b) => a.sequence - b.sequence)
        .filter((one, i, all) => one.sequence !== all[i - 1]?.sequence);
      const play = (list: readonly DeviceReport[]) =>
        list.reduce((job, one) => step(job, { kind: 'reported', at_ms: 4_000, report: one }), after(released));
      const noisy = inOrder.flatMap((one, index) => [one, one, ...inOrder.slice(0, index)]);
      expect(play(noisy)).toEqual(play(inOrder));
    }),
  );
});

test('it is complete only by a report of success with the target version', () => {
  fc.assert(
    fc.property(events, (history) => {
      const job = history.reduce(step, NEW);
      const hasReport = history.some(
        (event) =>
          event.kind === 'reported' && event.report.status === 'succeeded' && event.report.firmware_version === '2.4.1',
      );
      expect(job.state !== 'completed' || hasReport).toBe(true);
    }),
  );
});
