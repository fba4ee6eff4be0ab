import { expect, test } from 'vitest';
import { connectTools, ENERGY_USE } from '../connect-tools.ts';

test('a removed tool is gone for every client, its versions stay, and its name counts on', async () => {
  await using host = await connectTools();
  await host.value('register_dynamic_tool', ENERGY_USE);
  const args = { name: 'energy_use_intensity', reason: 'wrong unit' };
  expect(await host.value('remove_dynamic_tool', args)).toEqual({
    status: 'removed',
    tool_name: args.name,
    version: 1,
  });
  expect((await host.client.listTools()).tools).toHaveLength(6);
  await expect(host.call('energy_use_intensity', {})).rejects.toMatchObject({ code: -32602 });
  expect(await host.value('list_dynamic_tools', { state: 'removed' })).toMatchObject({ total: 1 });
  expect(await host.value('register_dynamic_tool', ENERGY_USE)).toMatchObject({ version: 2 });
});

test('what is not there cannot be removed', async () => {
  await using host = await connectTools();
  await host.value('register_dynamic_tool', ENERGY_USE);
  expect(await host.failure('remove_dynamic_tool', { name: 'energy_use' })).toEqual({
    code: 'not_found',
    text: 'There is no registered tool of this name.\nDid you mean energy_use_intensity? See list_dynamic_tools.',
  });
});
