import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { silentLogger } from '@nexus/server-kit';
import { expect, test } from 'vitest';
import { testCommand } from '../../src/commands/test.ts';
import { openBuilding } from '../building.ts';

async function run(...positionals: string[]) {
  await using building = await openBuilding();
  const lines: string[] = [];
  const code = await testCommand.run(
    { options: {}, positionals },
    {
      deps: building,
      time: building.time,
      log: silentLogger,
      signal: new AbortController().signal,
      print: (line) => lines.push(line),
      status: () => {},
    },
  );
  return { code, lines };
}

const golden = (name: string) => fileURLToPath(new URL(`../rule-tests/golden/${name}`, import.meta.url));

test('says how many tests of each file passed', async () => {
  const files = [golden('above.yaml'), golden('cool-down.yaml')];
  expect(await run(...files)).toEqual({
    code: 0,
    lines: [`${files[0]}: 2 passed, 0 failed`, `${files[1]}: 3 passed, 0 failed`],
  });
});

test('says what was expected and what came, and exits 1', async () => {
  await using building = await openBuilding();
  const path = join(building.folder, 'wrong.test.yaml');
  await writeFile(
    path,
    `rules: [{name: Hot, metric: temp, condition: gt, threshold: 30}]
tests:
  - name: too hopeful
    input_series: [{series: 'temp{device_id="A"}', values: '29 31'}]
    alert_rule_test: [{eval_time: 1m, alertname: Hot}]
`,
  );
  expect(await run(path)).toEqual({
    code: 1,
    lines: [
      `${path}: 0 passed, 1 failed`,
      '  too hopeful: at 1m "Hot": expected [], got [{"device_id":"A","severity":"warning","value":31}]',
    ],
  });
});

test.each([
  ['tests: [', 'Flow sequence in block collection'],
  ['rules: []\ntests: []', 'The file has 2 fault(s)'],
  [
    'rules: [{name: Hot, metric: temp, condition: above, threshold: 30}]\ntests: [{input_series: []}]',
    'rules.0.condition',
  ],
])('a file that is none is refused with what is wrong', async (content, says) => {
  await using building = await openBuilding();
  const path = join(building.folder, 'bad.yaml');
  await writeFile(path, content);
  await expect(run(path)).rejects.toMatchObject({
    code: 'invalid_argument',
    message: expect.stringContaining(says) as string,
  });
});

test('names the file that is not there', async () => {
  await expect(run('nowhere.yaml')).rejects.toMatchObject({ message: 'nowhere.yaml: there is no such file.' });
  await expect(run()).rejects.toMatchObject({ code: 'invalid_argument' });
});
