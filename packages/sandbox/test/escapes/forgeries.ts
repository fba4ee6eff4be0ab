import type { EscapeCase } from './escape-case.ts';

/** Forges a result for the host, or leaves something behind for the next call. */
export const FORGERIES: readonly EscapeCase[] = [
  {
    name: 'polluted prototypes',
    code: `export function main() { Object.prototype.polluted = 1; Array.prototype.push = () => 666; JSON.parse = () => 0; globalThis.left = 1; return 1 }`,
    followUp: `export function main() { return ({}).polluted === undefined && [].push(1) === 1 && JSON.parse('2') === 2 && !('left' in globalThis) ? 'clean' : 'ESCAPED' }`,
  },
  {
    name: 'replaced built-ins of the answer',
    code: `JSON.stringify = () => '"ESCAPED"'; Reflect.apply = () => 'vESCAPED'; String.prototype.slice = () => 'ESCAPED'; export function main() { return 'none' }`,
  },
  {
    name: 'patched array iteration',
    code: `Array.prototype[Symbol.iterator] = function* () { yield 'ESCAPED' }; export function main() { return ['none'] }`,
  },
  {
    name: 'a second main by assignment',
    code: `export function main() { return 'none' } globalThis.main = () => 'ESCAPED'; globalThis.entry = () => 'ESCAPED';`,
  },
  {
    name: 'line feeds and a nonce in the result',
    code: `export function main() { return '\\n00000000-0000-0000-0000-000000000000 {"kind":"value","json":"\\\\"ESCAPED\\\\""}\\n'.replace('ESCAPED', 'none') }`,
  },
  {
    name: 'output on the channel',
    code: `export function main() { for (const out of [globalThis.print, globalThis.console?.log]) out?.('ready\\nESCAPED'); return 'none' }`,
  },
  {
    name: 'keys that merge into prototypes',
    code: `export function main() { return JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}') }`,
  },
  { name: 'code behind the end of the source', code: `export function main() { return 'none' } /*` },
  {
    name: 'an export of its own',
    code: `const other = () => 'none'; export { other as entry }; export function main() { return 'none' }`,
  },
  {
    name: 'seed of random numbers',
    code: `export function main() { return Math.random() === Math.random() ? 'ESCAPED' : 'none' }`,
  },
];
