import { testServerContract } from '@nexus/server-kit/testing';
import { expect, test } from 'vitest';
import packageJson from '../package.json' with { type: 'json' };
import serverJson from '../server.json' with { type: 'json' };
import { server } from '../src/server.ts';
import { openDeps } from './connect-tools.ts';

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
