import { connect } from '@nexus/server-kit/testing';
import { expect, test } from 'vitest';
import { server } from '../../src/server.ts';
import { course, evaluatedOnce, HOUR_MS, MINUTE_MS, NOW_MS, openBuilding, repeated } from '../building.ts';

/** Too stuffy for 20 minutes of an hour: raised at its 10th minute, cleared at its 20th. */
const HOUR = [...repeated(20, 1300), ...repeated(40, 500)];

test('tells what was and its figures', async () => {
  await using building = await openBuilding();
  await building.ingest(
    ...course('CO2-1', 'co2_ppm', NOW_MS - HOUR_MS, HOUR),
    ...course('CO2-1', 'co2_ppm', NOW_MS, HOUR),
    ...course('CO2-2', 'co2_ppm', NOW_MS, HOUR),
  );
  await evaluatedOnce(building);
  await using host = await connect(server, building, { time: building.time });
  building.clock.now_ms += 12 * MINUTE_MS;
  await building.alerts.acknowledge(1, 'Ada', undefined, { actor: 'test', at_ms: building.clock.now_ms });
  building.clock.now_ms = NOW_MS;
  const answer = await host.value('get_alert_history', { start: '-3h', limit: 2 });
  expect(answer).toMatchObject({
    window: { start: '2026-06-01T11:00:00+02:00', end: '2026-06-01T14:00:00+02:00' },
    figures: {
      alerts: 3,
      alerts_per_day: 24, // 3 in 3 hours
      acknowledged: 1,
      mean_minutes_to_acknowledge: 12,
      mean_minutes_to_clear: 10,
      by_rule: [{ rule_id: 'co2-high', rule_name: 'CO₂ high', alerts: 3 }],
      most_in_10_minutes: 2,
    },
    total: 3,
    next_offset: 2,
    alerts: [{ triggered_at: '2026-06-01T13:10:00+02:00' }, { triggered_at: '2026-06-01T13:10:00+02:00' }],
  });
  expect(answer['figures']).not.toHaveProperty('flood');
  expect(await host.value('get_alert_history', { start: '-3h', device_id: 'CO2-2' })).toMatchObject({ total: 1 });
  expect(await host.value('get_alert_history', { start: '-3h', end: '-2h', rule_id: 'CO₂ high' })).toMatchObject({
    total: 0,
    figures: { alerts: 0, by_rule: [] },
  });
});

test('names a flood, what chatters and what is stale', async () => {
  await using building = await openBuilding();
  const many = Array.from({ length: 12 }, (_, i) => course(`CO2-${i}`, 'co2_ppm', NOW_MS, HOUR)).flat();
  // Raised at once, 26 hours before a look at it, and open since.
  const quick = { name: 'Warm', metric: 'temperature', condition: 'gt', threshold: 30, cooldown_minutes: 0 };
  await using host = await connect(server, building, { time: building.time });
  await host.value('create_alert_rule', quick);
  const flutter = course('TEMP-1', 'temperature', NOW_MS, [31, 20, 31, 20, 31, 20]);
  await building.ingest(...many, ...flutter, ...course('TEMP-2', 'temperature', NOW_MS, [31, 31]));
  await evaluatedOnce(building);
  building.clock.now_ms += 26 * HOUR_MS;
  await using later = await connect(server, { ...building, readOnly: true }, { time: building.time });
  const { figures } = await later.value('get_alert_history', { start: '-3d', limit: 1 });
  expect(figures).toMatchObject({
    flood: true,
    most_in_10_minutes: 12,
    chattering: [{ rule_name: 'Warm', device_id: 'TEMP-1', alerts: 3 }],
    stale: 1,
  });
});
