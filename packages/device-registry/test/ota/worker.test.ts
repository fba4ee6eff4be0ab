import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { silentLogger } from '@nexus/server-kit';
import { connectAsync } from 'mqtt';
import { expect, test, vi } from 'vitest';
import { openMqttChannel } from '../../src/ota/mqtt/index.ts';
import { runFirmwareWorker } from '../../src/ota/worker.ts';
import { type DeviceRegistryStore, openDeviceRegistryStore } from '../../src/store/index.ts';
import { NOW_MS, temporaryFolder } from '../building.ts';
import { allJobs, ANN, MINE, openFleet, sensors, startRollout } from '../firmware/fleet.ts';
import { startBroker } from './broker.ts';
import { connectDevices, obedient } from './devices.ts';

function startWorker(store: DeviceRegistryStore, url: string, now = () => NOW_MS) {
  const stop = new AbortController();
  const ended = runFirmwareWorker({
    firmware: store.firmware,
    open: (events) => openMqttChannel({ url }, { ...events, log: silentLogger }),
    now,
    log: silentLogger,
    signal: stop.signal,
    hearAgainEvery_ms: 3000,
  });
  return {
    async [Symbol.asyncDispose]() {
      stop.abort();
      await ended;
    },
  };
}

const finished = (store: DeviceRegistryStore) =>
  vi.waitFor(
    async () => {
      const [rollout] = await store.firmware.rollouts(1);
      expect(rollout?.finished_ms).toBeDefined();
      return rollout!;
    },
    { timeout: 40_000, interval: 100 },
  );

/** The orders that the broker still holds. */
async function heldOrders(url: string): Promise<string[]> {
  const client = await connectAsync(url);
  const topics: string[] = [];
  client.on('message', (topic) => void topics.push(topic));
  await client.subscribeAsync('nexus/v1/+/ota/job', { qos: 1 });
  await sleep(300);
  await client.endAsync(true);
  return topics;
}

test.concurrent('a roll-out goes to its end by the broker; each device gets one order, which is taken back', async () => {
  await using broker = await startBroker();
  await using store = await openFleet(sensors(6));
  await using devices = await connectDevices(broker.url);
  const { rollout_id } = await startRollout(store);
  await using _worker = startWorker(store, broker.url);
  expect(await finished(store)).toMatchObject({ rollout_id, state: 'completed' });
  const jobs = await allJobs(store);
  expect(devices.received.sort()).toEqual(jobs.map(({ device_id, job_id }) => `${device_id} ${job_id}`).sort());
  const { devices: after } = await store.listDevices({}, { limit: 9, offset: 0 });
  expect(after.map(({ firmware_version, status }) => `${firmware_version} ${status}`)).toEqual(
    Array(6).fill('2.4.1 online'),
  );
  await vi.waitFor(async () => expect(await store.firmware.hasWork()).toBe(false), { timeout: 20_000 });
  expect(await heldOrders(broker.url)).toEqual([]);
});

test.concurrent('hears what devices said while no worker was there', async () => {
  await using broker = await startBroker();
  await using store = await openFleet(sensors(2));
  await using _devices = await connectDevices(broker.url);
  await startRollout(store, { waves: ['rest'] });
  const orders = await store.firmware.takeOrders(9, MINE);
  const ids = orders.map(({ execution_id }) => execution_id);
  await using client = await openMqttChannel({ url: broker.url }, { onReport: () => {}, log: silentLogger });
  await vi.waitFor(() => expect(client.isConnected).toBe(true));
  await Promise.all(orders.map((order) => client.send(order)));
  await store.firmware.sent(ids, NOW_MS, MINE);
  await sleep(500); // the devices have answered, to nobody
  await using _worker = startWorker(store, broker.url);
  expect(await finished(store)).toMatchObject({ state: 'completed' });
});

test.concurrent('an order that a killed worker sent, and did not note, is not sent again; one that it noted only, is', async () => {
  await using broker = await startBroker();
  await using store = await openFleet(sensors(2));
  const silent = await connectDevices(broker.url, () => []);
  await startRollout(store, { waves: ['rest'] });
  const orders = await store.firmware.takeOrders(9, MINE); // noted as under way: here it was killed
  {
    await using client = await openMqttChannel({ url: broker.url }, { onReport: () => {}, log: silentLogger });
    await vi.waitFor(() => expect(client.isConnected).toBe(true));
    await client.send(orders[0]!);
  }
  await using _worker = startWorker(store, broker.url);
  await vi.waitFor(async () => expect((await allJobs(store)).every(({ sent_ms }) => sent_ms === NOW_MS)).toBe(true), {
    timeout: 20_000,
  });
  await sleep(200);
  expect(silent.received.sort()).toEqual(orders.map((order) => `${order.device_id} ${order.execution_id}`).sort());
  await silent[Symbol.asyncDispose]();
});

test.concurrent('of several processes on one file one sends', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'registry.db');
  await using broker = await startBroker();
  await using first = await openFleet(sensors(8), path);
  await using second = await openDeviceRegistryStore(path);
  await using devices = await connectDevices(broker.url);
  await using _one = startWorker(first, broker.url);
  await using _two = startWorker(second, broker.url);
  await startRollout(first);
  await finished(second);
  expect(devices.received).toHaveLength(8);
  expect(await first.firmware.hasWorker(Date.now())).toBe(true);
});

test.concurrent('passes over what is no report, and what is of no device of ours', async () => {
  await using broker = await startBroker();
  await using store = await openFleet(sensors(2));
  const rubbish = [
    '',
    'null',
    '[]',
    '{"execution_id":1}',
    '{'.repeat(9_000),
    '\u0000',
    'NaN',
    `"${'x'.repeat(9_000)}"`,
  ];
  const client = await connectAsync(broker.url);
  await using devices = await connectDevices(broker.url, (deviceId, target) => {
    for (const text of rubbish) client.publish(`nexus/v1/${deviceId}/ota/status`, text, { qos: 1 });
    client.publish(`nexus/v1/${deviceId}/ota/status`, Buffer.from([0xff, 0xfe]), { qos: 1 });
    client.publish(
      'nexus/v1/DEV-9999/ota/status',
      JSON.stringify({ execution_id: 'JOB-X', sequence: 0, status: 'failed' }),
    );
    return obedient(deviceId, target);
  });
  await startRollout(store);
  await using _worker = startWorker(store, broker.url);
  expect(await finished(store)).toMatchObject({ state: 'completed' });
  expect(devices.received).toHaveLength(2);
  await client.endAsync(true);
});

test.concurrent('a device that never answers is timed out by the clock, and its roll-out goes on', async () => {
  await using broker = await startBroker();
  await using store = await openFleet(sensors(2));
  await using _devices = await connectDevices(broker.url, (deviceId, target) =>
    deviceId === 'DEV-0101' ? [] : obedient(deviceId, target),
  );
  await startRollout(store, { max_failure_pct: 100 });
  let now = NOW_MS;
  await using _worker = startWorker(store, broker.url, () => now);
  await vi.waitFor(async () => expect((await allJobs(store))[0]?.sent_ms).toBe(NOW_MS), { timeout: 20_000 });
  now += 15 * 60_000;
  expect(await finished(store)).toMatchObject({ state: 'completed', waves: [{ timed_out: 1 }, { completed: 1 }] });
});

test.concurrent('waits for a broker that is not there, and no job is lost', async () => {
  await using store = await openFleet(sensors(1));
  const job = await store.firmware.initiate({ ...ANN, device_id: 'DEV-0101', target_version: '2.4.1' });
  await using _worker = startWorker(store, 'mqtt://127.0.0.1:9');
  await sleep(1_500);
  expect(await allJobs(store)).toEqual([job]);
});
