// Receives messages in a process of its own: `bare` counts them, `store` takes them
// through the whole ingest to disk, and `discard` through all of it but the store.
// Usage: node --conditions=@nexus/source bench/telemetry/mqtt-consumer.ts bare|discard|store url folder messages qos
import { join } from 'node:path';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { BuildingTime } from '@nexus/models';
import { silentLogger } from '@nexus/server-kit';
import { connectAsync } from 'mqtt';
import type { Delivery, Intake } from '../../packages/telemetry/src/ingest/delivery.ts';
import { IntakeLink } from '../../packages/telemetry/src/ingest/intake-link.ts';
import { MqttIngest } from '../../packages/telemetry/src/ingest/mqtt/mqtt-ingest.ts';
import { openTelemetryStore } from '../../packages/telemetry/src/store/index.ts';

/** Forgets each turn of the event loop at once. */
class Discard implements Intake {
  readonly isFull = false;
  #turn: Promise<void> | undefined;

  whenRoomy(): Promise<void> {
    return Promise.resolve();
  }

  put(): Promise<void> {
    this.#turn ??= nextTurn().then(() => (this.#turn = undefined));
    return this.#turn;
  }
}

/** At QoS 0 the broker may drop messages; then the last one that came ends the run. */
const SILENCE_MS = 15_000;
const [mode, url = '', folder = '', total = '1', qos = '0'] = process.argv.slice(2);
const course = { messages: 0, readings: 0, first_ms: 0, last_ms: 0, cpu: process.cpuUsage() };
const isDone = mode === 'bare' ? await receiveBare() : await receiveStored();
process.stdout.write('ready\n');
while (!isDone() && !(course.messages > 0 && performance.now() - course.last_ms > SILENCE_MS)) await sleep(20);
const { messages, readings, first_ms, last_ms } = course;
const { user, system } = process.cpuUsage(course.cpu);
process.stdout.write(
  `${JSON.stringify({ messages, readings, ms: last_ms - first_ms, cpu_ms: (user + system) / 1_000 })}\n`,
);
process.exit();

function arrived(): void {
  if (course.messages === 0) {
    course.first_ms = performance.now();
    course.cpu = process.cpuUsage();
  }
  course.messages += 1;
}

async function receiveBare(): Promise<() => boolean> {
  const client = await connectAsync(url, { protocolVersion: 5, properties: { receiveMaximum: 2_000 } });
  client.on('message', () => {
    arrived();
    course.last_ms = performance.now();
  });
  await client.subscribeAsync('nexus/v1/#', { qos: qos === '1' ? 1 : 0 });
  return () => course.messages >= Number(total);
}

async function receiveStored(): Promise<() => boolean> {
  const telemetryPath = join(folder, 'telemetry.db');
  const telemetry = await openTelemetryStore(telemetryPath);
  const registryPath = join(folder, 'device_registry.db');
  const log = silentLogger;
  const link = new IntakeLink({
    telemetry,
    telemetryPath,
    registryPath,
    readOnly: false,
    log,
    time: new BuildingTime(),
  });
  const inner: Intake = mode === 'discard' ? new Discard() : await link.intake();
  let stored = 0;
  const note = ({ readings }: Delivery) => {
    stored += 1;
    course.readings += readings.length;
    course.last_ms = performance.now();
  };
  const intake: Intake = {
    get isFull() {
      return inner.isFull;
    },
    whenRoomy: () => inner.whenRoomy(),
    put(delivery: Delivery) {
      arrived();
      const put = inner.put(delivery);
      void put.then(() => note(delivery));
      return put;
    },
  };
  const ingest = await MqttIngest.prepare({ broker: { url }, clientId: 'bench' }, intake, log);
  void ingest.run(new AbortController().signal);
  await sleep(1_500); // it has subscribed by then
  return () => stored >= Number(total);
}
