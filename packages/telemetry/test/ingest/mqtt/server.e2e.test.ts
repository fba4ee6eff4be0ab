import { join } from 'node:path';
import { ServerBin } from '@nexus/server-kit/testing';
import { describe, expect, test } from 'vitest';
import { openTelemetryStore, type TelemetryStore } from '../../../src/store/index.ts';
import { openBuilding } from '../../building.ts';
import { openBroker, openSensor, type TestBroker } from './test-broker.ts';

const bin = new ServerBin(new URL('../../..', import.meta.url));

/** Publishes a value every now and then until it is stored. */
async function untilStored(broker: TestBroker, store: TelemetryStore, value: number): Promise<void> {
  await using sensor = await openSensor(broker);
  await expect
    .poll(
      async () => {
        await sensor.publishAsync('nexus/v1/NORTH/CO2-1/co2', String(value), { qos: 1 });
        const [latest] = await store.latest(['CO2-1']);
        return latest?.value;
      },
      { timeout: 40_000, interval: 200 },
    )
    .toBe(value);
}

describe.skipIf(!bin.isBuilt)('the built server', () => {
  test('takes readings in over MQTT, and when it is killed the next one goes on', async () => {
    await using broker = await openBroker();
    await using building = await openBuilding();
    const path = join(building.folder, 'telemetry.db');
    await using store = await openTelemetryStore(path);
    const options = { ...building, environment: { NEXUS_MQTT_URL: broker.url } };
    using first = await bin.connect(options);
    await untilStored(broker, store, 601);
    using second = await bin.connect(options);
    const call = { name: 'get_latest_readings', arguments: { device_id: 'CO2-1' } };
    const { structuredContent } = await second.ask('tools/call', call);
    expect(structuredContent).toMatchObject({ readings: [{ metric: 'co2_ppm', value: 601 }] });
    first[Symbol.dispose]();
    await untilStored(broker, store, 602);
    expect(await second.end()).toMatchObject({ code: 0, lines: [] });
  });

  test('read-only takes nothing in, and a wrong address is told at the start', async () => {
    await using building = await openBuilding();
    const { code, stderr } = await bin.run([], { ...building, environment: { NEXUS_MQTT_URL: 'broker:1883' } });
    expect(stderr).toContain('NEXUS_MQTT_URL: must be an address such as mqtt://broker:1883');
    expect(code).toBe(2);
    const environment = { NEXUS_MQTT_URL: 'mqtt://127.0.0.1:1', NEXUS_READ_ONLY: '1' };
    const readOnly = await bin.run([], { ...building, environment });
    expect(readOnly.stderr).not.toContain('MQTT');
  });
});
