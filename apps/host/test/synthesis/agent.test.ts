import { expect, test } from 'vitest';
import type { ApprovalRequest } from '../../src/loop/approval.ts';
import { dynamicTools, ENERGY_USE, FRICTION_LOSS } from '../fixtures/dynamic-tools.ts';
import { hostOver } from '../fixtures/host.ts';
import { calls, says, scripted } from '../fixtures/scripted-backend.ts';

const PROBLEM = 'Energy use intensity: 125000 kWh on 2500 m2';

test('a tool is written, checked, approved with its code in sight, registered, listed and called', async () => {
  const asked: ApprovalRequest[] = [];
  const backend = scripted(calls(['propose_tool', ENERGY_USE]));
  await using host = hostOver(
    [dynamicTools()],
    backend,
    {},
    {
      approve: (request) => {
        asked.push(request);
        return Promise.resolve('once');
      },
    },
  );
  const outcome = await host.synthesize(PROBLEM);
  expect(outcome).toMatchObject({ status: 'done', tool: 'energy_use_intensity', repairs: 0 });
  expect(outcome.result?.structuredContent).toEqual({ eui_value: 50, unit: 'kWh/m2', rating: 'good' });
  expect(asked).toMatchObject([{ tool: 'register_dynamic_tool', arguments: { code: ENERGY_USE.code } }]);
  const [request] = backend.requests;
  expect(request?.tools?.map((tool) => tool.function.name)).toEqual(['propose_tool']);
  expect(request?.messages.at(-1)?.content).toContain(PROBLEM);
  expect(request?.messages.at(-1)?.content).toContain('register_dynamic_tool');
  // It stays, as a tool of the server.
  expect(host.tools.map(({ name }) => name)).toContain('energy_use_intensity');
  const again = await host.callTool('energy_use_intensity', { total_kwh: 10, area_sqm: 5 });
  expect(again.structuredContent).toMatchObject({ eui_value: 2 });
});

test('what the checks find goes back to the model, which repairs it', async () => {
  const forbidden = { ...FRICTION_LOSS, code: `import math from 'math';\n${FRICTION_LOSS.code}` };
  const wrong = { ...FRICTION_LOSS, code: FRICTION_LOSS.code.replace('10.67', '10.0') };
  const backend = scripted(
    calls(['propose_tool', forbidden]),
    calls(['propose_tool', wrong]),
    says(`Here it is:\n\`\`\`json\n${JSON.stringify(FRICTION_LOSS)}\n\`\`\``),
  );
  await using host = hostOver([dynamicTools()], backend, {}, { allowWrites: true });
  const { repairs, result } = await host.synthesize('Friction loss of 100 m of DN100, 10 l/s, C = 130');
  expect(repairs).toBe(2);
  // 0.01^1.852 = 1.977e-4; 130^1.852 = 8222; 0.1^4.8704 = 1.3477e-5: 10.67 · 100 · 1.977e-4 / (8222 · 1.3477e-5) = 1.904 m.
  expect(result?.structuredContent?.['head_loss_m']).toBeCloseTo(1.904, 2);
  const told = backend.requests.map(({ messages }) => messages.at(-1));
  expect(told[1]).toMatchObject({
    role: 'tool',
    content: expect.stringContaining('Nothing can be imported') as string,
  });
  expect(told[2]?.content).toContain('example 1: gives {"head_loss_m":10} instead of {"head_loss_m":10.67}');
});

test('after two repairs that fail it is given up, and nothing is registered', async () => {
  const bad = calls(['propose_tool', { ...ENERGY_USE, code: 'export function main() { return process.env }' }]);
  const backend = scripted(bad, says('I cannot do that.'), bad, calls(['propose_tool', ENERGY_USE]));
  await using host = hostOver([dynamicTools()], backend, {}, { allowWrites: true });
  await expect(host.synthesize(PROBLEM)).rejects.toMatchObject({
    code: 'invalid_argument',
    message: expect.stringContaining('process is not declared') as string,
  });
  expect(backend.requests).toHaveLength(3);
  await host.refreshTools();
  expect(host.tools.map(({ name }) => name)).not.toContain('energy_use_intensity');
});

test('what a person refuses is not registered', async () => {
  const backend = scripted(calls(['propose_tool', ENERGY_USE]));
  await using host = hostOver([dynamicTools()], backend, {}, { approve: () => Promise.resolve('refuse') });
  await expect(host.synthesize(PROBLEM)).rejects.toMatchObject({ code: 'permission_denied' });
  const listed = await host.callTool('list_dynamic_tools', {});
  expect(listed.structuredContent).toMatchObject({ total: 0 });
});

test('a server that wants an approval of its own lets the tool wait', async () => {
  const backend = scripted(calls(['propose_tool', ENERGY_USE]));
  const target = dynamicTools({ NEXUS_DYNAMIC_APPROVAL: 'required' });
  await using host = hostOver([target], backend, {}, { allowWrites: true });
  expect(await host.synthesize(PROBLEM)).toMatchObject({ status: 'pending_approval', tool: 'energy_use_intensity' });
});

test('without a model, or without a server that takes tools, there is a next step', async () => {
  await using alone = hostOver([], scripted());
  await expect(alone.synthesize(PROBLEM)).rejects.toMatchObject({
    code: 'unavailable',
    hint: expect.stringContaining('nexus-dynamic-tools') as string,
  });
});
