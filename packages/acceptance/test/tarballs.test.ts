import { execFileSync } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { bin } from './bins.ts';
import { copyOf, environment, servers } from './real-servers.ts';

const MAX_PACKAGES = 12;
const MAX_BYTES = 35 * 1024 * 1024;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nexus-tarball-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(servers)('the tarball of $name', (server) => {
  test('installs into an empty folder as at most 12 packages and 35 MB, without a build, and answers', async () => {
    const modules = install(server.name, [dirname(dirname(server.bin))]);
    using data = copyOf(inject('demoDataDir'));
    await using client = await started(modules, server.name, data.path);
    const [name, args] = Object.entries(server.calls)[1] ?? ['', {}];
    if (typeof args === 'function') throw new Error(`${name} needs other calls first.`);
    expect((await client.callTool({ name, arguments: args })).structuredContent).toBeDefined();
  });

  test('carries the licences of what is bundled into it', () => {
    expectLicences(dirname(server.bin), ['@modelcontextprotocol/sdk', 'kysely', 'zod']);
  });
});

describe('the tarball of nexus-dynamic-tools, with that of its sandbox', () => {
  const dynamicTools = dirname(dirname(bin('@nexus/dynamic-tools')));

  test('installs into an empty folder as at most 12 packages and 35 MB, without a build, registers and calls', async () => {
    const modules = install('nexus-dynamic-tools', [dynamicTools, join(dynamicTools, '../sandbox')]);
    const data = mkdtempSync(join(folder, 'data-'));
    await using client = await started(modules, 'nexus-dynamic-tools', data);
    const code = 'export function main({ total_kwh, area_sqm }) { return { eui_value: total_kwh / area_sqm } }';
    const examples = [{ arguments: { total_kwh: 6, area_sqm: 3 }, result: { eui_value: 2 } }];
    const registered = await client.callTool({
      name: 'register_dynamic_tool',
      arguments: {
        name: 'eui',
        description: 'Energy use intensity in kWh/m2.',
        language: 'javascript',
        code,
        examples,
      },
    });
    expect(registered).toMatchObject({ structuredContent: { status: 'registered' } });
    // 125,000 kWh on 2,500 m² are 50 kWh/m².
    const called = await client.callTool({ name: 'eui', arguments: { total_kwh: 125_000, area_sqm: 2_500 } });
    expect(called).toMatchObject({ structuredContent: { eui_value: 50 } });
  });

  test('carries the licences of what is bundled into them', () => {
    expectLicences(join(dynamicTools, 'dist'), ['@modelcontextprotocol/sdk', 'zod']);
    expectLicences(join(dynamicTools, '../sandbox/dist'), ['eslint-scope', 'esrecurse', 'estraverse']);
  });
});

/** Packs the packages and installs them, and what they ask for, into a folder of their own. @returns Its `node_modules`. */
function install(name: string, packageFolders: readonly string[]): string {
  const home = join(folder, name);
  mkdirSync(home);
  const tarballs = packageFolders.map((from, i) => {
    execFileSync('pnpm', ['pack', '--out', join(home, `${i}.tgz`)], { cwd: from, stdio: 'ignore' });
    return `./${i}.tgz`;
  });
  writeFileSync(join(home, 'package.json'), '{}');
  execFileSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', ...tarballs], {
    cwd: home,
    stdio: 'ignore',
  });
  const modules = join(home, 'node_modules');
  const packages = globSync(['*/package.json', '@*/*/package.json'], { cwd: modules });
  expect(packages.length, packages.join()).toBeLessThanOrEqual(MAX_PACKAGES);
  expect(bytesOf(modules)).toBeLessThanOrEqual(MAX_BYTES);
  return modules;
}

/** A client of the command that npm has linked. */
async function started(modules: string, name: string, dataDir: string): Promise<Client & AsyncDisposable> {
  const client = new Client({ name: 'acceptance', version: '1.0.0' });
  const command = join(modules, '.bin', name);
  await client.connect(new StdioClientTransport({ command, env: environment(dataDir), stderr: 'ignore' }));
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.close() });
}

function expectLicences(dist: string, bundled: readonly string[]): void {
  const notices = globSync('THIRD-PARTY*.md', { cwd: dist })
    .map((name) => readFileSync(join(dist, name), 'utf8'))
    .join('\n');
  for (const name of bundled) expect(notices).toContain(`## ${name} `);
}

function bytesOf(path: string): number {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return 0;
  if (!stats.isDirectory()) return stats.size;
  return readdirSync(path).reduce((sum, name) => sum + bytesOf(join(path, name)), 0);
}
