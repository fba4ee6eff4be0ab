import { connect } from '@nexus/server-kit/testing';
import { expect, test } from 'vitest';
import { server } from '../../src/server.ts';
import { evaluatedOnce, openBuilding, STUFFY } from '../building.ts';

async function openStuffy() {
  const building = await openBuilding();
  await building.ingest(...STUFFY);
  await evaluatedOnce(building);
  return building;
}

const ADA = { alert_id: 'ALERT-1', acknowledged_by: 'Ada', notes: 'opens a window' };

test('says who takes care of it, and it leaves the list but stays open', async () => {
  await using building = await openStuffy();
  await using host = await connect(server, building, { time: building.time });
  expect(await host.value('acknowledge_alert', ADA)).toMatchObject({
    alert_id: 'ALERT-1',
    state: 'acknowledged',
    acknowledged: true,
    acknowledged_at: '2026-06-01T14:00:00+02:00',
    acknowledged_by: 'Ada',
    notes: 'opens a window',
  });
  expect(await host.value('list_active_alerts')).toMatchObject({ alerts: [], total: 0, acknowledged: 1 });
});

test('twice is a conflict that says who did it and when', async () => {
  await using building = await openStuffy();
  await using host = await connect(server, building, { time: building.time });
  await host.value('acknowledge_alert', ADA);
  building.clock.now_ms += 60_000;
  const { code, text } = await host.failure('acknowledge_alert', { alert_id: '1', acknowledged_by: 'Bob' });
  expect(code).toBe('conflict');
  expect(text).toContain('Ada acknowledged it at 2026-06-01T14:00:00+02:00.');
});

test.each([
  [{ ...ADA, alert_id: 'ALERT-9' }, 'not_found'],
  [{ ...ADA, alert_id: 'nine' }, 'not_found'],
  [{ ...ADA, acknowledged_by: '\u200B ' }, 'invalid_argument'],
])('refuses %j', async (given, code) => {
  await using building = await openStuffy();
  await using host = await connect(server, building, { time: building.time });
  expect((await host.failure('acknowledge_alert', given)).code).toBe(code);
  expect(await host.value('list_active_alerts')).toMatchObject({ total: 1 });
});

test('is not offered by a server that only reads', async () => {
  await using building = await openStuffy();
  await using host = await connect(server, { ...building, readOnly: true }, { readOnly: true, time: building.time });
  const { tools } = await host.client.listTools();
  expect(tools.map(({ name }) => name)).toEqual([
    'get_alert_history',
    'get_alert_rules',
    'list_active_alerts',
    'test_alert_rule',
  ]);
  expect((await host.failure('acknowledge_alert', ADA)).code).toBe('permission_denied');
});
