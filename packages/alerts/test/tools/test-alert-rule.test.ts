import { connect } from '@nexus/server-kit/testing';
import { expect, test } from 'vitest';
import { server } from '../../src/server.ts';
import { addRegistry, course, HOUR_MS, NOW_MS, openBuilding, STUFFY, repeated } from '../building.ts';

test('tells how often a rule would have fired on stored readings, when and where, and changes nothing', async () => {
  await using building = await openBuilding();
  await addRegistry(building);
  const hour = [...repeated(20, 700), ...repeated(20, 1000), ...repeated(20, 700)];
  await building.ingest(
    ...course('CO2-1', 'co2_ppm', NOW_MS - HOUR_MS, hour),
    ...course('CO2-1', 'co2_ppm', NOW_MS, hour),
  );
  await using host = await connect(server, building, { time: building.time });
  const candidate = { metric: 'co2', condition: 'gt', threshold: 900, for_seconds: 300, start: '-24h' };
  // 1000 ppm from 12:20 and from 13:20 on, each for 20 minutes; after five of them it fires.
  expect(await host.value('test_alert_rule', candidate)).toEqual({
    window: { start: '2026-05-31T14:00:00+02:00', end: '2026-06-01T14:00:00+02:00' },
    alerts: 2,
    alerts_per_day: 2,
    open_at_end: 0,
    devices_watched: 1,
    readings: 120,
    by_device: [{ device_id: 'CO2-1', device_name: 'CO2 sensor 3B', alerts: 2 }],
    fired: [
      {
        device_id: 'CO2-1',
        severity: 'warning',
        value: 1000,
        triggered_at: '2026-06-01T13:25:00+02:00',
        cleared_at: '2026-06-01T13:40:00+02:00',
      },
      {
        device_id: 'CO2-1',
        severity: 'warning',
        value: 1000,
        triggered_at: '2026-06-01T12:25:00+02:00',
        cleared_at: '2026-06-01T12:40:00+02:00',
      },
    ],
  });
  expect(await building.alerts.history({ start_ms: 0, end_ms: NOW_MS }, { limit: 1, offset: 0 })).toMatchObject({
    total: 0,
  });
  expect(await building.alerts.rules()).toHaveLength(8);
});

test('tries a change of a rule that there is', async () => {
  await using building = await openBuilding();
  await building.ingest(...STUFFY);
  await using host = await connect(server, building, { time: building.time });
  expect(await host.value('test_alert_rule', { rule_id: 'co2-high' })).toMatchObject({ alerts: 1, open_at_end: 1 });
  expect(await host.value('test_alert_rule', { rule_id: 'co2-high', threshold: 1400 })).toMatchObject({ alerts: 0 });
});

test('a silence that began before the window counts', async () => {
  await using building = await openBuilding();
  await building.ingest(...course('TEMP-1', 'temperature', NOW_MS - 3 * HOUR_MS, repeated(30, 20)));
  await using host = await connect(server, building, { time: building.time });
  const silent = { metric: 'temperature', condition: 'no_data', threshold: 30, start: '-1h' };
  expect(await host.value('test_alert_rule', silent)).toMatchObject({ alerts: 1, open_at_end: 1 });
});

test.each([
  [{}, 'invalid_argument', 'metric, condition and threshold'],
  [{ rule_id: 'nothing-like-it' }, 'not_found', 'get_alert_rules'],
  [{ rule_id: 'co2-high', start: '2025-01-01' }, 'limit_exceeded', '31 days'],
])('refuses %j', async (given, code, says) => {
  await using building = await openBuilding();
  await using host = await connect(server, building, { time: building.time });
  const failure = await host.failure('test_alert_rule', given);
  expect(failure.code).toBe(code);
  expect(failure.text).toContain(says);
});

test('without telemetry it says what is missing', async () => {
  await using building = await openBuilding({ withoutTelemetry: true });
  await using host = await connect(server, building, { time: building.time });
  const { code, text } = await host.failure('test_alert_rule', { rule_id: 'co2-high' });
  expect(code).toBe('unavailable');
  expect(text).toContain('NEXUS_TELEMETRY_DB_PATH');
});
