import type { Canary, EscapeCase } from './escape-case.ts';

/** Names and objects of the host that must not be there, whatever is done with them. */
export function hostObjects({ file, marker, port }: Canary): EscapeCase[] {
  const reach = (name: string, code: string): EscapeCase => ({
    name,
    code: `export async function main(args) { ${code} }`,
  });
  const url = `http://127.0.0.1:${port}/`;
  return [
    reach('process', `return typeof process === 'undefined' ? 'none' : 'ESCAPED ' + JSON.stringify(process.env)`),
    reach(
      'names of the host among the globals',
      `
      const found = ['process', 'require', 'module', 'Buffer', 'fetch', 'WebSocket', 'Worker', 'WebAssembly', 'console', 'setTimeout',
        'setImmediate', 'XMLHttpRequest', 'navigator', 'Deno', 'Bun', 'global', 'std', 'os', 'bjson', 'scriptArgs', 'print', 'SharedArrayBuffer2'];
      const there = found.filter((name) => name in globalThis); return there.length > 0 ? 'ESCAPED ' + there.join() : 'none'`,
    ),
    reach('require', `return 'ESCAPED ' + require('fs').readFileSync(${JSON.stringify(file)}, 'utf8')`),
    reach(
      'require of the main module',
      `return 'ESCAPED ' + process.mainModule.require('fs').readFileSync(${JSON.stringify(file)})`,
    ),
    reach(
      'built-in module',
      `return 'ESCAPED ' + process.getBuiltinModule('node:fs').readFileSync(${JSON.stringify(file)}, 'utf8')`,
    ),
    reach(
      'dynamic import of a built-in',
      `return 'ESCAPED ' + (await import('node:fs')).readFileSync(${JSON.stringify(file)}, 'utf8')`,
    ),
    reach(
      'dynamic import of a file',
      `return 'ESCAPED ' + JSON.stringify(await import('file://' + ${JSON.stringify(file)}))`,
    ),
    reach(
      'dynamic import of data',
      `return 'ESCAPED ' + (await import('data:text/javascript,export default 1')).default`,
    ),
    {
      name: 'static import',
      code: `import fs from 'node:fs'; export function main() { return 'ESCAPED ' + fs.readFileSync(${JSON.stringify(file)}) }`,
    },
    { name: 'export from', code: `export * from 'node:fs'; export function main() { return 'none' }` },
    {
      name: 'module of the engine',
      code: `import * as os from 'os'; export function main() { return 'ESCAPED ' + os.exec(['touch', ${JSON.stringify(marker)}]) }`,
    },
    reach(
      'import.meta',
      `return import.meta.url === undefined || !String(import.meta.url).startsWith('file:/') ? 'none' : 'ESCAPED ' + import.meta.url`,
    ),
    reach(
      'internal binding',
      `const out = process.binding('spawn_sync').spawn({ file: '/bin/touch', args: ['touch', ${JSON.stringify(marker)}] }); return 'ESCAPED ' + out.pid`,
    ),
    reach(
      'child process',
      `(await import('node:child_process')).execSync('touch ' + ${JSON.stringify(marker)}); return 'ESCAPED'`,
    ),
    reach('fetch', `await fetch(${JSON.stringify(url)}); return 'ESCAPED'`),
    reach(
      'socket by a made function',
      `const make = (() => {}).constructor; await make('return fetch(' + JSON.stringify(${JSON.stringify(url)}) + ')')(); return 'ESCAPED'`,
    ),
    reach('signal to the parent', `process.kill(process.ppid, 0); return 'ESCAPED'`),
    reach('indirect eval', `return (0, eval)('typeof process === "object" ? "ESCAPED" : "none"')`),
    reach(
      'eval by another name',
      `return globalThis['ev' + 'al']('typeof require === "function" ? "ESCAPED" : "none"')`,
    ),
    reach(
      'stack trace with paths of the host',
      `const { stack } = new Error('x'); return /node:|worker|dist|src\\//.test(stack) ? 'ESCAPED ' + stack : 'none'`,
    ),
    reach(
      'hook of stack traces',
      `let got; Error.prepareStackTrace = (error, frames) => { got = frames; return '' }; new Error('x').stack; const f = got?.[0]?.getThis?.(); return f?.process ? 'ESCAPED' : 'none'`,
    ),
    reach(
      'caller of main',
      `function up() { return up.caller } const caller = up(); return caller?.caller ? 'ESCAPED' : 'none'`,
    ),
    reach(
      'callee of the arguments',
      `return (function () { return arguments.callee.caller })() === null ? 'none' : 'none'`,
    ),
    {
      name: 'top-level this',
      code: `const self = this; export function main() { return self?.process ? 'ESCAPED' : 'none' }`,
    },
    {
      name: 'with statement',
      code: `export function main() { with (function () {}) { return constructor('return typeof process')() } }`,
    },
    reach(
      'custom inspection',
      `return { [Symbol.for('nodejs.util.inspect.custom')](depth, options, inspect) { return 'ESCAPED ' + inspect } }`,
    ),
    reach(
      'toJSON with a look at its caller',
      `return { toJSON() { const { stack } = new Error(); return /node:/.test(stack) ? 'ESCAPED' : 'none' } }`,
    ),
    reach(
      'thrown object with a hostile message',
      `throw { get message() { return typeof process === 'object' ? 'ESCAPED' : 'none' }, get name() { throw this } }`,
    ),
    reach(
      'thrown proxy',
      `throw new Proxy(function () {}, { get(_t, key) { if (key === 'stack') throw new Error('again'); return () => 'none' } })`,
    ),
    reach(
      'then of the result',
      `return { then(resolve) { resolve(resolve.constructor('return typeof process === "object" ? "ESCAPED" : "none"')()) } }`,
    ),
    reach(
      'replaced then of promises',
      `let got = 'none'; const then = Promise.prototype.then; Promise.prototype.then = function (a, b) { for (const f of [a, b]) if (typeof f === 'function') { try { const r = f.constructor('return typeof process')(); if (r === 'object') got = 'ESCAPED' } catch {} } return then.call(this, a, b) }; await Promise.resolve(1).then((x) => x); return got`,
    ),
    reach('unhandled rejection', `Promise.reject(new Error('nobody hears this')); return 'none'`),
    reach('finalizers', `new FinalizationRegistry(() => {}).register({}, 1); return 'none'`),
  ];
}
