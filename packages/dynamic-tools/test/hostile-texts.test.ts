import { expect, test } from 'vitest';
import { GENERATED } from '../src/domain/described.ts';
import { connectTools, ENERGY_USE } from './connect-tools.ts';
import { HOSTILE_TEXTS } from './hostile-texts.ts';

// What a reader cannot see, or a terminal obeys.
const HIDDEN = /[\p{Cc}\p{Default_Ignorable_Code_Point}]/u;

test('there are at least forty of them', () => {
  expect(new Set(HOSTILE_TEXTS).size).toBeGreaterThanOrEqual(40);
});

test('an instruction in a description stays a marked line of text, and changes nothing else', async () => {
  await using host = await connectTools();
  const before = await host.client.listTools();
  const instructions = host.client.getInstructions();
  let refused = 0;
  for (const [i, text] of HOSTILE_TEXTS.entries()) {
    const tool = { ...ENERGY_USE, name: `hostile_${i}`, description: text, examples: [] };
    const result = await host.call('register_dynamic_tool', tool);
    if (result.isError === true) refused += 1; // control characters are not accepted at all
  }
  const { tools } = await host.client.listTools();
  const own = tools.slice(0, before.tools.length);
  const added = tools.slice(before.tools.length);
  expect(own).toEqual(before.tools);
  expect(added).toHaveLength(HOSTILE_TEXTS.length - refused);
  expect(refused).toBeLessThan(5);
  for (const { name, description = '', title = '' } of added) {
    expect(description.startsWith(GENERATED)).toBe(true);
    expect(description).not.toMatch(HIDDEN);
    expect(title).toBe(name);
  }
  expect(host.client.getInstructions()).toBe(instructions);
  expect(await host.value('list_dynamic_tools', { state: 'removed' })).toMatchObject({ total: 0 });
});

test('an instruction is no name', async () => {
  await using host = await connectTools();
  for (const name of HOSTILE_TEXTS.filter((text) => !/^[a-z]+$/i.test(text))) {
    expect(await host.failure('register_dynamic_tool', { ...ENERGY_USE, name })).toMatchObject({
      code: 'invalid_argument',
    });
  }
});

test('an instruction in a result or an error is handed over as data', async () => {
  await using host = await connectTools();
  await host.value('register_dynamic_tool', {
    name: 'repeat',
    description: 'd',
    language: 'javascript',
    code: 'export function main({ texts, fail = false }) { if (fail) throw new Error(texts[11]); return { texts } }',
  });
  // Escape sequences are refused in any argument.
  const texts = HOSTILE_TEXTS.filter((text) => !text.includes('\u001b'));
  const clean = await host.call('call_dynamic_tool', { name: 'repeat', arguments: { texts } });
  expect(clean.isError).toBe(undefined);
  expect(clean.structuredContent).toEqual({
    texts: texts.map((text) => text.replaceAll(/[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, '')),
  });
  const { text, code } = await host.failure('call_dynamic_tool', { name: 'repeat', arguments: { texts, fail: true } });
  expect(code).toBe('invalid_argument');
  expect(text.split('\n')).toHaveLength(2); // the fault on one line, and the hint
});
