import { silentLogger } from '@nexus/server-kit';
import { expect, test, vi } from 'vitest';
import type { ChannelEvents, OtaChannel } from '../../src/ota/channel.ts';
import { runFirmwareWorker } from '../../src/ota/worker.ts';
import type { DeviceRegistryStore } from '../../src/store/index.ts';
import type { JobOrder } from '../../src/store/store.ts';
import { NOW_MS } from '../building.ts';
import { allJobs, openFleet, sensors, startRollout } from '../firmware/fleet.ts';

/** Longer than any job may take. */
const TOO_LATE_MS = NOW_MS + 24 * 3_600_000;

/**
 * A worker and a broker whose devices are heard only when they are heard again: what they said at once was dropped.
 *
 * The time of every job is over while they are.
 */
function startDeaf(store: DeviceRegistryStore, { silent = [] as readonly string[] } = {}) {
  const stop = new AbortController();
  const orders = new Map<string, JobOrder>();
  const asked: (readonly string[])[] = [];
  let now = NOW_MS;
  const open = async ({ onReport }: ChannelEvents): Promise<OtaChannel> => ({
    isConnected: true,
    connectedMs: performance.now(),
    async send(order) {
      orders.set(order.device_id, order);
    },
    async retract() {},
    async hearAgain(deviceIds) {
      asked.push(deviceIds);
      now = TOO_LATE_MS;
      for (const device_id of deviceIds) {
        const order = orders.get(device_id);
        if (!order || silent.includes(device_id)) continue;
        const { execution_id, target_version: firmware_version } = order;
        const report = { execution_id, sequence: 3, status: 'succeeded', firmware_version } as const;
        onReport({ device_id, report, is_old: true });
      }
    },
    held: async () => new Map(),
    async [Symbol.asyncDispose]() {},
  });
  const ended = runFirmwareWorker({
    firmware: store.firmware,
    open,
    now: () => now,
    log: silentLogger,
    signal: stop.signal,
    hearAgainEvery_ms: 0, // sooner than the worker looks
  });
  return {
    asked,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await ended;
    },
  };
}

async function statesOnceFinished(store: DeviceRegistryStore): Promise<string[]> {
  await vi.waitFor(
    async () => expect((await store.firmware.rollouts(1)).map((one) => one.finished_ms)).toEqual([expect.any(Number)]),
    { timeout: 40_000, interval: 50 },
  );
  return (await allJobs(store)).map(({ device_id, state }) => `${device_id} ${state}`).sort();
}

test('what devices said and the broker dropped counts before the clock, though it is heard when time is over', async () => {
  await using store = await openFleet(sensors(2));
  await startRollout(store, { waves: ['rest'] });
  await using worker = startDeaf(store);
  expect(await statesOnceFinished(store)).toEqual(['DEV-0101 completed', 'DEV-0102 completed']);
  expect(worker.asked.filter((ids) => ids.length > 0)).toEqual([['DEV-0101', 'DEV-0102']]); // and not once they are done
});

test('so does what the last one said of more devices than are heard at once', async () => {
  await using store = await openFleet(sensors(201));
  await startRollout(store, { waves: ['rest'] });
  await using _worker = startDeaf(store);
  const states = await statesOnceFinished(store);
  expect(states).toHaveLength(201);
  expect(states.filter((state) => !state.endsWith(' completed'))).toEqual([]);
});

test('hearing devices again at every look does not keep the clock from those that never answer', async () => {
  await using store = await openFleet(sensors(2));
  await startRollout(store, { waves: ['rest'], max_failure_pct: 100 });
  await using _worker = startDeaf(store, { silent: ['DEV-0102'] });
  expect(await statesOnceFinished(store)).toEqual(['DEV-0101 completed', 'DEV-0102 timed_out']);
});
