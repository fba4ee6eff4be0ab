import { NexusError } from '@nexus/models';
import { describe, expect, test } from 'vitest';
import type { DeviceRegistryStore } from '../../src/store/index.ts';
import { device, IMPORT, MINUTE_MS, NOW_MS } from '../building.ts';
import {
  allJobs,
  ANN,
  BROKEN,
  DONE,
  MINE,
  openFleet,
  planRequest,
  say,
  sensors,
  startRollout,
} from '../firmware/fleet.ts';

const fault = async (action: Promise<unknown>) => {
  const error: unknown = await action.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!NexusError.is(error)) throw new Error('expected a NexusError', { cause: error });
  return `${error.code}: ${error.message}`;
};
const statesOf = async (store: DeviceRegistryStore) => (await allJobs(store)).map(({ state }) => state);
const initiate = (store: DeviceRegistryStore, device_id = 'DEV-0101', target_version = '2.4.1') =>
  store.firmware.initiate({ ...ANN, device_id, target_version });

describe('one device', () => {
  test('is updating while its job is open, and gets its version and status with the end', async () => {
    await using store = await openFleet(sensors(1, { status: 'degraded' }));
    const job = await initiate(store);
    expect(job).toMatchObject({ state: 'queued', previous_version: '2.4.0', target_version: '2.4.1' });
    expect(await store.getDevice('DEV-0101')).toMatchObject({ status: 'updating', firmware_version: '2.4.0' });
    await say(store, 'DEV-0101', { sequence: 0, status: 'downloading', progress_pct: 30 }, NOW_MS + MINUTE_MS);
    expect((await allJobs(store))[0]).toMatchObject({ state: 'in_progress', progress_pct: 30 });
    await say(store, 'DEV-0101', DONE, NOW_MS + 2 * MINUTE_MS);
    expect(await store.getDevice('DEV-0101')).toMatchObject({
      status: 'degraded',
      firmware_version: '2.4.1',
      last_seen_ms: NOW_MS + 2 * MINUTE_MS, // to speak is a sign of life
    });
    const trail = (await store.recentAudit(2)).map(({ actor, action, subject }) => [actor, action, subject]);
    expect(trail).toEqual([
      ['DEV-0101', 'firmware_update_completed', 'DEV-0101'],
      ['ann', 'firmware_update_started', 'DEV-0101'],
    ]);
  });

  test('that fails keeps its version, gets its status back, and the error is kept', async () => {
    await using store = await openFleet(sensors(1, { status: 'error' }));
    await initiate(store);
    await say(store, 'DEV-0101', BROKEN);
    expect(await store.getDevice('DEV-0101')).toMatchObject({ status: 'error', firmware_version: '2.4.0' });
    expect((await allJobs(store))[0]).toMatchObject({ state: 'failed', error: 'no space' });
    expect((await store.recentAudit(1))[0]?.after).toMatchObject({ error: 'no space', status: 'error' });
  });

  test('that was offline and reports is online afterwards', async () => {
    await using store = await openFleet(sensors(1, { status: 'offline' }));
    await initiate(store);
    await say(store, 'DEV-0101', DONE);
    expect((await store.getDevice('DEV-0101'))?.status).toBe('online');
  });

  test('is refused when it is gone, at work, or has the version', async () => {
    const gone = device(1, 'N1-A', { status: 'decommissioned' });
    await using store = await openFleet([...sensors(2), gone]);
    await initiate(store);
    expect(await fault(initiate(store))).toContain('conflict: DEV-0101 has the firmware job JOB-');
    expect(await fault(initiate(store, 'DEV-0001'))).toBe('conflict: DEV-0001 is decommissioned; nothing was changed.');
    expect(await fault(initiate(store, 'DEV-0102', '2.4.0+build.2'))).toBe(
      'conflict: DEV-0102 runs 2.4.0 already; nothing was changed.',
    );
    expect(await fault(initiate(store, 'DEV-9999'))).toBe('not_found: There is no such device.');
    expect(await statesOf(store)).toEqual(['queued']);
  });

  test('takes neither a status by hand nor one of an import while it updates', async () => {
    await using store = await openFleet(sensors(1));
    await initiate(store);
    const byHand = { device_id: 'DEV-0101', new_status: 'online', reason: 'r', ...ANN } as const;
    expect(await fault(store.updateStatus(byHand))).toContain('conflict: DEV-0101 is being updated by JOB-');
    await store.importInventory({ zones: [], devices: sensors(1, { status: 'online', name: 'Renamed' }) }, IMPORT);
    expect(await store.getDevice('DEV-0101')).toMatchObject({ status: 'updating', name: 'Renamed' });
  });

  test('is cancelled before it begins, and not afterwards', async () => {
    await using store = await openFleet(sensors(2));
    const first = await initiate(store);
    const cancel = (job_id: string) => store.firmware.cancelJob({ ...ANN, job_id, reason: 'wrong version' });
    expect(await cancel(first.job_id)).toMatchObject({ state: 'cancelled', error: 'wrong version' });
    expect((await store.getDevice('DEV-0101'))?.status).toBe('online');
    const second = await initiate(store, 'DEV-0102');
    await say(store, 'DEV-0102', { sequence: 0, status: 'accepted' });
    expect(await fault(cancel(second.job_id))).toContain('is in_progress and cannot be cancelled');
    expect(await fault(cancel('JOB-NONE'))).toBe('not_found: There is no such job.');
  });

  test('that finishes after it was given up is known by its version, and its job stays timed out', async () => {
    await using store = await openFleet(sensors(1));
    const job = await initiate(store);
    await store.firmware.takeOrders(10, MINE);
    await store.firmware.sent([job.job_id], NOW_MS, MINE);
    await store.firmware.timeOut(NOW_MS + 15 * MINUTE_MS - 1, MINE);
    expect(await statesOf(store)).toEqual(['queued']);
    await store.firmware.timeOut(NOW_MS + 15 * MINUTE_MS, MINE);
    expect(await statesOf(store)).toEqual(['timed_out']);
    expect(await store.getDevice('DEV-0101')).toMatchObject({ status: 'online', firmware_version: '2.4.0' });
    await say(store, 'DEV-0101', DONE);
    expect(await statesOf(store)).toEqual(['timed_out']);
    expect((await store.getDevice('DEV-0101'))?.firmware_version).toBe('2.4.1');
    expect((await store.recentAudit(1))[0]).toMatchObject({ action: 'firmware_version_reported' });
  });

  test('cannot speak for another, and an unknown execution is passed over', async () => {
    await using store = await openFleet(sensors(2));
    const job = await initiate(store);
    await say(store, 'DEV-0102', { ...DONE, execution_id: job.job_id });
    await say(store, 'DEV-0101', { ...DONE, execution_id: 'JOB-OTHER' });
    expect(await statesOf(store)).toEqual(['queued']);
  });

  test('what it said while nobody listened counts, but is no sign of life', async () => {
    await using store = await openFleet(sensors(1));
    const { job_id } = await initiate(store);
    const report = { execution_id: job_id, ...DONE };
    await store.firmware.report([{ device_id: 'DEV-0101', report, is_old: true }], NOW_MS + MINUTE_MS, MINE);
    expect(await store.getDevice('DEV-0101')).toMatchObject({ firmware_version: '2.4.1', last_seen_ms: NOW_MS });
  });
});

describe('a plan', () => {
  test('names targets and exclusions, and changes nothing', async () => {
    await using store = await openFleet([
      ...sensors(3),
      device(1, 'N1-A', { firmware_version: '2.4.1', last_seen_ms: NOW_MS }),
      device(2, 'N1-A', { firmware_version: '2.10.0', last_seen_ms: NOW_MS }),
      device(3, 'N1-A', { last_seen_ms: NOW_MS - 11 * MINUTE_MS }),
      device(4, 'N1-A', { device_type: 'door_lock', last_seen_ms: NOW_MS }),
      device(5, 'S0-L', { last_seen_ms: NOW_MS }),
    ]);
    const before = await store.listDevices({}, { limit: 99, offset: 0 });
    const { plan, plan_id, digest, expires_ms } = await store.firmware.plan(
      planRequest({ selector: { device_type: 'temperature_sensor', building: 'NORTH' } }),
    );
    expect(plan.targets.map(({ device_id, wave }) => [device_id, wave])).toEqual([
      ['DEV-0101', 0],
      ['DEV-0102', 1],
      ['DEV-0103', 1],
    ]);
    expect(plan.excluded.map(({ device_id, reason }) => [device_id, reason])).toEqual([
      ['DEV-0001', 'already_current'],
      ['DEV-0002', 'newer_version'],
      ['DEV-0003', 'offline'],
    ]);
    expect(expires_ms).toBe(NOW_MS + 30 * MINUTE_MS);
    expect(await store.listDevices({}, { limit: 99, offset: 0 })).toEqual(before);
    expect(await allJobs(store)).toEqual([]);
    expect(await store.firmware.getPlan(plan_id)).toMatchObject({ digest, plan });
  });

  test('warns of a sensor that its room has no other of, where people are counted', async () => {
    const people = { device_type: 'occupancy_sensor' };
    await using store = await openFleet([
      device(1, 'N3-3B', { last_seen_ms: NOW_MS }),
      device(2, 'N3-3B', people),
      device(3, 'N1-A', { last_seen_ms: NOW_MS }),
      device(4, 'N1-A', { last_seen_ms: NOW_MS }),
      device(5, 'N1-A', people),
      device(6, 'S1-C', { last_seen_ms: NOW_MS }),
    ]);
    const { plan } = await store.firmware.plan(planRequest());
    expect(plan.warnings).toEqual([{ kind: 'only_sensor', device_ids: ['DEV-0001'] }]);
    expect(plan.targets.at(-1)?.device_id).toBe('DEV-0001');
  });

  test('is used once', async () => {
    await using store = await openFleet(sensors(2));
    const { plan_id } = await store.firmware.plan(planRequest());
    const { rollout_id } = await store.firmware.start({ ...ANN, plan_id, reason: 'r' });
    expect(await fault(store.firmware.start({ ...ANN, plan_id, reason: 'r' }))).toBe(
      `conflict: This plan was used already: it became ${rollout_id}.`,
    );
  });

  test('expires', async () => {
    await using store = await openFleet(sensors(2));
    const { plan_id } = await store.firmware.plan(planRequest());
    const start = (at_ms: number) => store.firmware.start({ actor: 'ann', at_ms, plan_id, reason: 'r' });
    expect(await fault(start(NOW_MS + 30 * MINUTE_MS))).toContain('conflict: This plan is past its time');
    expect(await fault(start(NOW_MS - 1))).toContain('conflict: This plan is past its time'); // the clock was put back
    expect((await start(NOW_MS + 30 * MINUTE_MS - 1)).state).toBe('running');
  });

  test.each([
    {
      what: 'got another version',
      change: (store: DeviceRegistryStore) =>
        store.importInventory({ zones: [], devices: sensors(1, { firmware_version: '2.3.0' }) }, IMPORT),
    },
    {
      what: 'was decommissioned',
      change: (store: DeviceRegistryStore) =>
        store.updateStatus({ ...ANN, device_id: 'DEV-0102', new_status: 'decommissioned', reason: 'r' }),
    },
    { what: 'got a job', change: (store: DeviceRegistryStore) => initiate(store, 'DEV-0102', '3.0.0') },
    {
      what: 'came',
      change: (store: DeviceRegistryStore) =>
        store.importInventory({ zones: [], devices: [device(7, 'N1-A')] }, IMPORT),
    },
  ])('is refused when a device $what', async ({ change }) => {
    await using store = await openFleet(sensors(2));
    const { plan_id } = await store.firmware.plan(planRequest());
    await change(store);
    expect(await fault(store.firmware.start({ ...ANN, plan_id, reason: 'r' }))).toContain(
      'conflict: The fleet changed',
    );
    expect(await store.firmware.rollouts(9)).toEqual([]);
  });

  test('stands when devices are only heard of, or not', async () => {
    await using store = await openFleet(sensors(2));
    const { plan_id } = await store.firmware.plan(planRequest());
    await store.updateStatus({ ...ANN, device_id: 'DEV-0102', new_status: 'offline', reason: 'r' });
    await store.recordHeartbeats([{ device_id: 'DEV-0101', seen_ms: NOW_MS + 1 }]);
    expect((await store.firmware.start({ ...ANN, plan_id, reason: 'r' })).state).toBe('running');
  });

  test('without a target cannot be started, nor one that is unknown or was not kept', async () => {
    await using store = await openFleet(sensors(2));
    const start = (plan_id: string) => store.firmware.start({ ...ANN, plan_id, reason: 'r' });
    const none = await store.firmware.plan(planRequest({ target_version: '2.4.0' }));
    expect(await fault(start(none.plan_id))).toContain('conflict: This plan has no device to update');
    const shown = await store.firmware.plan(planRequest({ keep: false }));
    expect(await fault(start(shown.plan_id))).toBe('not_found: There is no such plan.');
  });
});

describe('a roll-out', () => {
  const wave = (counts: object) => expect.objectContaining(counts) as object;

  test('goes wave by wave, each after the one before, to its end', async () => {
    await using store = await openFleet(sensors(3));
    const { rollout_id, waves } = await startRollout(store);
    expect(waves).toEqual([wave({ queued: 1, waiting: 0 }), wave({ queued: 0, waiting: 2 })]);
    expect((await store.getDevice('DEV-0102'))?.status).toBe('online'); // its turn has not come
    await say(store, 'DEV-0102', DONE); // and what it says before is of no execution that it was given
    await say(store, 'DEV-0101', DONE);
    expect((await store.firmware.rollout(rollout_id)).waves).toEqual([
      wave({ completed: 1 }),
      wave({ queued: 2, waiting: 0 }),
    ]);
    await say(store, 'DEV-0102', DONE, NOW_MS + 1);
    await say(store, 'DEV-0103', DONE, NOW_MS + 2);
    const done = await store.firmware.rollout(rollout_id);
    expect(done).toMatchObject({ state: 'completed', finished_ms: NOW_MS + 2 });
    expect(await store.firmware.hasWork()).toBe(false);
    expect((await store.recentAudit(1))[0]).toMatchObject({
      action: 'firmware_rollout_completed',
      subject: rollout_id,
    });
  });

  test('stops when the first device fails, and nobody else is touched', async () => {
    await using store = await openFleet(sensors(3));
    const { rollout_id } = await startRollout(store);
    await say(store, 'DEV-0101', BROKEN);
    expect(await store.firmware.rollout(rollout_id)).toMatchObject({
      state: 'stopped',
      note: 'Failures passed the limit of 10 % of a wave.',
      finished_ms: NOW_MS,
      waves: [wave({ failed: 1 }), wave({ cancelled: 2 })],
    });
    const { devices } = await store.listDevices({}, { limit: 9, offset: 0 });
    expect(devices.map(({ status, firmware_version }) => `${status} ${firmware_version}`)).toEqual(
      Array(3).fill('online 2.4.0'),
    );
  });

  test('that stops lets devices finish that have begun, and ends with them', async () => {
    await using store = await openFleet(sensors(4));
    const { rollout_id } = await startRollout(store, { waves: ['rest'] });
    await say(store, 'DEV-0102', { sequence: 0, status: 'installing' });
    await say(store, 'DEV-0101', BROKEN);
    const stopped = await store.firmware.rollout(rollout_id);
    expect(stopped).toMatchObject({ state: 'stopped', waves: [{ failed: 1, in_progress: 1, cancelled: 2 }] });
    expect(stopped.finished_ms).toBeUndefined();
    await say(store, 'DEV-0102', DONE, NOW_MS + 5);
    expect(await store.firmware.rollout(rollout_id)).toMatchObject({ state: 'stopped', finished_ms: NOW_MS + 5 });
    expect((await store.getDevice('DEV-0102'))?.firmware_version).toBe('2.4.1');
  });

  test('paused sends nothing and begins no wave until it is resumed', async () => {
    await using store = await openFleet(sensors(2));
    const { rollout_id } = await startRollout(store);
    const control = (action: 'pause' | 'resume' | 'cancel') =>
      store.firmware.control({ ...ANN, rollout_id, action, reason: 'lunch' });
    expect(await control('pause')).toMatchObject({ state: 'paused', note: 'lunch' });
    expect(await store.firmware.takeOrders(9, MINE)).toEqual([]);
    await say(store, 'DEV-0101', DONE);
    expect((await store.firmware.rollout(rollout_id)).waves[1]).toEqual(wave({ waiting: 1 }));
    expect(await fault(control('pause'))).toBe(
      `conflict: ${rollout_id} is paused and cannot be paused; nothing was changed.`,
    );
    const resumed = await control('resume');
    expect(resumed.note).toBeUndefined();
    expect(resumed.waves[1]).toEqual(wave({ queued: 1 }));
    expect((await store.firmware.takeOrders(9, MINE)).map(({ device_id }) => device_id)).toEqual(['DEV-0102']);
  });

  test('cancelled is over for who has not begun', async () => {
    await using store = await openFleet(sensors(3));
    const { rollout_id } = await startRollout(store, { waves: ['2', 'rest'] });
    await say(store, 'DEV-0101', { sequence: 0, status: 'accepted' });
    const cancelled = await store.firmware.control({ ...ANN, rollout_id, action: 'cancel', reason: 'wrong file' });
    expect(cancelled).toMatchObject({
      state: 'cancelled',
      note: 'wrong file',
      waves: [wave({ in_progress: 1, cancelled: 1 }), wave({ cancelled: 1 })],
    });
    const resume = store.firmware.control({ ...ANN, rollout_id, action: 'resume', reason: 'r' });
    expect(await fault(resume)).toContain('is cancelled and cannot be resumed');
    expect(await fault(store.firmware.rollout('ROLLOUT-X'))).toBe('not_found: There is no such roll-out.');
  });

  test('passes over devices that changed while they waited', async () => {
    await using store = await openFleet(sensors(4));
    const { rollout_id } = await startRollout(store);
    await store.updateStatus({ ...ANN, device_id: 'DEV-0102', new_status: 'decommissioned', reason: 'r' });
    await store.importInventory({ zones: [], devices: sensors(3, { firmware_version: '2.4.1' }).slice(2) }, IMPORT);
    await say(store, 'DEV-0101', DONE);
    const errors = (await allJobs(store)).map(({ device_id, state, error }) => [device_id, state, error]);
    expect(errors).toEqual([
      ['DEV-0101', 'completed', undefined],
      ['DEV-0102', 'cancelled', 'The device was decommissioned before its turn.'],
      ['DEV-0103', 'cancelled', 'The device runs 2.4.1 already.'],
      ['DEV-0104', 'queued', undefined],
    ]);
    expect((await store.getDevice('DEV-0102'))?.status).toBe('decommissioned');
    await say(store, 'DEV-0104', DONE);
    expect((await store.firmware.rollout(rollout_id)).state).toBe('completed');
  });

  test('keeps a device from a second roll-out while it waits', async () => {
    await using store = await openFleet(sensors(2));
    await startRollout(store);
    const { plan } = await store.firmware.plan(planRequest({ target_version: '3.0.0' }));
    expect(plan.excluded.map(({ reason }) => reason)).toEqual(['updating', 'updating']);
  });
});

describe('orders', () => {
  test('are taken once, and again only when they were not sent', async () => {
    await using store = await openFleet(sensors(3));
    await startRollout(store, { waves: ['rest'] });
    const orders = await store.firmware.takeOrders(2, MINE);
    expect(orders.map(({ device_id, target_version }) => [device_id, target_version])).toEqual([
      ['DEV-0101', '2.4.1'],
      ['DEV-0102', '2.4.1'],
    ]);
    expect((await store.firmware.takeOrders(9, MINE)).map(({ device_id }) => device_id)).toEqual(['DEV-0103']);
    expect(await store.firmware.takeOrders(9, MINE)).toEqual([]);
    expect(await store.firmware.ordersUnderWay()).toHaveLength(3);
    const [first, second] = orders.map(({ execution_id }) => execution_id);
    await store.firmware.sent([first!], NOW_MS, MINE);
    await store.firmware.notSent([second!], MINE);
    expect((await store.firmware.takeOrders(9, MINE)).map(({ device_id }) => device_id)).toEqual(['DEV-0102']);
  });

  test('of jobs that ended are taken back from the broker, once', async () => {
    await using store = await openFleet(sensors(2));
    const { rollout_id } = await startRollout(store, { waves: ['rest'] });
    const ids = (await store.firmware.takeOrders(9, MINE)).map(({ execution_id }) => execution_id);
    await store.firmware.sent(ids, NOW_MS, MINE);
    await say(store, 'DEV-0101', DONE);
    await store.firmware.control({ ...ANN, rollout_id, action: 'cancel', reason: 'r' });
    expect((await store.firmware.ordersToRetract(9)).map(({ device_id }) => device_id)).toEqual([
      'DEV-0101',
      'DEV-0102',
    ]);
    expect(await store.firmware.hasWork()).toBe(true);
    await store.firmware.retracted(ids, MINE);
    expect(await store.firmware.ordersToRetract(9)).toEqual([]);
    expect(await store.firmware.hasWork()).toBe(false);
  });

  test('nothing gets in of a worker that another has followed', async () => {
    await using store = await openFleet(sensors(1));
    const job = await initiate(store);
    const fenced = () => {
      throw new NexusError('conflict', 'fenced');
    };
    const report = { device_id: 'DEV-0101', report: { execution_id: job.job_id, ...DONE }, is_old: false };
    for (const action of [
      () => store.firmware.report([report], NOW_MS, fenced),
      () => store.firmware.timeOut(NOW_MS + 99 * MINUTE_MS, fenced),
      () => store.firmware.takeOrders(9, fenced),
      () => store.firmware.sent([job.job_id], NOW_MS, fenced),
    ]) {
      expect(await fault(action())).toBe('conflict: fenced');
    }
    expect(await allJobs(store)).toEqual([job]);
  });
});
