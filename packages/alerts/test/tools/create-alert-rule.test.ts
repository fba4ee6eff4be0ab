import { connect } from '@nexus/server-kit/testing';
import { expect, test } from 'vitest';
import { server } from '../../src/server.ts';
import { addRegistry, openBuilding, STUFFY } from '../building.ts';

const RULE = {
  name: 'Stuffy meeting room',
  zone_id: 'conference room 3b',
  metric: 'CO₂',
  condition: 'gt',
  threshold: 900,
};

test('adds a rule, names resolved, and says how many devices it watches', async () => {
  await using building = await openBuilding();
  await addRegistry(building);
  await building.ingest(...STUFFY);
  await using host = await connect(server, building, { time: building.time });
  const given = { ...RULE, for_seconds: 300, active_hours: 'Mon-Fri 08:00-18:00', reason: 'asked for by the tenant' };
  expect(await host.value('create_alert_rule', given)).toEqual({
    rule: {
      rule_id: 'stuffy-meeting-room',
      version: 1,
      name: 'Stuffy meeting room',
      zone_id: 'N-3B',
      metric: 'co2_ppm',
      condition: 'gt',
      threshold: 900,
      severity: 'warning',
      enabled: true,
      cooldown_minutes: 15,
      for_seconds: 300,
      active_hours: 'Mon-Fri 08:00-18:00',
    },
    devices: 1,
  });
  expect(await host.value('get_alert_rules', { metric: 'co2' })).toMatchObject({ total: 2 });
});

// What contradicts itself is refused by the domain's own check.
test.each([
  [{ ...RULE, name: 'CO₂ high' }, 'conflict', 'co2-high'],
  [{ ...RULE, zone_id: 'Nowhere' }, 'not_found', 'Nowhere'],
  [{ ...RULE, clear_threshold: 950 }, 'invalid_argument', 'clear_threshold: lies beyond the threshold'],
  [{ ...RULE, active_hours: 'when it suits' }, 'invalid_argument', 'Mon-Fri 07:00-19:00'],
])('refuses %j', async (given, code, says) => {
  await using building = await openBuilding();
  await addRegistry(building);
  await using host = await connect(server, building, { time: building.time });
  const failure = await host.failure('create_alert_rule', given);
  expect(failure.code).toBe(code);
  expect(failure.text).toContain(says);
  expect(await host.value('get_alert_rules')).toMatchObject({ total: 8 });
});

test('the id of a rule is made of what can be typed of its name', async () => {
  await using building = await openBuilding();
  await using host = await connect(server, building, { time: building.time });
  const { zone_id: _zone, ...rule } = RULE;
  const idOf = async (name: string) => {
    const { rule: created } = await host.value('create_alert_rule', { ...rule, name });
    return (created as { rule_id: string }).rule_id;
  };
  expect(await idOf('Wärme!')).toBe('warme');
  expect(await idOf('暑い')).toBe('rule');
  expect(await idOf('寒い')).toBe('rule-2');
});
