import type { EscapeCase } from './escape-case.ts';

const take = (name: string, body: string): EscapeCase => ({
  name,
  code: `export async function main(args) { ${body} }`,
});

/** Takes time, memory, stack or output without end. */
export const GREEDY: readonly EscapeCase[] = [
  take('endless loop', `while (true) {}`),
  take('endless loop that catches', `for (;;) { try { for (;;) {} } catch {} finally { continue } }`),
  { name: 'endless loop at the top level', code: `while (true) {} export function main() {}` },
  take('endless loop in a getter of the result', `return { get x() { for (;;) {} } }`),
  take('endless loop in toJSON', `return { toJSON() { for (;;) {} } }`),
  take('endless loop in the message of an error', `throw { get message() { for (;;) {} } }`),
  take('endless promises', `const again = () => Promise.resolve().then(again); await again()`),
  take(
    'endless promises that nobody waits for',
    `const again = () => { Promise.resolve().then(again) }; again(); return 'none'`,
  ),
  take('promise that never settles', `await new Promise(() => {})`),
  take('endless generator', `return [...(function* () { for (;;) yield 1 })()].length`),
  take('expensive regular expression', `return /^(a|a)*$/.test('a'.repeat(64) + 'b')`),
  take('expensive regular expression over and over', `for (;;) /(x+x+)+y/.test('x'.repeat(40))`),
  take(
    'expensive built-in',
    `const all = new Array(3e7).fill(1); all.sort((a, b) => b - a); return all.map((x) => x + 1).length`,
  ),
  take('big integers', `let x = 7n; for (;;) x = x ** 3n`),
  take('strings that double', `let text = 'xy'; for (;;) text += text`),
  take('padded text', `return 'x'.padStart(2 ** 30).length`),
  take('repeated text', `return ['x'.repeat(2 ** 29), 'y'.repeat(2 ** 29)].join('').length`),
  take('array buffers', `const all = []; for (;;) all.push(new Uint8Array(16 * 1024 * 1024).fill(1))`),
  take('shared array buffers', `const all = []; for (;;) all.push(new SharedArrayBuffer(64 * 1024 * 1024))`),
  take(
    'resizable array buffers',
    `const b = new ArrayBuffer(1, { maxByteLength: 2 ** 32 }); b.resize(2 ** 31); return b.byteLength`,
  ),
  take('map without end', `const map = new Map(); for (let i = 0; ; i += 1) map.set({ i }, [i, i, i])`),
  take('weak references', `const all = []; for (;;) all.push(new WeakRef({ a: new Array(100) }))`),
  take('sparse array', `const a = []; a[2 ** 32 - 2] = 1; return a.join(',').length`),
  take('recursion', `const f = () => 1 + f(); return f()`),
  take('recursion by proxies', `let p = {}; for (let i = 0; i < 1e5; i += 1) p = new Proxy(p, {}); return p.x`),
  take(
    'recursion by bound functions',
    `let f = () => 1; for (let i = 0; i < 1e6; i += 1) f = f.bind(null); return f()`,
  ),
  take('recursion in a parser', `return JSON.parse('['.repeat(1e6))`),
  take('recursion in a pattern', `return new RegExp('('.repeat(1e5) + ')'.repeat(1e5)).test('')`),
  take('recursion in a serializer', `let a = []; for (let i = 0; i < 2e5; i += 1) a = [a]; return a`),
  take('deep result', `let a = []; for (let i = 0; i < 4000; i += 1) a = { a }; return a`),
  take('circular result', `const a = []; a.push(a); return a`),
  take('large result', `return 'y'.repeat(8 * 1024 * 1024)`),
  take('many small results', `return Array.from({ length: 2e6 }, (_, i) => i)`),
  take('large error', `throw new Error('x'.repeat(2e7))`),
  take('result that is none', `return undefined`),
  take('function as a result', `return () => 1`),
  take('symbol as a result', `return Symbol('x')`),
  take('big integer as a result', `return 10n`),
  take('atomics that wait', `Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0); return 'none'`),
];
