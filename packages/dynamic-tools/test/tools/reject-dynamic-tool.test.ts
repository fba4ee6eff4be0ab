import { expect, test } from 'vitest';
import { connectTools, ENERGY_USE } from '../connect-tools.ts';

test('a rejected tool cannot be called, and its name is free again', async () => {
  await using host = await connectTools({ approval: true });
  await host.value('register_dynamic_tool', ENERGY_USE);
  const args = { name: 'energy_use_intensity', reason: 'no need' };
  expect(await host.value('reject_dynamic_tool', args)).toEqual({
    status: 'rejected',
    tool_name: args.name,
    version: 1,
  });
  expect(await host.failure('call_dynamic_tool', { name: args.name })).toMatchObject({ code: 'not_found' });
  expect(await host.failure('approve_dynamic_tool', args)).toMatchObject({ code: 'not_found' });
  expect(await host.value('register_dynamic_tool', ENERGY_USE)).toMatchObject({
    status: 'pending_approval',
    version: 2,
  });
});
