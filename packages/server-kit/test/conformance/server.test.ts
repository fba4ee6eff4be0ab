import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { failedScenarios, runConformance } from '../../src/testing/conformance.ts';
import { listening } from '../listening.ts';
import { fixtures } from './fixtures.ts';

const folder = mkdtempSync(join(tmpdir(), 'conformance-'));
afterAll(() => rmSync(folder, { recursive: true }));

const nothing = { async [Symbol.asyncDispose]() {} };

test('passes all that the 2025-11-25 revision requires of a server, with no expected failure', async () => {
  await using server = await listening(fixtures, nothing);
  const { exitCode, output } = await runConformance(
    server.url,
    ['--requirements', '2025-11-25', '-o', folder],
    import.meta.url,
  );
  const [summary = '', unscored = ''] = (output.split('=== SUMMARY ===')[1] ?? output).split('Not scored');
  const names = (text: string, mark: string) =>
    [...text.matchAll(new RegExp(`^\\s*${mark} ([\\w-]+)`, 'gm'))].map(([, name]) => name);
  const left = new Set(names(unscored, '[✓✗]'));
  const passed = names(summary, '✓').filter((name) => !left.has(name));
  const failed = names(summary, '✗').filter((name) => !left.has(name));
  expect({ exitCode, failed, passed: passed.length }).toEqual({ exitCode: 0, failed: [], passed: 30 });
});

test('names the scenarios that a server fails', async () => {
  await using server = await listening(fixtures, nothing);
  expect(await failedScenarios(server.url, import.meta.url, ['server-session-lifecycle'])).toEqual([]);
  const failed = await failedScenarios(server.url.replace('/mcp', '/elsewhere'), import.meta.url, ['ping']);
  expect(failed).toEqual([expect.stringMatching(/^ping:\n/)]);
});
