import { testServerContract, testToolFuzz } from '@nexus/server-kit/testing';
import { expect, test } from 'vitest';
import packageJson from '../package.json' with { type: 'json' };
import serverJson from '../server.json' with { type: 'json' };
import type { Deps } from '../src/deps.ts';
import { server } from '../src/server.ts';
import { openDeviceRegistryStore } from '../src/store/index.ts';
import { DEVICES, IMPORT, ZONES } from './building.ts';

async function open(filled: boolean): Promise<Deps> {
  const store = await openDeviceRegistryStore(':memory:');
  if (filled) await store.importInventory({ zones: ZONES, devices: DEVICES }, IMPORT);
  return { store, readOnly: false, hasBroker: false, [Symbol.asyncDispose]: () => store[Symbol.asyncDispose]() };
}

test('server.json describes this package', () => {
  const { name, version, packages } = serverJson;
  expect({ name, version }).toEqual({ name: packageJson.mcpName, version: packageJson.version });
  expect(packages).toEqual([
    expect.objectContaining({ identifier: packageJson.name, version: packageJson.version }) as object,
  ]);
});

testServerContract(server, { packageRoot: new URL('..', import.meta.url), open: () => open(false) });
testToolFuzz(server, () => open(true), {
  values: {
    target_version: ['2.4.1', '2.4.0-rc.1'],
    device_id: ['DEV-0001', 'Lock A'],
    building: ['NORTH'],
    waves: [['1', '5%']],
  },
});
