import { expect, test } from 'vitest';
import { dynamicTools, ENERGY_USE } from '../fixtures/dynamic-tools.ts';
import { Events, hostOver } from '../fixtures/host.ts';
import { calls, says, scripted } from '../fixtures/scripted-backend.ts';
import { building } from '../fixtures/targets.ts';

const PROBLEM = 'Energy use intensity for 125000 kWh on 2500 m2';

test('in the middle of an answer a model asks for the tool that is missing, and gets its result', async () => {
  const backend = scripted(
    calls(['synthesize_tool', { problem: PROBLEM }]),
    calls(['propose_tool', ENERGY_USE]), // the same model, asked as a writer of tools
    calls(['energy_use_intensity', { total_kwh: 10, area_sqm: 5 }]),
    says('50 kWh/m2, which is good.'),
  );
  await using host = hostOver([dynamicTools()], backend, {}, { allowWrites: true });
  const events = new Events();
  const finished = await host.query(PROBLEM, { onEvent: events.listen });
  expect(finished).toMatchObject({ status: 'answered', answer: '50 kWh/m2, which is good.', tool_calls: 2 });
  const [synthesized, called] = events.of('tool_call_finished');
  expect(synthesized).toMatchObject({ tool: 'synthesize_tool', status: 'ok' });
  expect(synthesized?.result).toBe(
    'The tool energy_use_intensity was registered and called. Its result:\n' +
      '{"eui_value":50,"unit":"kWh/m2","rating":"good"}',
  );
  expect(called?.result).toBe('{"eui_value":2,"unit":"kWh/m2","rating":"good"}');
});

test('headless and without leave to write, the tool is checked and not registered', async () => {
  const backend = scripted(
    calls(['synthesize_tool', { problem: PROBLEM }]),
    calls(['propose_tool', ENERGY_USE]),
    says('It needs your leave.'),
  );
  await using host = hostOver([dynamicTools()], backend);
  const events = new Events();
  await host.query(PROBLEM, { onEvent: events.listen });
  const [finished] = events.of('tool_call_finished');
  expect(finished).toMatchObject({ tool: 'synthesize_tool', status: 'error' });
  expect(finished?.result).toContain('--allow-writes');
});

test('it is offered only where a server takes tools', async () => {
  const offered = async (server: Parameters<typeof hostOver>[0][number], readOnly: boolean) => {
    const backend = scripted(says('hello'));
    await using host = hostOver([server], backend, { readOnly });
    await host.query('hello');
    return backend.requests[0]?.tools?.some((tool) => tool.function.name === 'synthesize_tool');
  };
  expect(await offered(dynamicTools(), false)).toBe(true);
  expect(await offered(dynamicTools(), true)).toBe(false);
  expect(await offered(building(), false)).toBe(false);
});
