import fc from 'fast-check';
import { NexusError } from '@nexus/models';
import { expect, test } from 'vitest';
import type { DeviceReport } from '../../src/domain/firmware/report.ts';
import { isOpen } from '../../src/domain/firmware/job.ts';
import { sizeOf, sumOf } from '../../src/domain/firmware/rollout.ts';
import type { DeviceRegistryStore } from '../../src/store/index.ts';
import { MINUTE_MS, NOW_MS } from '../building.ts';
import { allJobs, MINE, openFleet, planRequest, sensors } from '../firmware/fleet.ts';

const DEVICES = 5;
const device = fc.nat(DEVICES - 1).map((index) => `DEV-010${index + 1}`);
const version = fc.constantFrom('2.4.1', '2.5.0');
const status = fc.constantFrom<DeviceReport['status']>('accepted', 'installing', 'succeeded', 'succeeded', 'failed');

type Move = (store: DeviceRegistryStore, at_ms: number) => Promise<unknown>;

const moves: fc.Arbitrary<Move> = fc.oneof(
  fc.tuple(device, version).map(
    ([device_id, target_version]): Move =>
      (store, at_ms) =>
        store.firmware.initiate({ actor: 'ann', at_ms, device_id, target_version }),
  ),
  fc
    .tuple(version, fc.constantFrom(['1', 'rest'], ['rest'], ['50%']), fc.constantFrom(0, 40, 100))
    .map(([target_version, waves, max_failure_pct]): Move => async (store, at_ms) => {
      const request = { actor: 'ann', at_ms, target_version, waves, max_failure_pct, allow_downgrade: true };
      const { plan_id } = await store.firmware.plan(planRequest(request));
      await store.firmware.start({ actor: 'ann', at_ms, plan_id, reason: 'r' });
    }),
  fc
    .constantFrom('pause' as const, 'resume' as const, 'cancel' as const)
    .map((action): Move => async (store, at_ms) => {
      const [rollout] = await store.firmware.rollouts(1);
      if (rollout === undefined) return;
      await store.firmware.control({ actor: 'ann', at_ms, rollout_id: rollout.rollout_id, action, reason: 'r' });
    }),
  fc.constant<Move>(async (store, at_ms) => {
    const orders = await store.firmware.takeOrders(3, MINE);
    const ids = orders.map(({ execution_id }) => execution_id);
    await store.firmware.sent(ids, at_ms, MINE);
  }),
  fc.constant<Move>((store, at_ms) => store.firmware.timeOut(at_ms, MINE)),
  ...[1, 2, 3].map(() =>
    fc
      .tuple(device, status, fc.nat(20), version, fc.nat(9))
      .map(([device_id, said, sequence, firmware_version, pick]): Move => async (store, at_ms) => {
        const { jobs } = await store.firmware.jobs({ device_id }, { limit: 10, offset: 0 });
        const job = jobs[pick % Math.max(jobs.length, 1)];
        if (job === undefined) return;
        const report = { execution_id: job.job_id, status: said, sequence, firmware_version };
        await store.firmware.report([{ device_id, report, is_old: false }], at_ms, MINE);
      }),
  ),
);

/** What must hold after every move. */
async function assertSound(store: DeviceRegistryStore): Promise<void> {
  const jobs = await allJobs(store);
  const open = jobs.filter(isOpen);
  expect(new Set(open.map(({ device_id }) => device_id)).size).toBe(open.length);
  const atWork = open.filter(({ released_ms }) => released_ms !== undefined).map(({ device_id }) => device_id);
  const { devices } = await store.listDevices({ status: 'updating' }, { limit: 99, offset: 0 });
  expect(devices.map(({ device_id }) => device_id)).toEqual(atWork.sort());
  for (const rollout of await store.firmware.rollouts(99)) {
    const own = jobs.filter(({ rollout_id }) => rollout_id === rollout.rollout_id);
    const { waiting, queued, ...ends } = sumOf(rollout.waves);
    expect({ ...ends, queued: waiting + queued }).toEqual({
      ...Object.fromEntries(Object.keys(ends).map((state) => [state, own.filter((job) => job.state === state).length])),
      queued: own.filter(({ state }) => state === 'queued').length,
    });
    expect(sizeOf(sumOf(rollout.waves))).toBe(own.length);
    expect(rollout.finished_ms === undefined).toBe(own.some(isOpen));
  }
}

test('whatever people, devices and the clock do, the books are right', { timeout: 120_000 }, async () => {
  let finished = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(moves, { minLength: 15, maxLength: 40 }), async (history) => {
      await using store = await openFleet(sensors(DEVICES));
      const ended = new Map<string, string>();
      for (const [index, move] of history.entries()) {
        await move(store, NOW_MS + index * MINUTE_MS).catch((error: unknown) => {
          if (!NexusError.is(error)) throw error; // a refusal leaves everything as it was
        });
        await assertSound(store);
        for (const job of await allJobs(store)) {
          expect(ended.get(job.job_id) ?? job.state).toBe(job.state);
          if (!isOpen(job)) ended.set(job.job_id, job.state);
        }
      }
      finished += ended.size;
    }),
    { numRuns: Number(process.env['NEXUS_PROPERTY_RUNS'] ?? 60) },
  );
  expect(finished).toBeGreaterThan(100); // the histories lead somewhere
});
