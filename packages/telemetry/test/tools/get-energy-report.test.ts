import { connect } from '@nexus/server-kit/testing';
import { expect, test } from 'vitest';
import { server } from '../../src/server.ts';
import {
  addRegistry,
  type Building,
  course,
  DAY_MS,
  HOUR_MS,
  MINUTE_MS,
  NOW_MS,
  openBuilding,
  reading,
  time,
} from '../building.ts';

/** Monday, two weeks before today; last_week begins a week later. */
const START_MS = Date.parse('2026-05-18T00:00:00+02:00');
const WEEK_HOURS = 168;

/** Hourly registers from 1,000 kWh on: so many kWh each hour in the first week, and so many from then on until now. */
async function addMeter({ telemetry }: Building, device_id: string, firstWeek: number, later: number): Promise<void> {
  const hours = (NOW_MS - START_MS) / HOUR_MS;
  const values = [1000];
  for (let hour = 0; hour < hours; hour += 1)
    values.push((values.at(-1) ?? 0) + (hour < WEEK_HOURS ? firstWeek : later));
  await telemetry.ingest(course(device_id, 'energy_kwh', START_MS, HOUR_MS, values));
}

test('reports last week by floor against the week before', async () => {
  await using building = await openBuilding();
  await addRegistry(building);
  await addMeter(building, 'METER-1', 0.5, 1);
  await addMeter(building, 'METER-3', 2, 2);
  await addMeter(building, 'METER-S', 9, 9);
  await using host = await connect(server, building, { time });
  const report = await host.value('get_energy_report', { building: 'north', floors: [1, 2, 3], start: 'last_week' });
  // Floor 1: 168 h × 1 kWh after 168 × 0.5, on 100 m². Floor 3: 168 × 2 in both weeks, on 40 m².
  expect(report).toEqual({
    window: { start: '2026-05-25T00:00:00+02:00', end: '2026-06-01T00:00:00+02:00' },
    unit: 'kWh',
    total_kwh: 504,
    previous_total_kwh: 420,
    change_pct: 20,
    peak: { start: '2026-05-25T00:00:00+02:00', kw: 3 },
    coverage_pct: 100,
    good_pct: 100,
    readings: 336,
    estimated_kwh: 0,
    groups: [
      {
        key: 'NORTH/1',
        name: 'NORTH floor 1',
        building: 'NORTH',
        floor: 1,
        energy_kwh: 168,
        share_pct: 33.3,
        meters: 1,
        area_sqm: 100,
        kwh_per_sqm: 1.68,
        peak_kw: 1,
        peak_at: '2026-05-25T00:00:00+02:00',
        baseload_kw: 1,
        previous_kwh: 84,
        change_pct: 100,
        coverage_pct: 100,
      },
      {
        key: 'NORTH/3',
        name: 'NORTH floor 3',
        building: 'NORTH',
        floor: 3,
        energy_kwh: 336,
        share_pct: 66.7,
        meters: 1,
        area_sqm: 40,
        kwh_per_sqm: 8.4,
        peak_kw: 2,
        peak_at: '2026-05-25T00:00:00+02:00',
        baseload_kw: 2,
        previous_kwh: 336,
        change_pct: 0,
        coverage_pct: 100,
      },
    ],
    floors_without_meters: [2],
    days: [25, 26, 27, 28, 29, 30, 31].map((day) => ({ date: `2026-05-${day}`, energy_kwh: 72 })),
  });
});

test('finds the hour of the peak and the baseload', async () => {
  await using building = await openBuilding();
  // A day of 1 kWh an hour, but 5 kWh from 09:00 to 10:00.
  const steps = Array.from({ length: 24 }, (_, hour) => (hour === 9 ? 5 : 1));
  const values = steps.reduce((register, step) => [...register, (register.at(-1) ?? 0) + step], [100]);
  const midnight = Date.parse('2026-05-31T00:00:00+02:00');
  await building.telemetry.ingest(course('M', 'energy_kwh', midnight, HOUR_MS, values));
  await using host = await connect(server, building, { time });
  const report = await host.value('get_energy_report', { start: 'yesterday', group_by: 'device' });
  expect(report).toMatchObject({ total_kwh: 28, peak: { start: '2026-05-31T09:00:00+02:00', kw: 5 } });
  expect(report['groups']).toMatchObject([{ key: 'M', baseload_kw: 1, peak_kw: 5 }]);
});

test('resets, glitches and gaps are not consumption, and are told', async () => {
  await using building = await openBuilding();
  const from = NOW_MS - 20 * HOUR_MS;
  const register = [100, 101, 102, 0, 104, 105, 106, 107, 1, 2, 3, 4];
  await building.telemetry.ingest([
    ...course('M', 'energy_kwh', from, HOUR_MS, register),
    ...course('M', 'energy_kwh', from + 16 * HOUR_MS, HOUR_MS, [9, 10, 11, 12]),
  ]);
  await using host = await connect(server, building, { time });
  const report = await host.value('get_energy_report', { start: '-24h', group_by: 'device' });
  // 100 to 107 is 7; from zero to 1 after the reset, to 4 is 3 more, to 9 over the gap 5, to 12 another 3.
  expect(report).toMatchObject({
    total_kwh: 19,
    estimated_kwh: 5,
    events: [
      { device_id: 'M', kind: 'reset', at: '2026-06-01T02:00:00+02:00' },
      { device_id: 'M', kind: 'glitch', at: '2026-05-31T21:00:00+02:00' },
      { device_id: 'M', kind: 'gap', at: '2026-06-01T05:00:00+02:00' },
    ],
  });
  // Of 24 hours, 19 lie between readings, and 5 of them in the gap.
  expect(report['coverage_pct']).toBe(58.3);
});

test('a gap over the end of the window is shared with what follows', async () => {
  await using building = await openBuilding();
  const midnight = Date.parse('2026-05-31T00:00:00+02:00');
  await building.telemetry.ingest([
    ...course(
      'M',
      'energy_kwh',
      midnight - 12 * HOUR_MS,
      HOUR_MS,
      Array.from({ length: 31 }, (_, hour) => 100 + hour),
    ),
    // 18:00 on Sunday to 06:00 on Monday: 12 kWh in 12 hours, half of them on Sunday.
    ...course('M', 'energy_kwh', midnight + 30 * HOUR_MS, HOUR_MS, [142, 143, 144, 145]),
  ]);
  await using host = await connect(server, building, { time });
  const sunday = await host.value('get_energy_report', { start: '2026-05-31', end: '2026-06-01', group_by: 'device' });
  expect(sunday).toMatchObject({ total_kwh: 24, estimated_kwh: 6 });
});

test('windows that follow each other add up to the whole, wherever they meet', async () => {
  await using building = await openBuilding();
  const register = [100, 101, 0, 103, 9000, 105, 106, 107, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
  await building.telemetry.ingest(course('M', 'energy_kwh', NOW_MS - 20 * HOUR_MS, HOUR_MS, register));
  await using host = await connect(server, building, { time });
  const total = async (start: string, end: string) =>
    Number((await host.value('get_energy_report', { start, end, group_by: 'device' }))['total_kwh']);
  // 7 to the reset, 1 from zero, 11 to the end.
  expect(await total('-20h', 'now')).toBe(19);
  for (let minutes = 20 * 60 - 7; minutes > 0; minutes -= 47) {
    expect((await total('-20h', `-${minutes}m`)) + (await total(`-${minutes}m`, 'now'))).toBeCloseTo(19, 1);
  }
});

test('days have the length that they have in the building', async () => {
  await using building = await openBuilding();
  const saturday = Date.parse('2025-10-25T00:00:00+02:00');
  await building.telemetry.ingest(
    course(
      'M',
      'energy_kwh',
      saturday,
      HOUR_MS,
      Array.from({ length: 80 }, (_, hour) => 100 + hour),
    ),
  );
  await using host = await connect(server, building, { time });
  const days = await host.value('get_energy_report', { start: '2025-10-25', end: '2025-10-28', group_by: 'day' });
  expect(days['groups']).toMatchObject([
    { key: '2025-10-25', energy_kwh: 24, peak_kw: 1, coverage_pct: 100 },
    { key: '2025-10-26', energy_kwh: 25 },
    { key: '2025-10-27', energy_kwh: 24 },
  ]);
});

test('groups by zone and building, and counts meters that are not registered apart', async () => {
  await using building = await openBuilding();
  await addRegistry(building);
  await addMeter(building, 'METER-1', 1, 1);
  await addMeter(building, 'METER-S', 2, 2);
  await addMeter(building, 'STRAY', 3, 3);
  await using host = await connect(server, building, { time });
  const byBuilding = await host.value('get_energy_report', { group_by: 'building', start: 'yesterday' });
  expect(byBuilding['groups']).toMatchObject([
    { key: 'NORTH', energy_kwh: 24, area_sqm: 140 },
    { key: 'SOUTH', energy_kwh: 48, area_sqm: 80 },
    { key: 'unregistered', energy_kwh: 72 },
  ]);
  const byZone = await host.value('get_energy_report', { group_by: 'zone', zone_ids: ['S-LOBBY'], start: 'yesterday' });
  expect(byZone['groups']).toMatchObject([{ key: 'S-LOBBY', name: 'Lobby', energy_kwh: 48, share_pct: 100 }]);
});

test('compares only with a period that is known', async () => {
  await using building = await openBuilding();
  await building.telemetry.ingest(
    course(
      'M',
      'energy_kwh',
      NOW_MS - DAY_MS,
      HOUR_MS,
      Array.from({ length: 25 }, (_, i) => i),
    ),
  );
  await using host = await connect(server, building, { time });
  const report = await host.value('get_energy_report', { start: '-24h', group_by: 'device' });
  expect(report).toMatchObject({ total_kwh: 24 });
  expect(report).not.toHaveProperty('previous_total_kwh');
});

test('tells no change while too little of the window is known, nor against a part of a gap', async () => {
  await using building = await openBuilding();
  // 1 kWh an hour until two hours ago, and 1,000 kWh that came in a silence of ten days before.
  const hours = Array.from({ length: 47 }, (_, hour) => 2000 + hour);
  await building.telemetry.ingest([
    ...course('M', 'energy_kwh', NOW_MS - 12 * DAY_MS, HOUR_MS, [999, 1000]),
    ...course('M', 'energy_kwh', NOW_MS - 2 * DAY_MS, HOUR_MS, hours),
  ]);
  await using host = await connect(server, building, { time });
  const report = (start: string, end = 'now') => host.value('get_energy_report', { start, end, group_by: 'device' });
  // Of 12 hours the last two are not known yet.
  const half = await report('-12h');
  expect(half).toMatchObject({ total_kwh: 10, previous_total_kwh: 12 });
  expect(half).not.toHaveProperty('change_pct');
  expect(await report('-14h', '-2h')).toMatchObject({ total_kwh: 12, previous_total_kwh: 12, change_pct: 0 });
  const beforeTheSilence = await report('-48h', '-3h');
  expect(beforeTheSilence).toMatchObject({ total_kwh: 45 });
  expect(beforeTheSilence).not.toHaveProperty('previous_total_kwh');
});

test('a total of nothing known says when there are readings', async () => {
  await using building = await openBuilding();
  await building.telemetry.ingest(course('M', 'energy_kwh', NOW_MS - 2 * HOUR_MS, HOUR_MS, [1, 2, 3]));
  await using host = await connect(server, building, { time });
  const future = { start: '2030-01-01', end: '2030-01-02', group_by: 'device' };
  expect(await host.value('get_energy_report', future)).toMatchObject({
    total_kwh: 0,
    coverage_pct: 0,
    readings: 0,
    readings_exist: { start: '2026-06-01T12:00:00+02:00', end: '2026-06-01T14:00:00+02:00' },
  });
  const known = await host.value('get_energy_report', { start: '-2h', group_by: 'device' });
  expect(known).not.toHaveProperty('readings_exist');
});

test('counts the readings of the window, and how many of them are good', async () => {
  await using building = await openBuilding();
  await building.telemetry.ingest([
    ...course('M', 'energy_kwh', NOW_MS - 6 * HOUR_MS, HOUR_MS, [1, 2, 3, 4, 5, 6]),
    reading('M', 'energy_kwh', NOW_MS - 90 * MINUTE_MS, 5.5, 'uncertain'),
  ]);
  await using host = await connect(server, building, { time });
  // Within the last four hours: those of 10:00 to 13:00, and the uncertain one of 12:30.
  expect(await host.value('get_energy_report', { start: '-4h', group_by: 'device' })).toMatchObject({
    readings: 5,
    good_pct: 80,
  });
});

test('divides by the area that was asked for, and names the zones without a meter', async () => {
  await using building = await openBuilding();
  await addRegistry(building);
  await addMeter(building, 'METER-1', 1, 1);
  await addMeter(building, 'METER-3', 1, 1);
  await using host = await connect(server, building, { time });
  const ask = { start: 'yesterday', group_by: 'building' };
  // 24 kWh on the 40 m² of the third floor, not on the 140 m² of the building.
  const floor = await host.value('get_energy_report', { ...ask, building: 'NORTH', floors: [3] });
  expect(floor['groups']).toMatchObject([{ key: 'NORTH', area_sqm: 40, kwh_per_sqm: 0.6 }]);
  const zones = await host.value('get_energy_report', { ...ask, zone_ids: ['N-LOBBY', 'S-LOBBY'] });
  expect(zones['groups']).toMatchObject([{ key: 'NORTH', area_sqm: 100, kwh_per_sqm: 0.24 }]);
  expect(zones['zones_without_meters']).toEqual(['S-LOBBY']);
});

test('counts the groups that do not fit', async () => {
  await using building = await openBuilding();
  for (let i = 0; i < 45; i += 1) {
    await building.telemetry.ingest(course(`M-${i}`, 'energy_kwh', NOW_MS - 3 * HOUR_MS, HOUR_MS, [0, 1, 2, 3]));
  }
  await using host = await connect(server, building, { time });
  const report = await host.value('get_energy_report', { start: '-3h', group_by: 'device' });
  expect(report).toMatchObject({ total_kwh: 135, groups_omitted: { count: 5, energy_kwh: 15 } });
  expect(report['groups']).toHaveLength(40);
});

test('long ids do not make a report too long', async () => {
  await using building = await openBuilding();
  for (let i = 0; i < 40; i += 1) {
    const id = `${'計器'.repeat(60)}-${i}`;
    await building.telemetry.ingest(course(id, 'energy_kwh', NOW_MS - 3 * HOUR_MS, HOUR_MS, [0, 1, 2, 3]));
  }
  await using host = await connect(server, building, { time });
  const report = await host.value('get_energy_report', { start: '-3h', group_by: 'device' });
  const { length } = report['groups'] as unknown[];
  expect(Buffer.byteLength(JSON.stringify(report))).toBeLessThan(15_000);
  // 3 kWh a meter.
  const count = 40 - length;
  expect(report).toMatchObject({ total_kwh: 120, groups_omitted: { count, energy_kwh: 3 * count } });
});

test('says what is missing', async () => {
  await using building = await openBuilding();
  await using host = await connect(server, building, { time });
  expect(await host.failure('get_energy_report', { group_by: 'device' })).toMatchObject({ code: 'not_found' });
  await addMeter(building, 'METER-1', 1, 1);
  const unplaced = await host.failure('get_energy_report');
  expect(unplaced.code).toBe('unavailable');
  expect(unplaced.text).toContain('group_by device or day');
  await addRegistry(building);
  const elsewhere = await host.failure('get_energy_report', { building: 'SOUTH' });
  expect(elsewhere).toMatchObject({ code: 'not_found' });
  expect(elsewhere.text).toContain('Meters are in: NORTH floors 1.');
  expect(await host.failure('get_energy_report', { building: 'NORHT' })).toMatchObject({ code: 'not_found' });
  expect(await host.failure('get_energy_report', { start: '-500d' })).toMatchObject({ code: 'limit_exceeded' });
});
