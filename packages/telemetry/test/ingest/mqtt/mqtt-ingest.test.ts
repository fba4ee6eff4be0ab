import { NexusError } from '@nexus/models';
import { silentLogger } from '@nexus/server-kit';
import { afterEach, describe, expect, test } from 'vitest';
import { MqttIngest, type MqttSettings } from '../../../src/ingest/mqtt/mqtt-ingest.ts';
import { type Building, openBuilding } from '../../building.ts';
import { ESPHOME } from './discovery/announced.ts';
import { hasMosquitto, openAedes, openBroker, openMosquitto, openSensor, type TestBroker } from './test-broker.ts';
import { TurnIntake } from './turn-intake.ts';

const running: AsyncDisposable[] = [];
afterEach(async () => {
  for (const one of running.splice(0).toReversed()) await one[Symbol.asyncDispose]();
});

/** An ingest that runs until the end of the test, or until it is stopped. */
async function ingesting(broker: TestBroker, building: Building, settings: Partial<MqttSettings> = {}) {
  const intake = new TurnIntake(building.telemetry);
  const all = { broker: { url: broker.url }, clientId: 'ingest', ...settings };
  const ingest = await MqttIngest.prepare(all, intake, silentLogger);
  const end = new AbortController();
  const run = ingest.run(end.signal);
  const stop = async () => {
    end.abort();
    await run;
  };
  running.push({ [Symbol.asyncDispose]: stop });
  return { intake, stop };
}

async function count(building: Building): Promise<number> {
  return (await building.telemetry.info()).readings;
}

const soon = { timeout: 20_000, interval: 20 };

/** Publishes again and again until something came in: then it is known to listen. */
async function untilListening(broker: TestBroker, building: Building): Promise<void> {
  await using sensor = await openSensor(broker);
  await expect
    .poll(async () => {
      await sensor.publishAsync('nexus/v1/N/PROBE/humidity', '{"value":1,"timestamp":1}', { qos: 1 });
      return count(building);
    }, soon)
    .toBe(1);
}

test('what sensors publish is stored, what cannot be read is rejected, and both are done with', async () => {
  await using broker = await openBroker();
  await using building = await openBuilding();
  const { intake } = await ingesting(broker, building);
  await untilListening(broker, building);
  await using sensor = await openSensor(broker);
  await sensor.publishAsync('nexus/v1/NORTH/CO2-1/co2', '612', { qos: 1 });
  await sensor.publishAsync('nexus/v1/NORTH/CO2-1/co2', 'warm', { qos: 1 });
  await sensor.publishAsync('nexus/v1/NORTH/AIR-1', '{"temp":{"value":70,"unit":"°F"},"rh":40}', { qos: 0 });
  await expect.poll(() => count(building), soon).toBe(4);
  expect(await building.telemetry.latest(['CO2-1', 'AIR-1'])).toMatchObject([
    { device_id: 'AIR-1', metric: 'humidity', value: 40 },
    { device_id: 'AIR-1', metric: 'temperature', value: expect.closeTo(21.1111, 3) as number }, // (70 − 32) × 5/9
    { device_id: 'CO2-1', metric: 'co2_ppm', value: 612 },
  ]);
  expect(intake.rejections).toEqual([
    { source: 'nexus/v1/NORTH/CO2-1/co2', reason: 'the payload is not valid JSON', payload: 'warm' },
  ]);
  expect(intake.devices).toContainEqual({ device_id: 'AIR-1', building: 'NORTH' });
});

test('a broker that speaks only MQTT 3.1.1 will do', async () => {
  await using broker = await openAedes();
  await using building = await openBuilding();
  await ingesting(broker, building);
  await untilListening(broker, building);
  expect(await building.telemetry.latest(['PROBE'])).toMatchObject([{ metric: 'humidity', value: 1 }]);
});

test('a message whose reading cannot be stored is not acknowledged, and comes again when it can', async () => {
  await using broker = await openBroker();
  await using building = await openBuilding();
  const { intake } = await ingesting(broker, building);
  await untilListening(broker, building);
  await using sensor = await openSensor(broker);
  const { batches } = intake;
  intake.failure = new NexusError('unavailable', 'The disk is full.');
  for (let i = 0; i < 50; i += 1) {
    await sensor.publishAsync('nexus/v1/N/D/humidity', `{"value":${i},"timestamp":${100 + i}}`, { qos: 1 });
  }
  await expect.poll(() => intake.batches, soon).toBeGreaterThan(batches);
  expect(await count(building)).toBe(1);
  intake.failure = undefined;
  await expect.poll(() => count(building), soon).toBe(51);
});

test('while the intake is full nothing more is read, and afterwards nothing is missing', async () => {
  await using broker = await openBroker();
  await using building = await openBuilding();
  const { intake } = await ingesting(broker, building);
  await untilListening(broker, building);
  intake.isFull = true;
  await using sensor = await openSensor(broker);
  const publish = (i: number) =>
    sensor.publishAsync('nexus/v1/N/D/humidity', `{"value":${i},"timestamp":${100 + i}}`, { qos: 1 });
  await Promise.all(Array.from({ length: 500 }, (_, i) => publish(i)));
  expect(await count(building)).toBeLessThanOrEqual(2);
  intake.makeRoom();
  await expect.poll(() => count(building), soon).toBe(501);
});

test('what came while nobody listened is delivered afterwards', async () => {
  await using broker = await openBroker();
  await using building = await openBuilding();
  const { stop } = await ingesting(broker, building);
  await untilListening(broker, building);
  await stop();
  await using sensor = await openSensor(broker);
  for (let i = 0; i < 200; i += 1) {
    await sensor.publishAsync('nexus/v1/N/D/humidity', `{"value":${i},"timestamp":${100 + i}}`, { qos: 1 });
  }
  await ingesting(broker, building);
  await expect.poll(() => count(building), soon).toBe(201);
});

test('announced devices are read, also what they sent before the announcement is repeated', async () => {
  await using broker = await openBroker();
  await using building = await openBuilding();
  await using sensor = await openSensor(broker);
  const [[topic, config] = ['', {}]] = Object.entries(ESPHOME);
  await sensor.publishAsync(topic, JSON.stringify(config), { qos: 1, retain: true });
  const settings = { discoveryPrefix: 'homeassistant' };
  const first = await ingesting(broker, building, settings);
  await untilListening(broker, building);
  expect(first.intake.devices).toContainEqual(
    expect.objectContaining({ device_id: '84f3eb123456', name: 'office', manufacturer: 'espressif' }) as object,
  );
  await first.stop();
  await sensor.publishAsync('office/sensor/office_co2/state', '612', { qos: 1 });
  await ingesting(broker, building, settings);
  await expect
    .poll(() => building.telemetry.latest(['84f3eb123456']), soon)
    .toMatchObject([{ metric: 'co2_ppm', value: 612, unit: 'ppm' }]);
});

describe.skipIf(!hasMosquitto)('with a real Mosquitto', () => {
  test('a broker that restarts is found again, and has kept what it took', async () => {
    await using broker = await openMosquitto();
    await using building = await openBuilding();
    await ingesting(broker, building);
    await untilListening(broker, building);
    await broker.stop();
    await broker.start();
    await using sensor = await openSensor(broker);
    for (let i = 0; i < 20; i += 1) {
      await sensor.publishAsync('nexus/v1/N/D/humidity', `{"value":${i},"timestamp":${100 + i}}`, { qos: 1 });
    }
    await expect.poll(() => count(building), soon).toBe(21);
  });

  test('of two installations in a shared group each message goes to one', async () => {
    await using broker = await openMosquitto();
    await using one = await openBuilding();
    await using other = await openBuilding();
    await ingesting(broker, one, { clientId: 'one', sharedGroup: 'site' });
    await untilListening(broker, one);
    await ingesting(broker, other, { clientId: 'other', sharedGroup: 'site' });
    await untilListening(broker, other);
    const before = (await count(one)) + (await count(other));
    await using sensor = await openSensor(broker);
    for (let i = 0; i < 100; i += 1) {
      await sensor.publishAsync('nexus/v1/N/D/humidity', `{"value":${i},"timestamp":${100 + i}}`, { qos: 1 });
    }
    await expect.poll(async () => (await count(one)) + (await count(other)) - before, soon).toBe(100);
    expect(await count(other)).toBeGreaterThan(1);
  });
});
