import { connect } from '@nexus/server-kit/testing';
import { expect, test, vi } from 'vitest';
import { server } from '../../src/server.ts';
import { addRegistry, HOUR_MS, MINUTE_MS, NOW_MS, openBuilding, reading, time } from '../building.ts';

async function read(host: Awaited<ReturnType<typeof connect>>, uri: string): Promise<unknown> {
  const { contents } = await host.client.readResource({ uri });
  const [content] = contents;
  return content && 'text' in content ? JSON.parse(content.text) : undefined;
}

test('tells of the last hour of a device', async () => {
  await using building = await openBuilding();
  await addRegistry(building);
  await building.telemetry.ingest([
    reading('CO2-1', 'co2_ppm', NOW_MS - HOUR_MS - 1, 9999),
    reading('CO2-1', 'co2_ppm', NOW_MS - HOUR_MS, 500),
    reading('CO2-1', 'co2_ppm', NOW_MS - 20 * MINUTE_MS, 900),
    reading('CO2-1', 'co2_ppm', NOW_MS - 10 * MINUTE_MS, 5000, 'bad'),
    reading('CO2-1', 'humidity', NOW_MS - 5 * HOUR_MS, 40),
  ]);
  await using host = await connect(server, building, { time });
  expect(await read(host, 'telemetry://CO2-1/summary')).toEqual({
    device_id: 'CO2-1',
    device_name: 'CO2 sensor 3B',
    zone_name: 'Conference Room 3B',
    window: { start: '2026-06-01T13:00:00+02:00', end: '2026-06-01T14:00:00+02:00' },
    metrics: [
      {
        metric: 'co2_ppm',
        unit: 'ppm',
        latest: { value: 5000, quality: 'bad', timestamp: '2026-06-01T13:50:00+02:00', age_seconds: 600 },
        min: 500,
        max: 900,
        n: 2,
      },
      {
        metric: 'humidity',
        unit: '%',
        latest: { value: 40, quality: 'good', timestamp: '2026-06-01T09:00:00+02:00', age_seconds: 18_000 },
        n: 0,
      },
    ],
  });
});

test('lists and completes the devices that report', async () => {
  await using building = await openBuilding();
  await building.telemetry.ingest([reading('AHU 1', 'humidity', NOW_MS, 40), reading('CO2-1', 'humidity', NOW_MS, 40)]);
  await using host = await connect(server, building, { time });
  const { resources } = await host.client.listResources();
  expect(resources.map(({ uri }) => uri)).toEqual(['telemetry://AHU%201/summary', 'telemetry://CO2-1/summary']);
  expect(await read(host, 'telemetry://AHU%201/summary')).toMatchObject({ device_id: 'AHU 1' });
  const { completion } = await host.client.complete({
    ref: { type: 'ref/resource', uri: 'telemetry://{device_id}/summary' },
    argument: { name: 'device_id', value: 'co2' },
  });
  expect(completion.values).toEqual(['CO2-1']);
});

test('an unknown device is not found', async () => {
  await using building = await openBuilding();
  await using host = await connect(server, building, { time });
  await expect(read(host, 'telemetry://NOBODY/summary')).rejects.toMatchObject({ code: -32002 });
});

test('tells who subscribed when another reading comes', async () => {
  await using building = await openBuilding();
  await building.telemetry.ingest([reading('A', 'humidity', NOW_MS - MINUTE_MS, 40)]);
  await using host = await connect(server, building, { time });
  const updated: unknown[] = [];
  host.client.fallbackNotificationHandler = ({ params }) => Promise.resolve(void updated.push(params?.['uri']));
  await host.client.subscribeResource({ uri: 'telemetry://A/summary' });
  await building.telemetry.ingest([reading('A', 'humidity', NOW_MS, 41)]);
  await vi.waitFor(() => expect(updated).toEqual(['telemetry://A/summary']), { timeout: 5000 });
});
