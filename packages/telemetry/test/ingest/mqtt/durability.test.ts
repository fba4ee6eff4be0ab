import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundleProgram, type BundledProgram } from '../../../../../tools/bundle-program.ts';
import { type Building, openBuilding } from '../../building.ts';
import { hasMosquitto, openMosquitto, openSensor, type TestBroker } from './test-broker.ts';

let program: BundledProgram;
beforeAll(async () => {
  program = await bundleProgram(new URL('consumer.ts', import.meta.url));
});
afterAll(() => program[Symbol.dispose]());

const MESSAGES = 5_000;
const DEVICES = 50;

async function startConsumer(broker: TestBroker, path: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [program.path, broker.url, path], { stdio: ['ignore', 'pipe', 'ignore'] });
  if (child.stdout) await once(child.stdout, 'data');
  return child;
}

async function count(building: Building): Promise<number> {
  return (await building.telemetry.info()).readings;
}

/** Message i is reading i of device i mod 50, at i seconds: what is stored can be told exactly. */
async function publishAll(broker: TestBroker): Promise<number> {
  await using sensor = await openSensor(broker);
  let next = 0;
  let acknowledged = 0;
  const publisher = async () => {
    while (next < MESSAGES) {
      const i = next;
      next += 1;
      const payload = JSON.stringify({ value: i, timestamp: 1_700_000_000 + i });
      await sensor.publishAsync(`nexus/v1/NORTH/D${i % DEVICES}/humidity`, payload, { qos: 1 });
      acknowledged += 1;
    }
  };
  await Promise.all(Array.from({ length: 100 }, publisher));
  return acknowledged;
}

// Processes are started again and again, which takes its time on a busy machine.
describe.skipIf(!hasMosquitto)('with a real Mosquitto', { timeout: 240_000 }, () => {
  test('killed four times amid 5,000 messages, it loses none that was acknowledged and stores none twice', async () => {
    await using broker = await openMosquitto();
    await using building = await openBuilding();
    const path = join(building.folder, 'telemetry.db');
    let consumer = await startConsumer(broker, path);
    await untilSubscribed(broker, building);
    try {
      const published = publishAll(broker);
      for (let kill = 1; kill <= 4; kill += 1) {
        // Evenly over the messages, so that each kill finds some under way.
        await expect
          .poll(() => count(building), { timeout: 100_000, interval: 5 })
          .toBeGreaterThanOrEqual((MESSAGES * kill) / 5);
        consumer.kill('SIGKILL');
        consumer = await startConsumer(broker, path);
      }
      expect(await published).toBe(MESSAGES);
      await expect.poll(() => count(building), { timeout: 100_000 }).toBe(MESSAGES + 1);
      const series = (await building.telemetry.series({})).filter(({ device_id }) => device_id !== 'PROBE');
      expect(series.map(({ count }) => count)).toEqual(Array.from({ length: DEVICES }, () => MESSAGES / DEVICES));
    } finally {
      consumer.kill('SIGKILL');
    }
  });

  test('a backlog of 5,000 messages drains when the consumer comes back', async () => {
    await using broker = await openMosquitto();
    await using building = await openBuilding();
    const path = join(building.folder, 'telemetry.db');
    const first = await startConsumer(broker, path);
    await untilSubscribed(broker, building);
    first.kill('SIGKILL');
    await publishAll(broker);
    const consumer = await startConsumer(broker, path);
    try {
      await expect.poll(() => count(building), { timeout: 100_000 }).toBe(MESSAGES + 1);
    } finally {
      consumer.kill('SIGKILL');
    }
  });
});

/** The broker keeps nothing for a client that never subscribed. */
async function untilSubscribed(broker: TestBroker, building: Building): Promise<void> {
  await using sensor = await openSensor(broker);
  await expect
    .poll(
      async () => {
        await sensor.publishAsync('nexus/v1/N/PROBE/humidity', '{"value":1,"timestamp":1}', { qos: 1 });
        return count(building);
      },
      { timeout: 60_000 },
    )
    .toBe(1);
}
