import { connect } from '@nexus/server-kit/testing';
import { expect, test } from 'vitest';
import { server } from '../../src/server.ts';
import { addRegistry, openBuilding, time } from '../building.ts';

test('names the calls for the building and the period asked for', async () => {
  await using building = await openBuilding();
  await using host = await connect(server, building, { time });
  const { messages } = await host.client.getPrompt({
    name: 'energy_review',
    arguments: { building: 'NORTH', period: '-30d' },
  });
  expect(messages).toHaveLength(1);
  expect(JSON.stringify(messages)).toContain(
    JSON.stringify('{"start":"-30d","building":"NORTH","group_by":"floor"}').slice(1, -1),
  );
});

test('without arguments reviews last week of everything', async () => {
  await using building = await openBuilding();
  await using host = await connect(server, building, { time });
  const { messages } = await host.client.getPrompt({ name: 'energy_review' });
  expect(JSON.stringify(messages)).toContain(JSON.stringify('{"start":"last_week","group_by":"floor"}').slice(1, -1));
});

test('completes buildings and periods', async () => {
  await using building = await openBuilding();
  await addRegistry(building);
  await using host = await connect(server, building, { time });
  const complete = async (name: string, value: string) =>
    (await host.client.complete({ ref: { type: 'ref/prompt', name: 'energy_review' }, argument: { name, value } }))
      .completion.values;
  expect(await complete('building', 'sou')).toEqual(['SOUTH']);
  expect(await complete('period', 'last')).toEqual(['last_week', 'last_month']);
});
