import { connect } from '@nexus/server-kit/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { server } from '../../src/server.ts';
import { course, DAY_MS, HOUR_MS, MINUTE_MS, NOW_MS, openBuilding, reading, time } from '../building.ts';

test('gives few samples as they are, each with its quality unless good', async () => {
  await using building = await openBuilding();
  await building.telemetry.ingest([
    reading('A', 'humidity', NOW_MS - 3 * HOUR_MS, 40),
    reading('A', 'humidity', NOW_MS - 2 * HOUR_MS, 90, 'bad'),
    { ...reading('A', 'humidity', NOW_MS - HOUR_MS, 0), value: null, quality: 'missing' },
  ]);
  await using host = await connect(server, building, { time });
  expect(await host.value('get_time_series', { device_id: 'A', metric: 'humidity', start: '-3h' })).toEqual({
    metric: 'humidity',
    unit: '%',
    window: { start: '2026-06-01T11:00:00+02:00', end: '2026-06-01T14:00:00+02:00' },
    method: 'raw',
    source_points: 3,
    returned_points: 3,
    coverage_pct: 66.7,
    good_pct: 50,
    points: [
      { t: '2026-06-01T11:00:00+02:00', v: 40 },
      { t: '2026-06-01T12:00:00+02:00', v: 90, q: 'bad' },
      { t: '2026-06-01T13:00:00+02:00', q: 'missing' },
    ],
  });
});

test('puts many samples into buckets in which a peak survives', async () => {
  await using building = await openBuilding();
  const values = Array.from({ length: 1440 }, (_, i) => (i === 725 ? 900 : 400));
  await building.telemetry.ingest(course('A', 'co2_ppm', NOW_MS - DAY_MS, MINUTE_MS, values));
  await using host = await connect(server, building, { time });
  const series = await host.value('get_time_series', { device_id: 'A', metric: 'co2' });
  // 1,440 minutes: 288 buckets of 5 min are too many, 144 of 10 min fit. Minute 725 lies in [720, 730).
  expect(series).toMatchObject({ method: 'buckets', bucket: '10 min', source_points: 1440, returned_points: 144 });
  const points = series['points'] as unknown[];
  expect(series['usual_n']).toBe(10);
  expect(points[71]).toEqual({ t: '2026-06-01T01:50:00+02:00', mean: 400 });
  expect(points[72]).toEqual({ t: '2026-06-01T02:00:00+02:00', mean: 450, min: 400, max: 900 });
});

test('buckets hold good readings only, and the others are counted', async () => {
  await using building = await openBuilding();
  const values = Array.from({ length: 120 }, () => 400);
  await building.telemetry.ingest([
    ...course('A', 'co2_ppm', NOW_MS - 2 * HOUR_MS, MINUTE_MS, values),
    reading('A', 'co2_ppm', NOW_MS - 90 * MINUTE_MS, 9000, 'bad'),
    reading('A', 'co2_ppm', NOW_MS - 30 * MINUTE_MS, 410, 'uncertain'),
  ]);
  await using host = await connect(server, building, { time });
  const ask = { device_id: 'A', metric: 'co2', start: '-2h', max_points: 4 };
  expect(await host.value('get_time_series', ask)).toMatchObject({
    method: 'buckets',
    source_points: 120,
    left_out: { bad: 1, uncertain: 1 },
    usual_n: 30,
    points: [{ mean: 400 }, { mean: 400, n: 29 }, { mean: 400 }, { mean: 400, n: 29 }],
  });
  // Samples as they are bear their quality themselves.
  const raw = await host.value('get_time_series', { ...ask, max_points: 200 });
  expect(raw).not.toHaveProperty('left_out');
});

test('an answer stays readable whatever max_points says, and a small max_points is kept', async () => {
  await using building = await openBuilding();
  await building.telemetry.ingest(
    course(
      'A',
      'co2_ppm',
      NOW_MS - DAY_MS,
      MINUTE_MS,
      Array.from({ length: 1440 }, (_, i) => i),
    ),
  );
  await using host = await connect(server, building, { time });
  const most = await host.value('get_time_series', { device_id: 'A', metric: 'co2', max_points: 1000 });
  expect(most).toMatchObject({ bucket: '10 min', returned_points: 144 });
  const few = await host.value('get_time_series', { device_id: 'A', metric: 'co2', max_points: 5 });
  // From 14:00 to 14:00: buckets of 6 h begin at 12:00 and make five.
  expect(few).toMatchObject({ bucket: '6 h', returned_points: 5 });
});

test('buckets of a day are days of the building, 23 and 25 hours included', async () => {
  await using building = await openBuilding();
  // Hourly over the weeks around 2025-10-26, which has 25 hours in Vienna.
  const start = Date.parse('2025-10-20T00:00:00+02:00');
  await building.telemetry.ingest(
    course(
      'A',
      'humidity',
      start,
      HOUR_MS,
      Array.from({ length: 14 * 24 + 1 }, () => 40),
    ),
  );
  await using host = await connect(server, building, { time });
  const window = { start: '2025-10-20', end: '2025-11-03', max_points: 20 };
  const { bucket, points, usual_n } = await host.value('get_time_series', {
    device_id: 'A',
    metric: 'humidity',
    ...window,
  });
  expect(bucket).toBe('1 d');
  expect(points).toHaveLength(14);
  expect((points as { t: string; n: number }[])[6]).toMatchObject({ t: '2025-10-26T00:00:00+02:00', n: 25 });
  expect(usual_n).toBe(24);
  expect((points as unknown[])[7]).toEqual({ t: '2025-10-27T00:00:00+01:00', mean: 40 });
});

test('names gaps, those at the ends of the window included', async () => {
  await using building = await openBuilding();
  await building.telemetry.ingest([
    ...course('A', 'humidity', NOW_MS - 20 * HOUR_MS, HOUR_MS, [40, 41, 42, 43]),
    ...course('A', 'humidity', NOW_MS - 10 * HOUR_MS, HOUR_MS, [44, 45, 46, 47, 48, 49, 50, 51, 52, 53]),
  ]);
  await using host = await connect(server, building, { time });
  const { gaps } = await host.value('get_time_series', { device_id: 'A', metric: 'humidity' });
  expect(gaps).toEqual([
    { start: '2026-05-31T14:00:00+02:00', end: '2026-05-31T18:00:00+02:00' },
    { start: '2026-05-31T21:00:00+02:00', end: '2026-06-01T04:00:00+02:00' },
  ]);
});

test('a sparse series keeps its detail over a long window', async () => {
  await using building = await openBuilding();
  await building.telemetry.ingest(
    course(
      'A',
      'humidity',
      NOW_MS - 300 * DAY_MS,
      DAY_MS,
      Array.from({ length: 300 }, () => 40),
    ),
  );
  await using host = await connect(server, building, { time });
  const year = { device_id: 'A', metric: 'humidity', start: '-365d', max_points: 100 };
  expect(await host.value('get_time_series', year)).toMatchObject({ bucket: '7 d', source_points: 300 });
});

test('says when there are readings if the window is empty', async () => {
  await using building = await openBuilding();
  await building.telemetry.ingest([reading('A', 'humidity', NOW_MS - 3 * DAY_MS, 40)]);
  await using host = await connect(server, building, { time });
  expect(await host.value('get_time_series', { device_id: 'A', metric: 'humidity' })).toMatchObject({
    source_points: 0,
    points: [],
    coverage_pct: 0,
    readings_exist: { start: '2026-05-29T14:00:00+02:00', end: '2026-05-29T14:00:00+02:00' },
  });
});

test('refuses what cannot be divided into so few points', async () => {
  await using building = await openBuilding();
  await building.telemetry.ingest(
    course(
      'A',
      'humidity',
      NOW_MS - 300 * DAY_MS,
      DAY_MS,
      Array.from({ length: 300 }, () => 40),
    ),
  );
  await using host = await connect(server, building, { time });
  const year = { device_id: 'A', metric: 'humidity', start: '-365d', max_points: 2 };
  expect((await host.failure('get_time_series', year)).code).toBe('limit_exceeded');
});

test('the least and the greatest good reading are in every answer, however few points it has', async () => {
  await using building = await openBuilding();
  await using host = await connect(server, building, { time });
  let device = 0;
  const tenths = fc.array(fc.record({ value: fc.integer({ min: -9999, max: 9999 }), isGood: fc.boolean() }), {
    minLength: 1,
    maxLength: 300,
  });
  await fc.assert(
    fc.asyncProperty(tenths, fc.integer({ min: 2, max: 60 }), async (readings, max_points) => {
      device += 1;
      const id = `D${device}`;
      await building.telemetry.ingest(
        readings.map(({ value, isGood }, i) =>
          reading(id, 'temperature', NOW_MS - (i + 1) * 5 * MINUTE_MS, value / 10, isGood ? 'good' : 'bad'),
        ),
      );
      const asked = { device_id: id, metric: 'temperature', start: '-3d', max_points };
      const { points } = (await host.value('get_time_series', asked)) as {
        points: { v?: number; q?: string; mean?: number; min?: number; max?: number }[];
      };
      const good = readings.flatMap(({ value, isGood }) => (isGood ? value / 10 : []));
      const told = points.filter(({ q }) => q === undefined);
      expect(points.length).toBeLessThanOrEqual(max_points);
      expect(Math.min(...told.map(({ v, mean = v, min = mean }) => min ?? 0))).toBe(Math.min(...good));
      expect(Math.max(...told.map(({ v, mean = v, max = mean }) => max ?? 0))).toBe(Math.max(...good));
    }),
    { numRuns: 30 },
  );
});
