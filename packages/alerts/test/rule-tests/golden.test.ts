import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { runRuleTests } from '../../src/rule-tests/run-tests.ts';
import { checkRuleTestFile } from '../../src/rule-tests/test-file.ts';

const folder = new URL('golden/', import.meta.url);

describe.each(readdirSync(folder).sort())('%s', (name) => {
  const file = checkRuleTestFile(parse(readFileSync(new URL(name, folder), 'utf8')));
  test.each(file.tests.map((one) => [one.name, one] as const))('%s', (_, one) => {
    expect(runRuleTests({ ...file, tests: [one] })).toEqual([]);
  });
});
