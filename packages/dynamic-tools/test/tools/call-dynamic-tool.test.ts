import { expect, test } from 'vitest';
import { connectTools, ENERGY_USE, NOW_MS } from '../connect-tools.ts';

const tool = (name: string, code: string) => ({ name, description: 'd', language: 'javascript', code });

test('a tool is called by name, and what is no object comes within result', async () => {
  await using host = await connectTools();
  await host.value('register_dynamic_tool', ENERGY_USE);
  await host.value(
    'register_dynamic_tool',
    tool('total', 'export const main = ({ all }) => all.reduce((a, b) => a + b, 0)'),
  );
  const args = { total_kwh: 300, area_sqm: 2 };
  expect(await host.value('call_dynamic_tool', { name: 'energy_use_intensity', arguments: args })).toEqual({
    eui_value: 150,
    unit: 'kWh/m2',
    rating: 'poor',
  });
  expect(await host.value('call_dynamic_tool', { name: 'total', arguments: { all: [1, 2, 3.5] } })).toEqual({
    result: 6.5,
  });
});

test('faults of arguments, of the code and of its limits are told apart', async () => {
  await using host = await connectTools();
  await host.value('register_dynamic_tool', ENERGY_USE);
  const greedy = 'export function main() { const all = []; for (;;) all.push(new Uint8Array(1e7)) }';
  await host.value('register_dynamic_tool', tool('greedy', greedy));
  expect(await host.failure('energy_use_intensity', { total_kwh: 1 })).toMatchObject({
    code: 'invalid_argument',
    text: expect.stringContaining('Invalid arguments: area_sqm: ') as string,
  });
  expect(await host.failure('energy_use_intensity', { total_kwh: 1, area_sqm: 0 })).toEqual({
    code: 'invalid_argument',
    text:
      'energy_use_intensity: The tool failed: RangeError: area_sqm must be above 0 (line 2 of its code)\n' +
      'Check the arguments, or register a corrected version.',
  });
  expect(await host.failure('greedy', {})).toMatchObject({ code: 'limit_exceeded' });
});

test('an unknown name is answered with the nearest ones', async () => {
  await using host = await connectTools();
  await host.value('register_dynamic_tool', ENERGY_USE);
  expect(await host.failure('call_dynamic_tool', { name: 'energy_intensity' })).toEqual({
    code: 'not_found',
    text: 'There is no registered tool of this name.\nDid you mean energy_use_intensity?',
  });
});

test('the calls of a minute are limited, over all tools', async () => {
  let now = NOW_MS;
  await using host = await connectTools({ callsPerMinute: 2, now: () => now });
  await host.value('register_dynamic_tool', tool('one', 'export const main = () => 1'));
  await host.value('one', {});
  await host.value('call_dynamic_tool', { name: 'one' });
  expect(await host.failure('one', {})).toMatchObject({ code: 'limit_exceeded' });
  now += 60_001;
  expect(await host.value('one', {})).toEqual({ result: 1 });
});

test('a call in flight finishes on the version that it began with', async () => {
  await using host = await connectTools();
  const slow = 'export function main() { const end = Date.now() + 1500; while (Date.now() < end) {} return "old" }';
  await host.value('register_dynamic_tool', tool('slow', slow));
  await host.deps.sandbox.warm();
  const running = host.value('slow', {});
  await new Promise((resolve) => {
    setTimeout(resolve, 200);
  });
  await host.value('register_dynamic_tool', { ...tool('slow', 'export const main = () => "new"'), replace: true });
  expect(await running).toEqual({ result: 'old' });
  expect(await host.value('slow', {})).toEqual({ result: 'new' });
});
