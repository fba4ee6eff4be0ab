import { expect, test } from 'vitest';
import { connectTools, ENERGY_USE } from '../connect-tools.ts';

const CALL = { total_kwh: 1, area_sqm: 1 };

test('a tool that needs approval waits, unlisted, until it is approved', async () => {
  await using host = await connectTools({ approval: true });
  expect(await host.value('register_dynamic_tool', ENERGY_USE)).toMatchObject({
    status: 'pending_approval',
    version: 1,
  });
  expect((await host.client.listTools()).tools).toHaveLength(6);
  await expect(host.call('energy_use_intensity', CALL)).rejects.toMatchObject({ code: -32602 });
  expect(await host.failure('call_dynamic_tool', { name: 'energy_use_intensity', arguments: CALL })).toMatchObject({
    code: 'conflict',
  });
  const args = { name: 'energy_use_intensity', reason: 'read it' };
  expect(await host.value('approve_dynamic_tool', args)).toEqual({
    status: 'approved',
    tool_name: args.name,
    version: 1,
  });
  expect(await host.value('energy_use_intensity', CALL)).toMatchObject({ eui_value: 1 });
  expect(await host.failure('approve_dynamic_tool', args)).toMatchObject({ code: 'not_found' });
});

test('while a new version waits, the approved one answers', async () => {
  await using host = await connectTools({ approval: true });
  await host.value('register_dynamic_tool', ENERGY_USE);
  await host.value('approve_dynamic_tool', { name: 'energy_use_intensity' });
  const next = { ...ENERGY_USE, code: 'export const main = () => ({ eui_value: -1 })', examples: [], replace: true };
  expect(await host.value('register_dynamic_tool', next)).toMatchObject({ status: 'pending_approval', version: 2 });
  expect(await host.value('energy_use_intensity', CALL)).toMatchObject({ eui_value: 1 });
  await host.value('approve_dynamic_tool', { name: 'energy_use_intensity' });
  expect(await host.value('energy_use_intensity', CALL)).toEqual({ eui_value: -1 });
});
