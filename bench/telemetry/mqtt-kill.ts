// What survives kills of the consumer, and how long a backlog holds live messages back; with a real Mosquitto.
// Usage: node bench/telemetry/mqtt-kill.ts [messages=50000] [kills=20]
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openTelemetryStore } from '../../packages/telemetry/src/store/index.ts';
import { openMosquitto, openSensor, type TestBroker } from '../../packages/telemetry/test/ingest/mqtt/test-broker.ts';

const messages = Number(process.argv[2] ?? 50_000);
const kills = Number(process.argv[3] ?? 20);
const consumerScript = fileURLToPath(new URL('../../packages/telemetry/test/ingest/mqtt/consumer.ts', import.meta.url));
const DEVICES = 50;
const LAG_GOAL_S = 5;

const folder = await mkdtemp(join(tmpdir(), 'nexus-bench-mqtt-'));
const path = join(folder, 'telemetry.db');
const broker = await openMosquitto();
const store = await openTelemetryStore(path);
let consumer = await startConsumer();
try {
  await untilSubscribed();
  await killAmidMessages();
  await drainBacklog();
} finally {
  consumer.kill('SIGKILL');
  await broker[Symbol.asyncDispose]();
  await store[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
}

async function killAmidMessages(): Promise<void> {
  const published = publishAll('K', messages);
  for (let kill = 1; kill <= kills; kill += 1) {
    // Evenly over the messages, so that each kill finds some under way.
    let count = 0;
    while (count < (messages * kill) / (kills + 1)) {
      await sleep(5);
      count = await countOf('K');
    }
    consumer.kill('SIGKILL');
    console.log(`kill ${kill} when ${count} were stored`);
    consumer = await startConsumer();
  }
  const acknowledged = await published;
  const stored = await settledCount('K', acknowledged);
  console.log(
    `${kills} kills amid ${messages} messages: the broker took ${acknowledged}, stored ${stored}, lost ` +
      `${Math.max(0, acknowledged - stored)}, twice ${Math.max(0, stored - acknowledged)}`,
  );
}

async function drainBacklog(): Promise<void> {
  consumer.kill('SIGKILL');
  const acknowledged = await publishAll('B', messages);
  const begin = performance.now();
  consumer = await startConsumer();
  const start_s = (performance.now() - begin) / 1_000;
  await using sensor = await openSensor(broker);
  const sent_ms = performance.now();
  await sensor.publishAsync('nexus/v1/N/LIVE/humidity', '{"value":1,"timestamp":1}', { qos: 1 });
  while ((await store.latest(['LIVE'])).length === 0) await sleep(20);
  const lag_s = (performance.now() - sent_ms) / 1_000;
  const stored = await settledCount('B', acknowledged);
  console.log(
    `backlog of ${acknowledged}: stored ${stored}; a message published when the consumer came back (started in ` +
      `${start_s.toFixed(1)} s) was stored after ${lag_s.toFixed(2)} s (goal < ${LAG_GOAL_S})`,
  );
}

async function startConsumer(): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--conditions=@nexus/source', consumerScript, broker.url, path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}

/** The broker keeps nothing for a client that never subscribed. */
async function untilSubscribed(): Promise<void> {
  await using sensor = await openSensor(broker satisfies TestBroker);
  while ((await store.latest(['PROBE'])).length === 0) {
    await sensor.publishAsync('nexus/v1/N/PROBE/humidity', '{"value":1,"timestamp":1}', { qos: 1 });
    await sleep(100);
  }
}

/** Reading i of device i mod 50, at i seconds. @returns How many the broker acknowledged. */
async function publishAll(prefix: string, count: number): Promise<number> {
  await using sensor = await openSensor(broker);
  let next = 0;
  let acknowledged = 0;
  const publisher = async () => {
    while (next < count) {
      const i = next;
      next += 1;
      const payload = JSON.stringify({ value: i, timestamp: 1_700_000_000 + i });
      await sensor.publishAsync(`nexus/v1/N/${prefix}${i % DEVICES}/humidity`, payload, { qos: 1 });
      acknowledged += 1;
    }
  };
  await Promise.all(Array.from({ length: 200 }, publisher));
  return acknowledged;
}

async function settledCount(prefix: string, expected: number): Promise<number> {
  let before = -1;
  for (let same = 0; same < 20;) {
    const count = await countOf(prefix);
    if (count >= expected) return count;
    same = count === before ? same + 1 : 0;
    before = count;
    await sleep(500);
  }
  return before;
}

async function countOf(prefix: string): Promise<number> {
  const all = await store.series({ device_ids: Array.from({ length: DEVICES }, (_, i) => `${prefix}${i}`) });
  return all.reduce((sum, one) => sum + one.count, 0);
}
