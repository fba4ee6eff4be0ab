import { readFile } from 'node:fs/promises';
import { NexusError } from '@nexus/models';
import type { Command } from '@nexus/server-kit';
import type { Deps } from '../deps.ts';
import { runRuleTests } from '../rule-tests/run-tests.ts';
import { checkRuleTestFile } from '../rule-tests/test-file.ts';

export const testCommand: Command<Deps> = {
  name: 'test',
  description: 'Runs unit tests of rules, in a format close to that of promtool: readings in, alerts expected.',
  usage: 'rules.test.yaml [more.test.yaml …]',
  options: {},
  positionals: true,
  async run({ positionals }, { print }) {
    if (positionals.length === 0) {
      throw new NexusError('invalid_argument', 'There is nothing to test.', { hint: 'Name one or more YAML files.' });
    }
    let failed = 0;
    for (const path of positionals) {
      const file = await readTests(path);
      const failures = runRuleTests(file);
      const broken = new Set(failures.map(({ test }) => test)).size;
      failed += broken;
      print(`${path}: ${file.tests.length - broken} passed, ${broken} failed`);
      for (const { test, message } of failures) print(`  ${test}: ${message}`);
    }
    return failed === 0 ? 0 : 1;
  },
};

async function readTests(path: string) {
  const yaml = await import('#yaml'); // no start of the server waits for it
  try {
    return checkRuleTestFile(yaml.parse(await readFile(path, 'utf8')));
  } catch (cause) {
    const fault = (message: string) => new NexusError('invalid_argument', `${path}: ${message}`, { cause });
    if (cause instanceof yaml.YAMLParseError) throw fault(cause.message);
    if (NexusError.is(cause)) throw fault(cause.message);
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') throw fault('there is no such file.');
    throw cause;
  }
}
