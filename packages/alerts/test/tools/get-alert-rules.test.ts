import { connect } from '@nexus/server-kit/testing';
import { expect, test } from 'vitest';
import { server } from '../../src/server.ts';
import { openBuilding } from '../building.ts';

type Rules = { readonly rule_id: string }[];

async function idsOf(given: Record<string, unknown>) {
  await using building = await openBuilding();
  await using host = await connect(server, building, { time: building.time });
  const { rules } = await host.value('get_alert_rules', given);
  return (rules as Rules).map(({ rule_id }) => rule_id);
}

test('a new building has rules, each with the source of its limits', async () => {
  await using building = await openBuilding();
  await using host = await connect(server, building, { time: building.time });
  const { rules, total } = await host.value('get_alert_rules');
  expect(total).toBe(8);
  expect((rules as { source?: string }[]).filter(({ source = '' }) => source === '')).toEqual([]);
  expect(rules).toContainEqual({
    rule_id: 'co2-high',
    version: 1,
    name: 'CO₂ high',
    metric: 'co2_ppm',
    condition: 'gte',
    threshold: 1220,
    clear_threshold: 1120,
    critical_threshold: 1770,
    severity: 'warning',
    enabled: true,
    cooldown_minutes: 30,
    for_seconds: 600,
    source: 'EN 16798-1, categories II and III: 800 and 1350 ppm above outdoors, taken as 420 ppm',
  });
});

test('narrows by metric in everyday words, by selector and to those that are evaluated', async () => {
  expect(await idsOf({ metric: 'CO₂' })).toEqual(['co2-high']);
  expect(await idsOf({ device_type: 'Smart Meters' })).toEqual(['meter-silent']);
  expect(await idsOf({ enabled_only: true, metric: 'vibration' })).toEqual(['vibration-high']);
  expect(await idsOf({ limit: 2, offset: 6 })).toEqual(['temperature-low', 'vibration-high']);
});
