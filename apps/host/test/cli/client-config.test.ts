import { lstatSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { nexus } from '../fixtures/nexus.ts';
import { tempFolder } from '../fixtures/targets.ts';

const OTHERS =
  '{\n  // mine\n  "servers": {\n    "weather": {\n      "url": "https://weather.example/mcp"\n    }\n  }\n}\n';

test('it prints what the client needs, and writes nothing', async () => {
  const { code, stdout, stderr } = await nexus(['config', 'claude', '--npx'], { env: { HOME: '/nobody' } });
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    mcpServers: { 'nexus-alerts': { command: 'npx', args: ['-y', '@nexus/alerts'] } },
  });
  expect(stderr).toContain('Claude Desktop reads this from /nobody/');
});

test('--write merges into the file behind a link, keeps a copy, and does nothing the second time', async () => {
  const folder = tempFolder();
  const file = join(folder, 'real.json');
  const link = join(folder, 'mcp.json');
  writeFileSync(file, OTHERS);
  symlinkSync(file, link);
  const words = ['config', 'vscode', '--write', '--local', '--file', link];
  const env = { NEXUS_DATA_DIR: '/building' };
  const first = await nexus(words, { env });
  const written = readFileSync(file, 'utf8');
  const second = await nexus(words, { env });
  expect([first.code, second.code]).toEqual([0, 0]);
  expect(lstatSync(link).isSymbolicLink()).toBe(true);
  expect(written).toContain(
    '// mine\n  "servers": {\n    "weather": {\n      "url": "https://weather.example/mcp"\n    },',
  );
  expect(written).toContain('"nexus-dynamic-tools"');
  expect(readFileSync(file, 'utf8')).toBe(written);
  expect(second.stdout).toBe(`${link} has the servers already.\n`);
  const copies = readdirSync(folder).filter((name) => name.startsWith('real.json.backup-'));
  expect(copies.map((name) => readFileSync(join(folder, name), 'utf8'))).toEqual([OTHERS]);
});

test('a file that cannot be parsed is left alone', async () => {
  const file = join(tempFolder(), 'mcp.json');
  writeFileSync(file, '{"servers": ');
  const { code, stderr } = await nexus(['config', 'vscode', '--write', '--file', file]);
  expect(code).toBe(2);
  expect(stderr).toContain(`${file}: It is not a configuration that can be added to: line 1`);
  expect(readFileSync(file, 'utf8')).toBe('{"servers": ');
});

test('an unknown client is named with those that there are', async () => {
  const { code, stderr } = await nexus(['config', 'emacs']);
  expect(code).toBe(2);
  expect(stderr).toContain('Allowed choices are claude, cursor, vscode');
});
