import { connect } from '@nexus/server-kit/testing';
import { expect, test } from 'vitest';
import { server } from '../../src/server.ts';
import { addRegistry, course, evaluatedOnce, MINUTE_MS, NOW_MS, openBuilding, STUFFY, repeated } from '../building.ts';

const HOT = course('TEMP-S', 'temperature', NOW_MS, [
  ...Array.from({ length: 30 }, () => 21),
  ...Array.from({ length: 17 }, () => 33),
]);

test('tells what is wrong, the worst first, with place, value, threshold and since when', async () => {
  await using building = await openBuilding();
  await addRegistry(building);
  await building.ingest(...STUFFY, ...HOT);
  await evaluatedOnce(building);
  await using host = await connect(server, building, { time: building.time });
  const { alerts, ...answer } = await host.value('list_active_alerts');
  expect(answer).toEqual({ total: 2, offset: 0, limit: 50, evaluated_at: '2026-06-01T14:00:00+02:00' });
  // Above 32 °C for 15 minutes from 11:43 on, above 1220 ppm for 10 minutes from 11:45 on.
  expect(alerts).toEqual([
    {
      alert_id: 'ALERT-2',
      rule_id: 'temperature-high',
      rule_name: 'Room too warm',
      device_id: 'TEMP-S',
      device_name: 'Thermometer lobby',
      zone_id: 'S-LOBBY',
      zone_name: 'Lobby',
      building: 'SOUTH',
      metric: 'temperature',
      value: 33,
      threshold: 32,
      unit: '°C',
      severity: 'critical',
      state: 'active',
      what: 'Temperature 33 °C is above 32 °C.',
      triggered_at: '2026-06-01T13:58:00+02:00',
      acknowledged: false,
      escalation_level: 0,
    },
    expect.objectContaining({
      alert_id: 'ALERT-1',
      rule_id: 'co2-high',
      zone_name: 'Conference Room 3B',
      value: 1300,
      threshold: 1220,
      severity: 'warning',
      what: 'CO₂ 1300 ppm is at or above 1220 ppm.',
      triggered_at: '2026-06-01T13:55:00+02:00',
    }),
  ]);
});

test('narrows by severity, place and device, and goes through pages', async () => {
  await using building = await openBuilding();
  await addRegistry(building);
  await building.ingest(...STUFFY, ...HOT);
  await evaluatedOnce(building);
  await using host = await connect(server, building, { time: building.time });
  const ids = async (given: Record<string, unknown>) => {
    const { alerts } = await host.value('list_active_alerts', given);
    return (alerts as { alert_id: string }[]).map(({ alert_id }) => alert_id);
  };
  expect(await ids({ severity: 'critical' })).toEqual(['ALERT-2']);
  expect(await ids({ building: 'north' })).toEqual(['ALERT-1']);
  expect(await ids({ zone_id: 'Conference Room 3B' })).toEqual(['ALERT-1']);
  expect(await ids({ device_id: 'Thermometer lobby' })).toEqual(['ALERT-2']);
  expect(await ids({ building: 'NORTH', severity: 'critical' })).toEqual([]);
  expect(await ids({ limit: 1, offset: 1 })).toEqual(['ALERT-1']);
});

test('an alert that cleared without being acknowledged stays listed, after the open ones', async () => {
  await using building = await openBuilding();
  await addRegistry(building);
  await building.ingest(...course('CO2-1', 'co2_ppm', NOW_MS - 5 * MINUTE_MS, [...repeated(12, 1300), 500]), ...HOT);
  await evaluatedOnce(building);
  await using host = await connect(server, building, { time: building.time });
  const before = await host.value('list_active_alerts');
  expect(before['alerts']).toMatchObject([
    { rule_id: 'temperature-high' },
    { rule_id: 'co2-high', state: 'cleared', cleared_at: '2026-06-01T13:54:00+02:00' },
  ]);
  await host.value('acknowledge_alert', { alert_id: 'ALERT-1', acknowledged_by: 'Ada' });
  expect(await host.value('list_active_alerts')).toMatchObject({ total: 1 });
});

test('an unknown place is not found, with those that there are', async () => {
  await using building = await openBuilding();
  await addRegistry(building);
  await evaluatedOnce(building);
  await using host = await connect(server, building, { time: building.time });
  const { code, text } = await host.failure('list_active_alerts', { building: 'EAST' });
  expect(code).toBe('not_found');
  expect(text).toContain('NORTH, SOUTH');
});

test('without telemetry it says what is missing', async () => {
  await using building = await openBuilding({ withoutTelemetry: true });
  await using host = await connect(server, building, { time: building.time });
  expect(await host.value('list_active_alerts')).toMatchObject({
    total: 0,
    missing: 'There is no telemetry database yet, so there are no readings.',
  });
});

test('says when nobody evaluates', async () => {
  await using building = await openBuilding({ readOnly: true });
  await building.ingest(...STUFFY);
  await using host = await connect(server, building, { time: building.time });
  expect(await host.value('list_active_alerts')).toMatchObject({
    total: 0,
    missing: 'No server is evaluating readings now.',
  });
});

test('waits for the first look of a server that has just been started', async () => {
  await using building = await openBuilding();
  await building.ingest(...STUFFY);
  await using host = await connect(server, building, { time: building.time });
  const asked = host.value('list_active_alerts');
  await using _evaluating = building.evaluating();
  expect(await asked).toMatchObject({ total: 1 });
});
