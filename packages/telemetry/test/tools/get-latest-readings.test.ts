import { connect } from '@nexus/server-kit/testing';
import { expect, test } from 'vitest';
import { server } from '../../src/server.ts';
import { addRegistry, HOUR_MS, MINUTE_MS, NOW_MS, openBuilding, reading, time } from '../building.ts';

test('gives the newest reading of each metric, with unit, quality and age', async () => {
  await using building = await openBuilding();
  await building.telemetry.ingest([
    reading('CO2-1', 'co2_ppm', NOW_MS - HOUR_MS, 600),
    reading('CO2-1', 'co2_ppm', NOW_MS - 5 * MINUTE_MS, 712.34567),
    reading('CO2-1', 'temperature', NOW_MS - 90_500, 21.5, 'uncertain'),
  ]);
  await using host = await connect(server, building, { time });
  expect(await host.value('get_latest_readings', { device_id: 'CO2-1' })).toEqual({
    device_id: 'CO2-1',
    readings: [
      {
        metric: 'co2_ppm',
        value: 712.3457,
        unit: 'ppm',
        quality: 'good',
        timestamp: '2026-06-01T13:55:00+02:00',
        age_seconds: 300,
      },
      {
        metric: 'temperature',
        value: 21.5,
        unit: '°C',
        quality: 'uncertain',
        timestamp: '2026-06-01T13:58:29.500+02:00',
        age_seconds: 90,
      },
    ],
  });
});

test('finds a device by its name, and takes everyday names of metrics', async () => {
  await using building = await openBuilding();
  await addRegistry(building);
  await building.telemetry.ingest([reading('CO2-1', 'co2_ppm', NOW_MS, 700), reading('CO2-1', 'humidity', NOW_MS, 40)]);
  await using host = await connect(server, building, { time });
  expect(await host.value('get_latest_readings', { device_id: 'co2 SENSOR 3b', metrics: ['CO₂'] })).toMatchObject({
    device_id: 'CO2-1',
    device_name: 'CO2 sensor 3B',
    zone_name: 'Conference Room 3B',
    readings: [{ metric: 'co2_ppm', value: 700 }],
  });
});

test('says of a missing reading that it is missing, without a value', async () => {
  await using building = await openBuilding();
  await building.telemetry.ingest([{ ...reading('A', 'humidity', NOW_MS, 0), value: null, quality: 'missing' }]);
  await using host = await connect(server, building, { time });
  const { readings } = await host.value('get_latest_readings', { device_id: 'A' });
  expect(readings).toEqual([
    { metric: 'humidity', unit: '%', quality: 'missing', timestamp: '2026-06-01T14:00:00+02:00', age_seconds: 0 },
  ]);
});

test('a registered device that never reported has no readings', async () => {
  await using building = await openBuilding();
  await addRegistry(building);
  await using host = await connect(server, building, { time });
  expect(await host.value('get_latest_readings', { device_id: 'LOCK-1' })).toMatchObject({ readings: [] });
});

test('an unknown device is not found, with those that it may mean', async () => {
  await using building = await openBuilding();
  await building.telemetry.ingest([reading('CO2-1', 'co2_ppm', NOW_MS, 700), reading('PUMP-7', 'co2_ppm', NOW_MS, 1)]);
  await using host = await connect(server, building, { time });
  const alone = await host.failure('get_latest_readings', { device_id: 'co2-11' });
  expect(alone.code).toBe('not_found');
  expect(alone.text).toContain('Nearest: CO2-1. list_metrics');

  await addRegistry(building);
  const registered = await host.failure('get_latest_readings', { device_id: 'CO2 sensr 3B' });
  expect(registered.text).toContain('CO2 sensor 3B');
  const reporting = await host.failure('get_latest_readings', { device_id: 'PUMP-8' });
  expect(reporting.text).toContain('Reporting without being registered: PUMP-7.');
  // CO2-1 reports, but it is registered.
  const misspelt = await host.failure('get_latest_readings', { device_id: 'CO2-11' });
  expect(misspelt.text).not.toContain('without being registered');
});

test('names the metrics that are not there, and those that are when none was found', async () => {
  await using building = await openBuilding();
  await building.telemetry.ingest([reading('A', 'humidity', NOW_MS, 50), reading('A', 'temperature', NOW_MS, 20)]);
  await using host = await connect(server, building, { time });
  const none = await host.value('get_latest_readings', { device_id: 'A', metrics: ['temprature'] });
  expect(none).toEqual({
    device_id: 'A',
    readings: [],
    metrics_without_readings: ['temprature'],
    metrics_available: ['humidity', 'temperature'],
  });
  const some = await host.value('get_latest_readings', { device_id: 'A', metrics: ['temp', 'CO2'] });
  expect(some).toMatchObject({ readings: [{ metric: 'temperature' }], metrics_without_readings: ['co2_ppm'] });
  expect(some).not.toHaveProperty('metrics_available');
});

test('the age of a reading from a clock that runs ahead is negative', async () => {
  await using building = await openBuilding();
  await building.telemetry.ingest([reading('A', 'humidity', NOW_MS + HOUR_MS, 50)]);
  await using host = await connect(server, building, { time });
  expect(await host.value('get_latest_readings', { device_id: 'A' })).toMatchObject({
    readings: [{ age_seconds: -3600 }],
  });
});
