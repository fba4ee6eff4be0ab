import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { bundleProgram } from '../../../../tools/bundle-program.ts';
import { tempFolder } from '../fixtures/targets.ts';

test('the connection passes all that the 2025-11-25 revision requires of a client, with no expected failure', async () => {
  const manifest = createRequire(import.meta.url).resolve('@modelcontextprotocol/conformance/package.json');
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8')) as { bin: { conformance: string } };
  using client = await bundleProgram(new URL('client.ts', import.meta.url));
  const command = `${process.execPath} ${client.path}`;
  const args = [
    join(dirname(manifest), bin.conformance),
    'client',
    '--command',
    command,
    '--requirements',
    '2025-11-25',
  ];
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    cwd: tempFolder(), // where the suite leaves its records
    maxBuffer: 64 * 1024 * 1024,
  });
  const [required = '', unscored = ''] = (stdout.split('=== SUITE SUMMARY ===')[1] ?? '').split('Not scored');
  const names = (text: string, mark: string) =>
    [...text.matchAll(new RegExp(`^\\s*${mark} ([\\w/-]+)`, 'gm'))].map(([, name]) => name);
  const left = new Set(names(unscored, '[✓✗]'));
  const passed = names(required, '✓').filter((name) => !left.has(name));
  const failed = names(required, '✗').filter((name) => !left.has(name));
  expect({ failed, passed: passed.length }).toEqual({ failed: [], passed: 18 });
}, 300_000);
