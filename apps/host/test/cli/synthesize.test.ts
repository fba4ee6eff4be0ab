import { expect, test } from 'vitest';
import { dynamicTools, ENERGY_USE } from '../fixtures/dynamic-tools.ts';
import { modelServer } from '../fixtures/model-server.ts';
import { nexus } from '../fixtures/nexus.ts';
import { calls } from '../fixtures/scripted-backend.ts';

const PROBLEM = 'Energy use intensity: 125000 kWh on 2500 m2';

test('a problem is solved with a tool that a model behind a server writes', async () => {
  await using model = await modelServer(calls(['propose_tool', ENERGY_USE]));
  const options = { servers: [dynamicTools()], env: model.environment };
  const { code, stdout, stderr } = await nexus(['synthesize', '--allow-writes', PROBLEM], options);
  expect(stdout).toBe(
    'energy_use_intensity: Energy use intensity of a zone in kWh/m2.\n{"eui_value":50,"unit":"kWh/m2","rating":"good"}\n',
  );
  expect(stderr).toContain('registered: energy_use_intensity');
  expect(code).toBe(0);
});

test('off a terminal nothing is registered unless it is allowed', async () => {
  await using model = await modelServer(calls(['propose_tool', ENERGY_USE]));
  const options = { servers: [dynamicTools()], env: model.environment };
  const { code, stdout, stderr } = await nexus(['synthesize', PROBLEM], options);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain('--allow-writes');
});

test('without a model there is a next step', async () => {
  const options = { servers: [dynamicTools()], env: { NEXUS_LLM_BACKEND: 'builtin' } };
  const { code, stderr } = await nexus(['synthesize', PROBLEM], options);
  expect(code).toBe(1);
  expect(stderr).toContain('Only a model can write a tool');
});
