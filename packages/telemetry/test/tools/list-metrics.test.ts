import { connect } from '@nexus/server-kit/testing';
import { expect, test } from 'vitest';
import { server } from '../../src/server.ts';
import { addRegistry, DAY_MS, NOW_MS, openBuilding, reading, time } from '../building.ts';

const READINGS = [
  reading('CO2-1', 'co2_ppm', NOW_MS - DAY_MS, 500),
  reading('CO2-1', 'co2_ppm', NOW_MS, 600),
  reading('CO2-1', 'temperature', NOW_MS, 21),
  reading('METER-S', 'temperature', NOW_MS - DAY_MS, 20),
];

test('lists each metric once over all devices', async () => {
  await using building = await openBuilding();
  await building.telemetry.ingest(READINGS);
  await using host = await connect(server, building, { time });
  expect(await host.value('list_metrics')).toEqual({
    metrics: [
      {
        metric: 'co2_ppm',
        unit: 'ppm',
        devices: 1,
        example_device_ids: ['CO2-1'],
        count: 2,
        first: '2026-05-31T14:00:00+02:00',
        last: '2026-06-01T14:00:00+02:00',
      },
      {
        metric: 'temperature',
        unit: '°C',
        devices: 2,
        example_device_ids: ['CO2-1', 'METER-S'],
        count: 2,
        first: '2026-05-31T14:00:00+02:00',
        last: '2026-06-01T14:00:00+02:00',
      },
    ],
    total: 2,
    offset: 0,
    limit: 50,
  });
});

test('lists the series of a device, and of a zone by its name', async () => {
  await using building = await openBuilding();
  await addRegistry(building);
  await building.telemetry.ingest(READINGS);
  await using host = await connect(server, building, { time });
  const ofDevice = await host.value('list_metrics', { device_id: 'CO2 sensor 3B' });
  expect(ofDevice).toMatchObject({ total: 2, metrics: [{ device_id: 'CO2-1', metric: 'co2_ppm', count: 2 }, {}] });
  expect(await host.value('list_metrics', { zone_id: 'conference room 3B' })).toMatchObject({ total: 2 });
  expect(await host.value('list_metrics', { zone_id: 'S-LOBBY' })).toMatchObject({
    total: 1,
    metrics: [{ device_id: 'METER-S', metric: 'temperature' }],
  });
  expect(await host.value('list_metrics', { zone_id: 'S-LOBBY', device_id: 'CO2-1' })).toMatchObject({ total: 0 });
});

test('gives pages', async () => {
  await using building = await openBuilding();
  await building.telemetry.ingest(READINGS);
  await using host = await connect(server, building, { time });
  expect(await host.value('list_metrics', { limit: 1, offset: 1 })).toMatchObject({
    total: 2,
    offset: 1,
    limit: 1,
    metrics: [{ metric: 'temperature' }],
  });
});

test('an empty store has no metrics', async () => {
  await using building = await openBuilding();
  await using host = await connect(server, building, { time });
  expect(await host.value('list_metrics')).toEqual({ metrics: [], total: 0, offset: 0, limit: 50 });
});

test('cannot know of zones without a registry', async () => {
  await using building = await openBuilding();
  await using host = await connect(server, building, { time });
  expect((await host.failure('list_metrics', { zone_id: 'Lobby' })).code).toBe('unavailable');
});

test('walking the pages of the greatest limit meets every series once, none above 8,000 tokens', async () => {
  await using building = await openBuilding();
  const names = Array.from({ length: 250 }, (_, i) => `channel_${String(i).padStart(3, '0')}_volts`);
  await building.telemetry.ingest(
    names.map((metric) => ({ ...reading('A', 'humidity', NOW_MS, 1), metric, unit: 'V' })),
  );
  await using host = await connect(server, building, { time });
  const seen: string[] = [];
  for (let offset: number | undefined = 0; offset !== undefined;) {
    const page = await host.value('list_metrics', { device_id: 'A', limit: 200, offset });
    expect(JSON.stringify(page).length).toBeLessThan(16_200); // 2.3 characters a token make 7,000
    seen.push(...(page['metrics'] as { metric: string }[]).map(({ metric }) => metric));
    offset = page['next_offset'] as number | undefined;
  }
  expect(seen).toEqual(names);
});
