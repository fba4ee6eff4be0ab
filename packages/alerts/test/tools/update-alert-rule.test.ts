import { connect } from '@nexus/server-kit/testing';
import { expect, test } from 'vitest';
import { server } from '../../src/server.ts';
import { openBuilding, STUFFY, until } from '../building.ts';

test('changes what is given and nothing else, in a new version', async () => {
  await using building = await openBuilding();
  await using host = await connect(server, building, { time: building.time });
  const answer = await host.value('update_alert_rule', { rule_id: 'CO₂ high', threshold: 1400 });
  expect(answer).toMatchObject({
    before: { rule_id: 'co2-high', version: 1, threshold: 1220 },
    after: { rule_id: 'co2-high', version: 2, threshold: 1400 },
  });
  const { before, after } = answer as { before: object; after: object };
  expect({ ...before, version: 2, threshold: 1400 }).toEqual(after);
});

test('an open alert is closed as superseded, and raised again where the new version holds', async () => {
  await using building = await openBuilding();
  await building.ingest(...STUFFY);
  await using _evaluating = building.evaluating();
  await using host = await connect(server, building, { time: building.time });
  expect(await host.value('list_active_alerts')).toMatchObject({ total: 1 });
  await host.value('update_alert_rule', { rule_id: 'co2-high', enabled: false, reason: 'sensor is being replaced' });
  await until(async () => {
    const { total } = await host.value('list_active_alerts');
    return total === 0 ? true : undefined;
  });
  expect(await host.value('get_alert_history')).toMatchObject({
    alerts: [{ alert_id: 'ALERT-1', state: 'cleared', superseded: true }],
  });
});

test.each([
  [{ rule_id: 'co2-hihg', threshold: 1 }, 'not_found', 'co2-high'],
  [{ rule_id: 'co2-high' }, 'conflict', 'nothing was changed'],
  [{ rule_id: 'co2-high', threshold: 1220 }, 'conflict', 'nothing was changed'],
  [{ rule_id: 'co2-high', threshold: 1000 }, 'invalid_argument', 'clear_threshold'],
  [{ rule_id: 'co2-high', name: 'Humidity low' }, 'conflict', 'humidity-low'],
])('refuses %j', async (given, code, says) => {
  await using building = await openBuilding();
  await using host = await connect(server, building, { time: building.time });
  const failure = await host.failure('update_alert_rule', given);
  expect(failure.code).toBe(code);
  expect(failure.text).toContain(says);
  expect(await host.value('get_alert_rules', { metric: 'co2' })).toMatchObject({ rules: [{ version: 1 }] });
});
