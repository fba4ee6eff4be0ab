import { expect, test } from 'vitest';
import { connectTools, ENERGY_USE } from '../connect-tools.ts';
import { readJson } from './read-json.ts';

test('tells who registered, approved and removed what, newest first, with the reason', async () => {
  await using host = await connectTools({ approval: true });
  await host.value('register_dynamic_tool', ENERGY_USE);
  await host.value('approve_dynamic_tool', { name: 'energy_use_intensity', reason: 'read it' });
  await host.value('remove_dynamic_tool', { name: 'energy_use_intensity', reason: 'done\u202e with it' });
  const { entries } = await readJson(host.client, 'dynamic-tools://audit/recent');
  const subject = 'energy_use_intensity@1';
  expect(entries).toMatchObject([
    { action: 'removed', subject, actor: 'test 1.0.0', reason: 'done with it', at: '2026-06-01T12:00:00Z' },
    { action: 'approved', subject, reason: 'read it', after: { state: 'active' } },
    { action: 'registered', subject, after: { state: 'pending', language: 'javascript' } },
  ]);
});
