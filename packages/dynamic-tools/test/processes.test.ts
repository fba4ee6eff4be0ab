import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { ToolListChangedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { expect, test } from 'vitest';
import { ENERGY_USE, openDeps, temporaryFolder } from './connect-tools.ts';

/** A client of a process of its own, over a registry in this folder. */
async function connectProcess(folder: string) {
  const client = new Client({ name: 'test', version: '1.0.0' });
  const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: ['--conditions=@nexus/source', main],
    env: { NEXUS_DATA_DIR: folder, PATH: process.env['PATH'] ?? '' },
    stderr: 'ignore',
  });
  let changes = 0;
  client.setNotificationHandler(ToolListChangedNotificationSchema, () => void (changes += 1));
  await client.connect(transport);
  return { client, changes: () => changes, [Symbol.asyncDispose]: () => client.close() };
}

test('a client of one process sees and calls, with no restart, what is registered through another', async () => {
  using folder = temporaryFolder();
  await using one = await connectProcess(folder.path);
  await using other = await connectProcess(folder.path);
  await other.client.listTools();
  await one.client.callTool({ name: 'register_dynamic_tool', arguments: ENERGY_USE });
  await expect.poll(other.changes, { timeout: 10_000 }).toBe(1);
  const { tools } = await other.client.listTools();
  expect(tools.map(({ name }) => name)).toContain('energy_use_intensity');
  const call = { name: 'energy_use_intensity', arguments: { total_kwh: 20, area_sqm: 4 } };
  expect(await other.client.callTool(call)).toMatchObject({ structuredContent: { eui_value: 5 } });
  // Its own registration, and then the removal: both within one look at the list are one change.
  await expect.poll(one.changes, { timeout: 10_000 }).toBe(1);
  await other.client.callTool({ name: 'remove_dynamic_tool', arguments: { name: 'energy_use_intensity' } });
  await expect.poll(one.changes, { timeout: 10_000 }).toBe(2);
});

test('of many that register one name at once, one wins and the others are told', async () => {
  using folder = temporaryFolder();
  const path = join(folder.path, 'tools.db');
  const all = await Promise.all(Array.from({ length: 8 }, () => openDeps({ path })));
  const { examples: _examples, ...tool } = ENERGY_USE;
  const outcomes = await Promise.allSettled(
    all.map(({ store }, i) =>
      store.register(tool, { actor: `client ${i}`, at_ms: i }, { state: 'active', replace: false, maxTools: 5 }),
    ),
  );
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(7);
  expect(await all[0]?.store.activeTools()).toHaveLength(1);
  for (const deps of all) await deps[Symbol.asyncDispose]();
});
