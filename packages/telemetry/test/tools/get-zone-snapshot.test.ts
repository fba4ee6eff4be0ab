import { connect } from '@nexus/server-kit/testing';
import { expect, test } from 'vitest';
import { server } from '../../src/server.ts';
import { addRegistry, MINUTE_MS, NOW_MS, openBuilding, reading, time } from '../building.ts';

test('answers for a room by its name', async () => {
  await using building = await openBuilding();
  await addRegistry(building);
  await building.telemetry.ingest([
    reading('CO2-1', 'co2_ppm', NOW_MS - MINUTE_MS, 700),
    reading('CO2-1', 'temperature', NOW_MS - MINUTE_MS, 22),
    reading('METER-S', 'energy_kwh', NOW_MS, 1),
  ]);
  await using host = await connect(server, building, { time });
  const snapshot = await host.value('get_zone_snapshot', { zone_id: 'conference room 3b', metrics: ['CO2'] });
  expect(snapshot).toEqual({
    zone: { zone_id: 'N-3B', name: 'Conference Room 3B', building: 'NORTH', floor: 3 },
    readings: [
      {
        device_id: 'CO2-1',
        device_name: 'CO2 sensor 3B',
        device_type: 'co2_sensor',
        metric: 'co2_ppm',
        value: 700,
        unit: 'ppm',
        quality: 'good',
        timestamp: '2026-06-01T13:59:00+02:00',
        age_seconds: 60,
      },
    ],
    total: 1,
    devices_without_readings: ['LOCK-1', 'METER-3'],
  });
});

test('says what the zone has when nothing matches', async () => {
  await using building = await openBuilding();
  await addRegistry(building);
  await building.telemetry.ingest([reading('CO2-1', 'co2_ppm', NOW_MS, 700)]);
  await using host = await connect(server, building, { time });
  expect(await host.value('get_zone_snapshot', { zone_id: 'N-3B', metrics: ['humidity'] })).toMatchObject({
    readings: [],
    total: 0,
    metrics_without_readings: ['humidity'],
    metrics_available: ['co2_ppm'],
  });
});

test('the building tells zones of the same name apart', async () => {
  await using building = await openBuilding();
  await addRegistry(building);
  await using host = await connect(server, building, { time });
  expect(await host.value('get_zone_snapshot', { zone_id: 'Lobby', building: 'south' })).toMatchObject({
    zone: { zone_id: 'S-LOBBY' },
    readings: [],
  });
  expect((await host.failure('get_zone_snapshot', { zone_id: 'Lobby' })).code).toBe('invalid_argument');
});

test('takes a list of devices, with or without a registry, each once', async () => {
  await using building = await openBuilding();
  await building.telemetry.ingest([reading('A', 'humidity', NOW_MS, 40), reading('B', 'humidity', NOW_MS, 50)]);
  await using host = await connect(server, building, { time });
  const { readings } = await host.value('get_zone_snapshot', { device_ids: ['B', 'A', 'B'] });
  expect(readings).toMatchObject([
    { device_id: 'A', value: 40 },
    { device_id: 'B', value: 50 },
  ]);
});

test('counts what does not fit into an answer', async () => {
  await using building = await openBuilding();
  const ids = Array.from({ length: 90 }, (_, i) => `D-${i}`);
  await building.telemetry.ingest(ids.map((id) => reading(id, 'humidity', NOW_MS, 40)));
  await using host = await connect(server, building, { time });
  const answer = await host.value('get_zone_snapshot', { device_ids: ids });
  expect(answer).toMatchObject({ total: 90, omitted: 10 });
  expect(answer['readings']).toHaveLength(80);
});

test('long ids do not make an answer too long', async () => {
  await using building = await openBuilding();
  const ids = Array.from({ length: 80 }, (_, i) => `${'部屋'.repeat(60)}-${i}`);
  await building.telemetry.ingest(ids.map((id) => reading(id, 'humidity', NOW_MS, 40)));
  await using host = await connect(server, building, { time });
  const answer = await host.value('get_zone_snapshot', { device_ids: ids });
  const { length } = answer['readings'] as unknown[];
  expect(Buffer.byteLength(JSON.stringify(answer))).toBeLessThan(20_200);
  expect(answer).toMatchObject({ total: 80, omitted: 80 - length });
});

test('says what is missing without a registry, and works as soon as there is one', async () => {
  await using building = await openBuilding();
  await using host = await connect(server, building, { time });
  const failure = await host.failure('get_zone_snapshot', { zone_id: 'Conference Room 3B' });
  expect(failure.code).toBe('unavailable');
  expect(failure.text).toContain('device_ids');
  await addRegistry(building);
  expect(await host.value('get_zone_snapshot', { zone_id: 'Conference Room 3B' })).toMatchObject({ total: 0 });
});

test.each([[{}], [{ zone_id: 'A', device_ids: ['B'] }]])('refuses %j: either a zone or devices', async (given) => {
  await using building = await openBuilding();
  await using host = await connect(server, building, { time });
  expect((await host.failure('get_zone_snapshot', given)).code).toBe('invalid_argument');
});

test('an unknown zone is not found, with the nearest', async () => {
  await using building = await openBuilding();
  await addRegistry(building);
  await using host = await connect(server, building, { time });
  const { code, text } = await host.failure('get_zone_snapshot', { zone_id: 'Conference Room 3C' });
  expect(code).toBe('not_found');
  expect(text).toContain('Conference Room 3B');
});

test('an unknown building is named as such', async () => {
  await using building = await openBuilding();
  await addRegistry(building);
  await using host = await connect(server, building, { time });
  expect(await host.failure('get_zone_snapshot', { zone_id: 'Lobby', building: 'WEST' })).toEqual({
    code: 'not_found',
    text: 'There is no building "WEST".\nThere are: NORTH, SOUTH. See list_zones.',
  });
});

test('refuses a building for a list of devices, which it would not narrow', async () => {
  await using building = await openBuilding();
  await building.telemetry.ingest([reading('A', 'humidity', NOW_MS, 40)]);
  await using host = await connect(server, building, { time });
  const { code, text } = await host.failure('get_zone_snapshot', { device_ids: ['A'], building: 'NORTH' });
  expect(code).toBe('invalid_argument');
  expect(text).toContain('Leave it out');
});
