import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DefinitionPins } from '../../src/connections/definition-pins.ts';
import { grantKey, grantsIn } from '../../src/loop/approval.ts';
import { inventedTool } from '../fixtures/invented-server.ts';
import { nexus } from '../fixtures/nexus.ts';
import { tempFolder } from '../fixtures/targets.ts';

/** A data folder in which two tools of one server are allowed for good, one of them as it was and as it is. */
async function consented() {
  const dataDir = join(tempFolder(), 'data');
  const grants = grantsIn(dataDir);
  for (const [tool, definition] of [
    ['set_point', 'old'],
    ['set_point', 'new'],
    ['add_point', 'new'],
  ] as const) {
    const grant = { server: 'building', tool, definition };
    await grants.put(grantKey(grant), grant);
  }
  const target = { kind: 'http', name: 'weather', url: 'http://127.0.0.1:9/mcp', headers: {} } as const;
  await new DefinitionPins(dataDir).review(target, [inventedTool('warn', {}), inventedTool('get', {})]);
  return { dataDir, grants, env: { NEXUS_DATA_DIR: dataDir } };
}

interface Listed {
  readonly approvals: readonly { readonly server: string; readonly tool: string; readonly since: string }[];
  readonly definitions: readonly { readonly server: string; readonly tools: readonly string[] }[];
}

async function listed(env: Record<string, string>): Promise<Listed> {
  return JSON.parse((await nexus(['approvals', '--json'], { env })).stdout) as Listed;
}

test('what was allowed for good is listed with its server and day, and revoked tool by tool or server by server', async () => {
  const { env } = await consented();
  const { stdout } = await nexus(['approvals'], { env });
  expect(stdout).toMatch(/^ {2}building {2}set_point {2}\d{4}-\d\d-\d\d \d\d:\d\d UTC$/mu);
  expect(stdout).toMatch(/^ {2}weather {2}.* UTC {2}get, warn$/mu);
  const before = await listed(env);
  expect(before.approvals.map(({ server, tool }) => [server, tool])).toEqual(
    expect.arrayContaining([
      ['building', 'set_point'],
      ['building', 'add_point'],
    ]),
  );
  expect(before.approvals).toHaveLength(2);

  const one = await nexus(['approvals', 'revoke', 'building', 'set_point'], { env });
  expect(one).toEqual({ code: 0, stdout: 'Forgotten of building: 1 approved.\n', stderr: '' });
  expect((await listed(env)).approvals.map(({ tool }) => tool)).toEqual(['add_point']);

  const rest = await nexus(['approvals', 'revoke', 'building', '--json'], { env });
  expect(JSON.parse(rest.stdout)).toEqual({ approvals: 1, definitions: 0 });
  expect((await nexus(['approvals'], { env })).stdout).toContain('nothing; "always"');
});

test('how tools are described is forgotten only when that is said', async () => {
  const { env } = await consented();
  const kept = await nexus(['approvals', 'revoke', 'weather'], { env });
  expect(kept).toMatchObject({ code: 1, stdout: '' });
  expect(kept.stderr).toContain('How its tools are described goes with --definitions.');
  await nexus(['approvals', 'revoke', 'weather', 'warn', '--definitions'], { env });
  expect((await listed(env)).definitions.map(({ tools }) => tools)).toEqual([['get']]);
  await nexus(['approvals', 'revoke', 'weather', '--definitions'], { env });
  expect((await listed(env)).definitions).toEqual([]);
});

test.each([
  [['revoke'], 2, 'say which server'],
  [['revoke', 'biulding'], 1, 'There are: building'],
  [['revoke', 'building', 'get_point'], 1, 'There is no lasting approval of get_point of building.'],
  [['withdraw'], 2, 'Allowed choices are list, revoke'],
])('%j ends with %i and a next step', async (words, code, fault) => {
  const { env } = await consented();
  const ended = await nexus(['approvals', ...words], { env });
  expect(ended).toMatchObject({ code, stdout: '' });
  expect(ended.stderr).toContain(fault);
});

test('a file that cannot be read is named, and hides no other', async () => {
  const { env, dataDir } = await consented();
  mkdirSync(join(dataDir, 'host', 'approvals'), { recursive: true });
  writeFileSync(join(dataDir, 'host', 'approvals', 'broken.json'), '{"server":');
  const { code, stdout, stderr } = await nexus(['approvals'], { env });
  expect(code).toBe(1);
  expect(stdout).toContain('add_point');
  expect(stderr).toContain('broken.json cannot be used');
});
