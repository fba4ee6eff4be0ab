import { connect } from '@nexus/server-kit/testing';
import { describe, expect, test } from 'vitest';
import { server } from '../../src/server.ts';
import { addRegistry, course, DAY_MS, HOUR_MS, MINUTE_MS, NOW_MS, openBuilding, reading, time } from '../building.ts';

const STEP_MS = 10 * MINUTE_MS;

/** Eight days of 9 and 11 by turns every ten minutes up to now: mean 10, standard deviation 1. */
function steady(device_id: string, metric: 'co2_ppm' | 'pressure_pa' | 'vibration_mms', scale = 1) {
  const n = (8 * DAY_MS) / STEP_MS;
  const values = Array.from({ length: n }, (_, i) => scale * (i % 2 === 0 ? 9 : 11));
  return course(device_id, metric, NOW_MS - 8 * DAY_MS, STEP_MS, values);
}

test('finds a machine that shakes, and says where, when, how much, by what and why', async () => {
  await using building = await openBuilding();
  await addRegistry(building);
  await building.telemetry.ingest(steady('CO2-1', 'vibration_mms', 0.1));
  // Two hours ago; the mean is 1 and the deviation 0.1, so 7.5 mm/s is far beyond every bound.
  await building.telemetry.ingest([reading('CO2-1', 'vibration_mms', NOW_MS - 2 * HOUR_MS, 7.5)]);
  await using host = await connect(server, building, { time });
  const answer = await host.value('detect_anomalies', { device_id: 'co2 sensor 3b', metric: 'vibration' });
  expect(answer).toEqual({
    window: { start: '2026-05-31T14:00:00+02:00', end: '2026-06-01T14:00:00+02:00' },
    episodes: [
      {
        device_id: 'CO2-1',
        device_name: 'CO2 sensor 3B',
        zone: 'Conference Room 3B',
        metric: 'vibration_mms',
        start: '2026-06-01T12:00:00+02:00',
        end: '2026-06-01T12:00:00+02:00',
        peak_value: 7.5,
        unit: 'mm/s',
        score: expect.closeTo(1, 2) as number,
        methods: ['threshold', 'z_score', 'seasonal'],
        severity: 'warning',
        why: '7.5 mm/s is above the limit of 7.1 mm/s from ISO 14694, fans of category BV-3 on a rigid mounting, alarm and shutdown.',
      },
    ],
    total: 1,
    series_examined: 1,
    readings_examined: 144,
  });
});

test('a quiet series has no episode, and the answer says what was examined', async () => {
  await using building = await openBuilding();
  await building.telemetry.ingest([
    ...steady('A', 'pressure_pa'),
    reading('A', 'pressure_pa', NOW_MS - HOUR_MS, 500, 'bad'),
  ]);
  await using host = await connect(server, building, { time });
  expect(await host.value('detect_anomalies', { metric: 'pressure' })).toMatchObject({
    episodes: [],
    total: 0,
    series_examined: 1,
    readings_examined: 143,
    readings_left_out: 1,
  });
});

test('a new series is held against limits at once, and that it is new is said', async () => {
  await using building = await openBuilding();
  await building.telemetry.ingest(course('A', 'vibration_mms', NOW_MS - HOUR_MS, STEP_MS, [1, 1, 12, 1]));
  await using host = await connect(server, building, { time });
  expect(await host.value('detect_anomalies', {})).toMatchObject({
    episodes: [
      {
        methods: ['threshold'],
        severity: 'critical',
        why: '12 mm/s is above the limit of 9 mm/s from ISO 14694, fans of category BV-3 on a rigid mounting, alarm and shutdown.',
      },
    ],
    series_with_short_history: 1,
  });
});

test('z_threshold moves the bound', async () => {
  await using building = await openBuilding();
  await building.telemetry.ingest([...steady('A', 'pressure_pa'), reading('A', 'pressure_pa', NOW_MS - HOUR_MS, 14)]);
  await using host = await connect(server, building, { time });
  // 14 is 4 deviations away.
  expect(await host.value('detect_anomalies', {})).toMatchObject({ total: 1 });
  expect(await host.value('detect_anomalies', { z_threshold: 4.5 })).toMatchObject({ total: 0 });
});

describe('what is examined', () => {
  test.each([
    ['everything', {}, 3],
    ['a zone by its name', { zone_id: 'conference room 3b' }, 2],
    ['a zone of a name that is there twice', { zone_id: 'lobby', building: 'north' }, 1],
    ['a floor', { floor: 1 }, 1],
    ['a type of devices', { device_type: 'co2_sensor' }, 1],
    ['a metric by its everyday name', { metric: 'CO₂' }, 2],
    ['a type in a zone that has none', { zone_id: 'N-LOBBY', device_type: 'co2_sensor' }, 0],
    ['a device that is not in the zone', { zone_id: 'N-LOBBY', device_id: 'CO2-1' }, 0],
  ])('%s', async (_, selector, series_examined) => {
    await using building = await openBuilding();
    await addRegistry(building);
    await building.telemetry.ingest([
      reading('CO2-1', 'co2_ppm', NOW_MS - HOUR_MS, 500),
      reading('METER-3', 'power_kw', NOW_MS - HOUR_MS, 3),
      reading('METER-1', 'co2_ppm', NOW_MS - HOUR_MS, 500),
    ]);
    await using host = await connect(server, building, { time });
    expect(await host.value('detect_anomalies', selector)).toMatchObject({ series_examined });
  });

  test('an unknown device, zone or building, and a metric that the device lacks, are not found', async () => {
    await using building = await openBuilding();
    await addRegistry(building);
    await building.telemetry.ingest([reading('CO2-1', 'co2_ppm', NOW_MS, 500)]);
    await using host = await connect(server, building, { time });
    for (const selector of [
      { device_id: 'CO2-9' },
      { zone_id: 'Conference Room 3C' },
      { building: 'WEST' },
      { device_id: 'CO2-1', metric: 'humidity' },
    ]) {
      expect((await host.failure('detect_anomalies', selector)).code).toBe('not_found');
    }
  });

  test('places need a registry, and the refusal says what works without', async () => {
    await using building = await openBuilding();
    await using host = await connect(server, building, { time });
    const { code, text } = await host.failure('detect_anomalies', { device_type: 'hvac_controller' });
    expect(code).toBe('unavailable');
    expect(text).toContain('Ask by device_id or metric instead');
  });
});

test('a window of years is refused', async () => {
  await using building = await openBuilding();
  await using host = await connect(server, building, { time });
  expect((await host.failure('detect_anomalies', { start: '2020-01-01' })).code).toBe('invalid_argument');
});

test('of many episodes the worst are told, the others counted, in at most 8,000 tokens', async () => {
  await using building = await openBuilding();
  // 40 devices with names of full length over the limit, the last one far over it.
  for (let i = 0; i < 40; i += 1) {
    const id = `${String(i).padStart(3, '0')}${'x'.repeat(125)}`;
    await building.telemetry.ingest([reading(id, 'vibration_mms', NOW_MS - HOUR_MS, i === 39 ? 50 : 8)]);
  }
  await using host = await connect(server, building, { time });
  const answer = await host.value('detect_anomalies', {});
  expect(answer).toMatchObject({ total: 40, episodes_omitted: 15, series_examined: 40 });
  expect(answer['episodes']).toHaveLength(25);
  expect(answer['episodes']).toMatchObject({ 0: { severity: 'critical', peak_value: 50 } });
  // About four characters a token.
  expect(JSON.stringify(answer).length / 4).toBeLessThan(8000);
});

test('tells how far it is, and stops when the client cancels', async () => {
  await using building = await openBuilding();
  for (let i = 0; i < 25; i += 1) {
    await building.telemetry.ingest([reading(`D${i}`, 'co2_ppm', NOW_MS - HOUR_MS, 500)]);
  }
  await using host = await connect(server, building, { time });
  const told: (number | undefined)[][] = [];
  const stop = new AbortController();
  const call = { name: 'detect_anomalies', arguments: {} };
  await host.client.callTool(call, undefined, { onprogress: ({ progress, total }) => told.push([progress, total]) });
  expect(told).toEqual([
    [0, 25],
    [10, 25],
    [20, 25],
  ]);
  const cancelled = host.client.callTool(call, undefined, {
    signal: stop.signal,
    onprogress: () => stop.abort(new Error('enough')),
  });
  await expect(cancelled).rejects.toThrow('enough');
});
