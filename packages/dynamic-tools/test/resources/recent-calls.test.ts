import { expect, test } from 'vitest';
import { connectTools, ENERGY_USE } from '../connect-tools.ts';
import { readJson } from './read-json.ts';

test('tells which version was called, by whom, how long it took and how it ended', async () => {
  await using host = await connectTools();
  await host.value('register_dynamic_tool', ENERGY_USE);
  await host.value('energy_use_intensity', { total_kwh: 1, area_sqm: 1 });
  await host.failure('energy_use_intensity', { total_kwh: 1, area_sqm: 0 });
  const { calls } = await readJson(host.client, 'dynamic-tools://calls/recent');
  const call = { tool: 'energy_use_intensity@1', actor: 'test 1.0.0', at: '2026-06-01T12:00:00Z' };
  expect(calls).toMatchObject([
    { ...call, outcome: 'threw' },
    { ...call, outcome: 'ok', duration_ms: expect.any(Number) as number },
  ]);
});
