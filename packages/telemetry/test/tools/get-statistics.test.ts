import { connect } from '@nexus/server-kit/testing';
import { expect, test } from 'vitest';
import { server } from '../../src/server.ts';
import { course, DAY_MS, HOUR_MS, NOW_MS, openBuilding, reading, time } from '../building.ts';

test('describes the good readings of a window', async () => {
  await using building = await openBuilding();
  // Hourly over 8 h, one of them bad, one uncertain.
  await building.telemetry.ingest([
    ...course('A', 'temperature', NOW_MS - 8 * HOUR_MS, HOUR_MS, [2, 4, 4, 4, 5, 5]),
    reading('A', 'temperature', NOW_MS - 2 * HOUR_MS, 7, 'uncertain'),
    reading('A', 'temperature', NOW_MS - HOUR_MS, 100, 'bad'),
  ]);
  await using host = await connect(server, building, { time });
  const statistics = await host.value('get_statistics', { device_id: 'A', metric: 'temp', start: '-8h' });
  // mean 24/6; deviations −2 0 0 0 1 1, squares sum to 6, over n − 1 = 5; ranks 0.25 and 4.75 for the percentiles.
  expect(statistics).toEqual({
    metric: 'temperature',
    unit: '°C',
    window: { start: '2026-06-01T06:00:00+02:00', end: '2026-06-01T14:00:00+02:00' },
    count: 6,
    min: 2,
    max: 5,
    mean: 4,
    median: 4,
    stddev: 1.0954,
    p05: 2.5,
    p95: 5,
    first: { timestamp: '2026-06-01T06:00:00+02:00', value: 2 },
    last: { timestamp: '2026-06-01T11:00:00+02:00', value: 5 },
    coverage_pct: 100,
    good_pct: 75,
    left_out: { uncertain: 1, bad: 1 },
  });
});

test('says how much of the window the readings cover', async () => {
  await using building = await openBuilding();
  // Hourly, but only in the first six of 24 hours.
  await building.telemetry.ingest(course('A', 'humidity', NOW_MS - DAY_MS, HOUR_MS, [1, 2, 3, 4, 5, 6]));
  await using host = await connect(server, building, { time });
  expect(await host.value('get_statistics', { device_id: 'A', metric: 'humidity' })).toMatchObject({
    count: 6,
    coverage_pct: 25,
    good_pct: 100,
  });
});

test('one reading has no standard deviation', async () => {
  await using building = await openBuilding();
  await building.telemetry.ingest([reading('A', 'humidity', NOW_MS - HOUR_MS, 40)]);
  await using host = await connect(server, building, { time });
  const statistics = await host.value('get_statistics', { device_id: 'A', metric: 'humidity' });
  expect(statistics).toMatchObject({ count: 1, mean: 40, median: 40, p95: 40 });
  expect(statistics).not.toHaveProperty('stddev');
});

test('an empty window is no error, and says when there are readings', async () => {
  await using building = await openBuilding();
  await building.telemetry.ingest(course('A', 'humidity', NOW_MS - 10 * DAY_MS, DAY_MS, [40, 41]));
  await using host = await connect(server, building, { time });
  expect(await host.value('get_statistics', { device_id: 'A', metric: 'humidity', start: 'today' })).toEqual({
    metric: 'humidity',
    unit: '%',
    window: { start: '2026-06-01T00:00:00+02:00', end: '2026-06-01T14:00:00+02:00' },
    count: 0,
    coverage_pct: 0,
    good_pct: 0,
    readings_exist: { start: '2026-05-22T14:00:00+02:00', end: '2026-05-23T14:00:00+02:00' },
  });
});

test('names the metrics that a device has when it lacks the one asked for', async () => {
  await using building = await openBuilding();
  await building.telemetry.ingest([reading('A', 'humidity', NOW_MS, 40)]);
  await using host = await connect(server, building, { time });
  const { code, text } = await host.failure('get_statistics', { device_id: 'A', metric: 'CO2' });
  expect(code).toBe('not_found');
  expect(text).toBe('A has no readings of "CO2".\nIt has: humidity.');
});

test.each([
  ['end before start', { start: '2026-05-02', end: '2026-05-01' }],
  ['a day that does not exist', { start: '2026-02-30' }],
  ['no time at all', { start: "'; DROP TABLE reading" }],
])('refuses %s', async (_, window) => {
  await using building = await openBuilding();
  await building.telemetry.ingest([reading('A', 'humidity', NOW_MS, 40)]);
  await using host = await connect(server, building, { time });
  expect((await host.failure('get_statistics', { device_id: 'A', metric: 'humidity', ...window })).code).toBe(
    'invalid_argument',
  );
});

test('a day of 25 hours covers 25 hours', async () => {
  await using building = await openBuilding();
  // 2025-10-26 in Vienna: from 00:00+02:00 to 24:00+01:00.
  const midnight = Date.parse('2025-10-26T00:00:00+02:00');
  await building.telemetry.ingest(
    course(
      'A',
      'humidity',
      midnight,
      HOUR_MS,
      Array.from({ length: 30 }, () => 40),
    ),
  );
  await using host = await connect(server, building, { time });
  const day = { device_id: 'A', metric: 'humidity', start: '2025-10-26', end: '2025-10-27' };
  expect(await host.value('get_statistics', day)).toMatchObject({ count: 25, coverage_pct: 100 });
});

test('a device of many metrics is answered with the nearest, not with all', async () => {
  await using building = await openBuilding();
  const names = Array.from({ length: 30 }, (_, i) => `channel_${i}_volts`);
  await building.telemetry.ingest(
    names.map((metric) => ({ ...reading('A', 'humidity', NOW_MS, 1), metric, unit: 'V' })),
  );
  await using host = await connect(server, building, { time });
  const { text } = await host.failure('get_statistics', { device_id: 'A', metric: 'chanel_7_volts' });
  expect(text).toContain('Nearest: channel_7_volts');
  expect(text).toContain('It has 30 metrics; list_metrics names them.');
  expect(text.length).toBeLessThan(250);
});
