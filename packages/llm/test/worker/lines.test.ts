import { expect, test } from 'vitest';
import { type Line, Lines } from '../../src/worker/lines.ts';

type Prompt = Parameters<Lines['lineFor']>[0];
const tokens = (...parts: readonly (readonly [first: number, count: number])[]): Prompt =>
  parts.flatMap(([first, count]) => Array.from({ length: count }, (_, i) => first + i)) as unknown as Prompt;

/** A line that has evaluated what was asked on it, as far as a prompt can be compared with it. */
function line(name: string) {
  const held: { tokens: Prompt } = { tokens: [] };
  const sequence = {
    get nextTokenIndex() {
      return held.tokens.length;
    },
    compareContextTokens: (prompt: Prompt) => {
      const different = held.tokens.findIndex((token, i) => prompt[i] !== token);
      return { firstDifferentIndex: different < 0 ? held.tokens.length : different };
    },
  };
  return { ...({ sequence } as unknown as Line), name, held };
}

/** The names of the lines that prompts go to, one after the other. */
async function route(prompts: readonly Prompt[], hasMemory = true): Promise<string[]> {
  const lines = new Lines(line('first'), () => Promise.resolve(hasMemory ? line('second') : undefined));
  const names: string[] = [];
  for (const prompt of prompts) {
    const chosen = await lines.lineFor(prompt);
    chosen.held.tokens = prompt;
    names.push(chosen.name);
  }
  return names;
}

// Rules of 600 tokens, tools of 8,000, and what was said.
const turn = (said: number) => tokens([0, 600], [10_000, 8_000], [20_000, said]);
const summary = (said: number) => tokens([0, 600], [20_000, said]);

test('a summary goes to a second line, and the conversation goes on on the first', async () => {
  expect(await route([turn(500), turn(900), summary(900), turn(1_200), summary(1_200), turn(1_300)])).toEqual([
    'first',
    'first',
    'second',
    'first',
    'second',
    'first',
  ]);
});

test('another conversation with the same tools goes to the line that has them', async () => {
  const other = tokens([0, 600], [10_000, 8_000], [50_000, 300]);
  expect(await route([turn(2_000), other, turn(2_000)])).toEqual(['first', 'first', 'first']);
});

test('when nothing is shared any more, as after ten minutes, the line that is older is given up', async () => {
  const later = tokens([90_000, 600], [10_000, 8_000], [20_000, 900]);
  const further = tokens([90_000, 600], [10_000, 8_000], [20_000, 1_200]);
  expect(await route([turn(900), summary(900), later, further])).toEqual(['first', 'second', 'second', 'second']);
});

test('small prompts are not worth a second context, and without memory for one everything goes to the first', async () => {
  expect(await route([tokens([0, 100]), tokens([500, 100])])).toEqual(['first', 'first']);
  expect(await route([turn(500), summary(500), turn(600)], false)).toEqual(['first', 'first', 'first']);
});
