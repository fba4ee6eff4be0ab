import { connect } from '@nexus/server-kit/testing';
import { expect, test, vi } from 'vitest';
import { server } from '../../src/server.ts';
import { evaluatedOnce, openBuilding, reading, STUFFY, NOW_MS } from '../building.ts';
import { readJson } from '../read-json.ts';

test('reads as what is open', async () => {
  await using building = await openBuilding();
  await building.ingest(...STUFFY);
  await evaluatedOnce(building);
  await using host = await connect(server, building, { time: building.time });
  expect(await readJson(host, 'alerts://active')).toMatchObject({ total: 1, alerts: [{ rule_id: 'co2-high' }] });
});

test('tells who subscribed when an alert is raised, and when it is acknowledged', async () => {
  await using building = await openBuilding();
  await building.ingest(...STUFFY.slice(0, -6));
  await using _evaluating = building.evaluating();
  await using host = await connect(server, building, { time: building.time });
  expect(await host.value('list_active_alerts')).toMatchObject({ total: 0 });
  const updated: unknown[] = [];
  host.client.fallbackNotificationHandler = ({ params }) => Promise.resolve(void updated.push(params?.['uri']));
  await host.client.subscribeResource({ uri: 'alerts://active' });
  await building.ingest(...STUFFY.slice(-6), reading('CO2-1', 'co2_ppm', NOW_MS - 1, 1300));
  await vi.waitFor(() => expect(updated).toEqual(['alerts://active']), { timeout: 10_000 });
  await host.value('acknowledge_alert', { alert_id: 'ALERT-1', acknowledged_by: 'Ada' });
  await vi.waitFor(() => expect(updated).toHaveLength(2), { timeout: 10_000 });
});
