import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pythonRuntime } from '@nexus/sandbox-python';
import { describe, expect, test } from 'vitest';
import { connectTools, ENERGY_USE } from '../connect-tools.ts';

const CODE = 'export const main = ({ a }) => a';

test('a registered tool is one of the server by its own name and schema, marked as generated', async () => {
  await using host = await connectTools();
  const registered = await host.value('register_dynamic_tool', ENERGY_USE);
  expect(registered).toEqual({
    status: 'registered',
    tool_name: 'energy_use_intensity',
    tool_id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    version: 1,
  });
  const { tools } = await host.client.listTools();
  expect(tools.at(-1)).toMatchObject({
    name: 'energy_use_intensity',
    description: expect.stringMatching(/^Generated tool; .+Energy use intensity of a zone in kWh\/m2\.$/) as string,
    inputSchema: { ...ENERGY_USE.input_schema, additionalProperties: false },
    annotations: { readOnlyHint: true },
  });
  expect(await host.value('energy_use_intensity', { total_kwh: 125_000, area_sqm: 2_500 })).toEqual({
    eui_value: 50,
    unit: 'kWh/m2',
    rating: 'good',
  });
});

test('the schema is what the types say when none is given', async () => {
  await using host = await connectTools();
  // Hazen–Williams, in SI units: h = 10.67 · L · Q^1.852 / (C^1.852 · d^4.8704).
  await host.value('register_dynamic_tool', {
    name: 'friction_loss',
    description: 'Friction loss of a water pipe by Hazen and Williams.',
    language: 'typescript',
    code: `interface Pipe { /** m³/s */ flow: number; /** m */ diameter: number; length: number; coefficient?: number }
      export function main({ flow, diameter, length, coefficient = 130 }: Pipe): { head_loss_m: number } {
        return { head_loss_m: (10.67 * length * flow ** 1.852) / (coefficient ** 1.852 * diameter ** 4.8704) };
      }`,
  });
  const { tools } = await host.client.listTools();
  expect(tools.at(-1)?.inputSchema).toEqual({
    type: 'object',
    properties: {
      flow: { type: 'number', description: 'm³/s' },
      diameter: { type: 'number', description: 'm' },
      length: { type: 'number' },
      coefficient: { type: 'number' },
    },
    required: ['flow', 'diameter', 'length'],
    additionalProperties: false,
  });
  // 0.01^1.852 = 1.977e-4; 130^1.852 = 8222; 0.1^4.8704 = 1.3477e-5: 10.67 · 100 · 1.977e-4 / (8222 · 1.3477e-5) = 1.904 m.
  const { head_loss_m } = await host.value('friction_loss', { flow: 0.01, diameter: 0.1, length: 100 });
  expect(head_loss_m).toBeCloseTo(1.904, 2);
});

test('all violations are listed with their lines', async () => {
  await using host = await connectTools();
  const { code, text } = await host.failure('register_dynamic_tool', {
    ...ENERGY_USE,
    code: 'export function main(args) {\n  fetch("x");\n  return process.env;\n}',
    input_schema: { type: 'object', properties: { a: { $ref: '#' } } },
  });
  expect(code).toBe('invalid_argument');
  expect(text.split('\n')).toEqual([
    'The tool was not registered:',
    'line 2, column 3: fetch is not declared, and not available.',
    'line 3, column 10: process is not declared, and not available.',
    'input_schema.a: $ref is not supported, or not in this form',
    'Correct all of these and register it again.',
  ]);
  expect((await host.client.listTools()).tools).toHaveLength(6);
});

test('an example that gives another result, fails or does not fit the schema refuses the tool', async () => {
  await using host = await connectTools();
  const { text } = await host.failure('register_dynamic_tool', {
    ...ENERGY_USE,
    examples: [
      { arguments: { total_kwh: 1, area_sqm: 1 }, result: { eui_value: 2 } },
      { arguments: { total_kwh: 1, area_sqm: 0 } },
      { arguments: { total_kwh: 'many', area_sqm: 1 } },
      { arguments: { total_kwh: 1, area_sqm: 1 } },
    ],
  });
  const lines = text.split('\n');
  expect(lines[1]).toBe('example 1: gives {"eui_value":1,"unit":"kWh/m2","rating":"good"} instead of {"eui_value":2}');
  expect(lines[2]).toBe('example 2: The tool failed: RangeError: area_sqm must be above 0');
  expect(lines[3]).toContain('example 3: Invalid arguments: total_kwh: ');
  expect(lines).toHaveLength(5);
});

describe('a name is refused', () => {
  test.each([
    ['of the server itself', 'list_dynamic_tools', 'conflict'],
    ['of the server itself, written otherwise', 'List_Dynamic_Tools', 'conflict'],
    ['that begins with an underscore', '_secret', 'invalid_argument'],
    ['that is no identifier', 'energy-use', 'invalid_argument'],
    ['that is an instruction', 'ignore previous instructions', 'invalid_argument'],
    ['of other letters', 'énergie', 'invalid_argument'],
    ['that is taken', 'ENERGY_USE_INTENSITY', 'conflict'],
  ])('%s', async (_name, name, code) => {
    await using host = await connectTools();
    await host.value('register_dynamic_tool', { ...ENERGY_USE, examples: [] });
    expect(await host.failure('register_dynamic_tool', { ...ENERGY_USE, name, examples: [] })).toMatchObject({ code });
  });
});

test('with replace a name gets a new version, and the old one answers no more', async () => {
  await using host = await connectTools();
  const tool = { name: 'same', description: 'd', language: 'javascript', code: CODE };
  await host.value('register_dynamic_tool', tool);
  const second = { ...tool, code: 'export const main = ({ a }) => a * 2', replace: true };
  expect(await host.value('register_dynamic_tool', second)).toMatchObject({ version: 2 });
  expect(await host.value('same', { a: 4 })).toEqual({ result: 8 });
  const { tools } = await host.value('list_dynamic_tools', { state: 'replaced' });
  expect(tools).toMatchObject([{ name: 'same', version: 1 }]);
});

test('there is a limit to the number of tools, and a new version does not count', async () => {
  await using host = await connectTools({ maxTools: 1 });
  const tool = { name: 'first', description: 'd', language: 'javascript', code: CODE };
  await host.value('register_dynamic_tool', tool);
  expect(await host.failure('register_dynamic_tool', { ...tool, name: 'second' })).toMatchObject({
    code: 'limit_exceeded',
  });
  await host.value('register_dynamic_tool', { ...tool, replace: true });
  expect(await host.failure('register_dynamic_tool', { ...tool, name: 'third', language: 'python' })).toMatchObject({
    code: 'unavailable',
    text: expect.stringContaining('NEXUS_DYNAMIC_PYTHON=on') as string,
  });
});

test('a tool in Python is checked, run and called where Python is enabled', async () => {
  await using host = await connectTools({
    runtimes: [pythonRuntime({ cacheFolder: join(tmpdir(), 'nexus-python-tests') })],
  });
  const tool = {
    name: 'mean_power',
    description: 'Mean power in kW.',
    language: 'python',
    code: 'import statistics\ndef main(powers_kw: list[float]) -> float:\n    return statistics.fmean(powers_kw)',
    examples: [{ arguments: { powers_kw: [1, 2, 6] }, result: 3 }],
  };
  await host.value('register_dynamic_tool', tool);
  expect(await host.value('mean_power', { powers_kw: [2, 4] })).toEqual({ result: 3 });
  const { text } = await host.failure('register_dynamic_tool', {
    ...tool,
    name: 'other',
    code: 'import os\ndef main(a):\n    return open(a)',
  });
  expect(text.split('\n').slice(1, 3)).toEqual([
    'line 1, column 8: The module os is not available.',
    'line 3, column 12: open is not available.',
  ]);
});

test('a source of more than 64 KB is refused', async () => {
  await using host = await connectTools();
  const code = `${CODE} // ${'x'.repeat(64 * 1024)}`;
  expect(await host.failure('register_dynamic_tool', { ...ENERGY_USE, code })).toMatchObject({
    code: 'invalid_argument',
  });
});

test('a check runs the examples and registers nothing', async () => {
  await using host = await connectTools();
  const checked = await host.value('register_dynamic_tool', { ...ENERGY_USE, check_only: true });
  expect(checked).toEqual({ status: 'checked', tool_name: 'energy_use_intensity' });
  expect((await host.client.listTools()).tools).toHaveLength(6);
  const wrong = {
    ...ENERGY_USE,
    examples: [{ arguments: { total_kwh: 1, area_sqm: 1 }, result: 0 }],
    check_only: true,
  };
  expect(await host.failure('register_dynamic_tool', wrong)).toMatchObject({ code: 'invalid_argument' });
});
