import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { nexus } from '../fixtures/nexus.ts';

test('help lists the commands with examples, and nexus alone off a terminal shows it', async () => {
  const [help, alone] = await Promise.all([nexus(['--help']), nexus([])]);
  for (const command of ['ask', 'chat', 'demo', 'tools', 'call', 'seed', 'import']) {
    expect(help.stdout).toContain(`  ${command} `);
  }
  expect(help.code).toBe(0);
  expect(alone).toEqual(help);
});

test('the version is that of the package', async () => {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  expect(await nexus(['--version'])).toEqual({ code: 0, stdout: `${manifest.version}\n`, stderr: '' });
});

test.each([
  [['toolz'], 'Did you mean tools?'],
  [['ask'], "missing required argument 'question'"],
  [['ask', ' '], "the argument 'question' is blank"],
  [['ask', '--backend', 'magic', 'x'], 'Allowed choices are auto, local, remote, builtin'],
  [['tools', '--frob'], "unknown option '--frob'"],
  [['tools', '--config', 'absent.json'], 'absent.json cannot be read'],
])('%j ends with 2 and says what is wrong', async (words, fault) => {
  const { code, stdout, stderr } = await nexus(words);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(fault);
});

test('all faults of the configuration are listed at once', async () => {
  const env = { NEXUS_LLM_BACKEND: 'magic', NEXUS_TOOL_CALL_TIMEOUT_SECONDS: '-1' };
  const { code, stderr } = await nexus(['tools'], { env });
  expect(code).toBe(2);
  expect(stderr).toContain('NEXUS_LLM_BACKEND');
  expect(stderr).toContain('NEXUS_TOOL_CALL_TIMEOUT_SECONDS');
});
