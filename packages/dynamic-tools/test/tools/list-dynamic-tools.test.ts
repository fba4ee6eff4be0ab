import { expect, test } from 'vitest';
import { connectTools, ENERGY_USE } from '../connect-tools.ts';

test('tells name, schema, author, time and statistics, and the code when asked', async () => {
  await using host = await connectTools();
  await host.value('register_dynamic_tool', ENERGY_USE);
  await host.value('energy_use_intensity', { total_kwh: 1, area_sqm: 1 });
  await host.failure('energy_use_intensity', { total_kwh: 1, area_sqm: 0 });
  const { tools, total } = await host.value('list_dynamic_tools', {});
  expect(total).toBe(1);
  expect(tools).toEqual([
    expect.objectContaining({
      name: 'energy_use_intensity',
      version: 1,
      state: 'active',
      input_schema: { ...ENERGY_USE.input_schema, additionalProperties: false },
      created_by: 'test 1.0.0',
      created_at: '2026-06-01T12:00:00Z',
      calls: 2,
      failed_calls: 1,
      last_called_at: '2026-06-01T12:00:00Z',
      mean_ms: expect.any(Number) as number,
    }),
  ]);
  expect(JSON.stringify(tools)).not.toContain('area_sqm must be');
  const shown = await host.value('list_dynamic_tools', { include_code: true });
  expect(shown).toMatchObject({ tools: [{ code: ENERGY_USE.code }] });
});
