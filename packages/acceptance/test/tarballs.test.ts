import { execFileSync } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
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
    const packageFolder = dirname(dirname(server.bin));
    const home = join(folder, server.name);
    mkdirSync(home);
    execFileSync('pnpm', ['pack', '--out', join(home, 'server.tgz')], { cwd: packageFolder, stdio: 'ignore' });
    execFileSync('npm', ['init', '-y'], { cwd: home, stdio: 'ignore' });
    execFileSync(
      'npm',
      ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', './server.tgz'],
      {
        cwd: home,
        stdio: 'ignore',
      },
    );

    const modules = join(home, 'node_modules');
    const packages = globSync(['*/package.json', '@*/*/package.json'], { cwd: modules });
    expect(packages.length).toBeLessThanOrEqual(MAX_PACKAGES);
    expect(bytesOf(modules)).toBeLessThanOrEqual(MAX_BYTES);

    using data = copyOf(inject('demoDataDir'));
    const command = join(modules, '.bin', server.name);
    const client = new Client({ name: 'acceptance', version: '1.0.0' });
    await client.connect(new StdioClientTransport({ command, env: environment(data.path), stderr: 'ignore' }));
    const [name, args] = Object.entries(server.calls)[1] ?? ['', {}];
    if (typeof args === 'function') throw new Error(`${name} needs other calls first.`);
    expect((await client.callTool({ name, arguments: args })).structuredContent).toBeDefined();
    await client.close();
  });

  test('carries the licences of what is bundled into it', () => {
    const folder = dirname(server.bin);
    const notices = globSync('THIRD-PARTY*.md', { cwd: folder })
      .map((name) => readFileSync(join(folder, name), 'utf8'))
      .join('\n');
    for (const bundled of ['@modelcontextprotocol/sdk', 'kysely', 'zod']) expect(notices).toContain(`## ${bundled} `);
  });
});

function bytesOf(path: string): number {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return 0;
  if (!stats.isDirectory()) return stats.size;
  return readdirSync(path).reduce((sum, name) => sum + bytesOf(join(path, name)), 0);
}
