import { type EscapeCase, HOST } from './escape-case.ts';

/** Ways to a function that makes functions, and through it to the globals of another realm. */
export const CONSTRUCTORS: readonly EscapeCase[] = [
  way('arrow function', `(() => {}).constructor`),
  way('async function', `(async () => {}).constructor`),
  way('generator function', `(function* () {}).constructor`),
  way('async generator function', `(async function* () {}).constructor`),
  way('constructor of the argument', `args.constructor.constructor`),
  way('constructor of a parsed value', `JSON.parse('{"a":[]}').a.constructor.constructor`),
  way('constructor of a regular expression match', `/a/.exec('a').constructor.constructor`),
  way('constructor of a boxed text', `Object('x').constructor.constructor`),
  way('computed key put together at run time', `(() => {})[['con', 'structor'].join('')]`),
  way(
    'key that changes between two looks',
    `(() => {})[{ n: 0, toString() { return this.n++ ? 'constructor' : 'name' } }] ?? Function`,
  ),
  way('Reflect.get', `Reflect.get(() => {}, 'constructor')`),
  way('prototype of a function', `Object.getPrototypeOf(() => {}).constructor`),
  way(
    'descriptor of a prototype',
    `Object.getOwnPropertyDescriptor(Object.getPrototypeOf(() => {}), 'constructor').value`,
  ),
  way('species of an array', `Array[Symbol.species].constructor`),
  way('bound function', `Function.bind(null)`),
  way('proxy around a function', `new Proxy(() => {}, {}).constructor`),
  way('getter of a class', `class { static get f() { return this.constructor } }.f`),
  way('tagged template', `((strings) => strings.constructor.constructor)\`x\``),
  way('iterator helpers', `Iterator.from([1]).map((x) => x).constructor.constructor`),
  way('error of the engine', `(() => { try { null.x } catch (error) { return error.constructor.constructor } })()`),
  way(
    'error of a deep recursion',
    `(() => { const f = () => f(); try { f() } catch (error) { return error.constructor.constructor } })()`,
  ),
  way(
    'error of a parser',
    `(() => { try { JSON.parse('{') } catch (error) { return error.constructor.constructor } })()`,
  ),
  way(
    'error that a proxy throws',
    `(() => { try { Object.getPrototypeOf(new Proxy({}, { getPrototypeOf() { throw this } })) } catch (trap) { return trap.constructor.constructor } })()`,
  ),
  way('symbol registry', `Symbol.for('nodejs.util.inspect.custom').constructor.constructor`),
  way('typed array', `new Uint8Array(1).buffer.constructor.constructor`),
  way('promise of the engine', `Promise.resolve().constructor.constructor`),
  way('intl object', `(globalThis.Intl ?? Object).constructor`),
];

function way(name: string, expression: string): EscapeCase {
  return {
    name,
    code: `${HOST} export async function main(args) { const make = ${expression}; return await make(HOST)() ?? 'none' }`,
  };
}
