import { connect } from '@nexus/server-kit/testing';
import { expect, test } from 'vitest';
import { server } from '../../src/server.ts';
import { openBuilding } from '../building.ts';

test('looks back over the shift, eight hours unless asked otherwise', async () => {
  await using building = await openBuilding();
  await using host = await connect(server, building, { time: building.time });
  const text = async (given: Record<string, string>) =>
    JSON.stringify((await host.client.getPrompt({ name: 'shift_handover', arguments: given })).messages);
  expect(await text({})).toContain(JSON.stringify('get_alert_history with {"start":"-8h"}').slice(1, -1));
  expect(await text({ since: 'today', building: 'NORTH' })).toContain(
    JSON.stringify('{"building":"NORTH","start":"today"}').slice(1, -1),
  );
});
