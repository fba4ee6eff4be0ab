/** What the language itself brings: nothing of Node.js, the Web, and no shared memory. */
const KEPT = new Set(
  (
    'globalThis Object Function Array Number parseFloat parseInt Infinity NaN undefined Boolean String Symbol Date ' +
    'Promise RegExp Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError JSON Math ' +
    'ArrayBuffer Uint8Array Int8Array Uint16Array Int16Array Uint32Array Int32Array Float32Array Float64Array ' +
    'Uint8ClampedArray BigUint64Array BigInt64Array DataView Map BigInt Set WeakMap WeakSet WeakRef Proxy Reflect ' +
    'FinalizationRegistry Iterator WebAssembly'
  ).split(' '),
);

/**
 * Takes from this process's own JavaScript all that reaches further than the language does: `process`, `fetch`, …
 *
 * @param needed What an engine needs besides; nothing that reaches out of the process.
 */
export function lockdown(needed: readonly string[] = []): void {
  for (const name of Reflect.ownKeys(globalThis)) {
    if (typeof name === 'string' && (KEPT.has(name) || needed.includes(name))) continue;
    if (name !== Symbol.toStringTag && !Reflect.deleteProperty(globalThis, name)) {
      throw new Error(`the global ${String(name)} cannot be taken away`);
    }
  }
}
