import { connect } from '@nexus/server-kit/testing';
import { expect, test } from 'vitest';
import { server } from '../../src/server.ts';
import { addRegistry, openBuilding } from '../building.ts';

test('names the calls for the building asked for, and completes its name', async () => {
  await using building = await openBuilding();
  await addRegistry(building);
  await using host = await connect(server, building, { time: building.time });
  const { messages } = await host.client.getPrompt({ name: 'triage_alerts', arguments: { building: 'NORTH' } });
  expect(JSON.stringify(messages)).toContain(
    JSON.stringify('list_active_alerts with {"building":"NORTH"}').slice(1, -1),
  );
  const { completion } = await host.client.complete({
    ref: { type: 'ref/prompt', name: 'triage_alerts' },
    argument: { name: 'building', value: 'so' },
  });
  expect(completion.values).toEqual(['SOUTH']);
});
