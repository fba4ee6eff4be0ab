import { readFileSync } from 'node:fs';
import { NEXUS_ERROR_CODES } from '@nexus/models';
import { expect, test } from 'vitest';
import { platformVariables } from '../src/platform-config.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

/** The first column of the table under this heading row. */
function rows(heading: string): string[] {
  const table = readme.slice(readme.indexOf(heading)).split('\n\n', 1)[0] ?? '';
  return [...table.matchAll(/^\| `([\w]+)` \|/gm)].map(([, name = '']) => name);
}

test('the code in the README is that of the tested example', () => {
  const blocks = [...readme.matchAll(/```ts\n\/\/ (\S+)\n([\s\S]*?)```/g)];
  expect(blocks).toHaveLength(4);
  for (const [, path = '', code] of blocks) {
    const file = new URL(`example/${path}`, import.meta.url);
    expect(code).toBe(readFileSync(file, 'utf8'));
  }
});

test('the README names every variable and every error code', () => {
  expect(rows('| variable |')).toEqual(Object.keys(platformVariables.shape));
  expect(rows('| code |')).toEqual([...NEXUS_ERROR_CODES, 'internal']);
});
