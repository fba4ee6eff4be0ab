import { testServerContract, testToolFuzz } from '@nexus/server-kit/testing';
import { expect, test } from 'vitest';
import packageJson from '../package.json' with { type: 'json' };
import serverJson from '../server.json' with { type: 'json' };
import { server } from '../src/server.ts';
import { ENERGY_USE, NOW_MS, openDeps } from './connect-tools.ts';

test('server.json describes this package and the variables of the server', () => {
  const { name, version, packages } = serverJson;
  expect({ name, version }).toEqual({ name: packageJson.mcpName, version: packageJson.version });
  expect(packages).toEqual([
    expect.objectContaining({ identifier: packageJson.name, version: packageJson.version }) as object,
  ]);
  const described = packages[0]?.environmentVariables.map((variable) => variable.name);
  expect(described).toEqual(expect.arrayContaining(Object.keys(server.config.shape)));
});

testServerContract(server, { packageRoot: new URL('..', import.meta.url), open: openDeps });

/** One tool to call and one to decide on. Few calls start the sandbox: the others are over the limit. */
async function openFilled() {
  const deps = await openDeps({ callsPerMinute: 20, approval: true });
  const { examples: _examples, ...tool } = ENERGY_USE;
  const deed = { actor: 'ann', at_ms: NOW_MS };
  await deps.store.register(tool, deed, { state: 'active', replace: false, maxTools: 5 });
  await deps.store.register({ ...tool, name: 'floor_load' }, deed, { state: 'pending', replace: false, maxTools: 5 });
  return deps;
}

testToolFuzz(server, openFilled, {
  runs: 2000, // many registrations start the sandbox
  values: {
    name: [ENERGY_USE.name, 'floor_load', 'zone_load'],
    code: [ENERGY_USE.code],
    arguments: [{ total_kwh: 20, area_sqm: 4 }],
  },
});
