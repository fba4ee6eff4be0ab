import { connect } from '@nexus/server-kit/testing';
import { expect, test, vi } from 'vitest';
import { server } from '../../src/server.ts';
import { openBuilding } from '../building.ts';
import { readJson } from '../read-json.ts';

test('reads as all rules, and tells who subscribed when one changes', async () => {
  await using building = await openBuilding();
  await using host = await connect(server, building, { time: building.time });
  expect(await readJson(host, 'alerts://rules')).toMatchObject({ rules: { length: 8, 0: { rule_id: 'co2-high' } } });
  const updated: unknown[] = [];
  host.client.fallbackNotificationHandler = ({ params }) => Promise.resolve(void updated.push(params?.['uri']));
  await host.client.subscribeResource({ uri: 'alerts://rules' });
  await host.value('update_alert_rule', { rule_id: 'co2-high', threshold: 1300 });
  await vi.waitFor(() => expect(updated).toEqual(['alerts://rules']), { timeout: 10_000 });
});
