import { describe, expect, test } from 'vitest';
import { checkJavaScript } from '../../src/validation/check-javascript.ts';

const rules = (source: string) => checkJavaScript(source).map(({ rule, line, column }) => `${rule} ${line}:${column}`);

describe('a source is refused', () => {
  test('with every violation, in order, with line and column', () => {
    const source = `import fs from 'node:fs';
export function main(args) {
  debugger;
  const f = (() => {})['con' + 'structor'];
  f('x').prototype; eval(args.code);
  return globalThis.fetch(import.meta.url);
}`;
    expect(rules(source)).toEqual([
      'import 1:1',
      'statement 3:3',
      'member 4:13',
      'member 5:3',
      'global 5:21',
      'global 6:10',
      'import 6:27',
    ]);
    expect(checkJavaScript(source)[4]?.message).toBe('eval is not declared, and not available.');
  });

  test.each([
    ['an import by call', 'export async function main() { return await import("x") }', 'import 1:45'],
    ['an export from elsewhere', 'export { main } from "x"; function main() {}', 'import 1:1'],
    ['a with statement', 'function main() { with (Math) { return PI } }', 'syntax 1:19'],
    ['a key that is a trap', 'export const main = () => ({ ["__proto__"]: 1 })', 'member 1:30'],
    ['a template as a key', 'export const main = (a) => a[`constructor`]', 'member 1:28'],
    ['a name of the host', 'export const main = () => process.env', 'global 1:27'],
    ['a name that nobody declares', 'export const main = () => total / 2', 'global 1:27'],
    ['no main', 'export function run() {}', 'entry 1:1'],
    ['no function main', 'export const main = 1', 'entry 1:1'],
    ['a syntax error', 'export function main() {\n  return {,}\n}', 'syntax 2:11'],
    ['nothing at all', '', 'entry 1:1'],
  ])('for %s', (_name, source, expected) => {
    expect(rules(source)).toContain(expected);
  });

  test.each([
    ['parentheses', '('.repeat(60_000)],
    ['negations', `${'!'.repeat(60_000)}1`],
    ['arrays', `export const main = () => ${'['.repeat(30_000)}`],
    ['sums', `export const main = () => ${'1+'.repeat(25_000)}1`],
    ['templates', '`${'.repeat(15_000)],
    ['functions', 'a=>'.repeat(20_000)],
  ])('for %s that are nested without measure, without an exception', (_name, source) => {
    expect(checkJavaScript(source).length).toBeGreaterThan(0);
  });
});

test('what everyday tools are made of passes', () => {
  const source = `const RATINGS = { good: 100, fair: 200 };
class Sum { #total = 0; constructor(start) { this.#total = start } add(x) { this.#total += x; return this } get value() { return this.#total } }
export async function main({ values, limit = 10, ...rest }) {
  const sum = values.slice(0, limit).reduce((all, each) => all.add(each), new Sum(0)).value;
  outer: for (const [key, value] of Object.entries(rest)) {
    switch (key) { case 'stop': break outer; default: { if (value === null) continue outer } }
  }
  try { JSON.parse('{') } catch { /* empty */ }
  const grouped = new Map(values.map((value, i) => [i % 2, value]));
  return { sum, rating: Object.keys(RATINGS).find((name) => sum < RATINGS[name]) ?? 'poor', at: new Date(0).toISOString(),
    text: \`\${sum.toFixed(2)} kWh\`, square: Math.sqrt(2), groups: [...grouped.values()], all: await Promise.all([1, 2]) };
}`;
  expect(checkJavaScript(source)).toEqual([]);
});
