/** The names that a tool may use without declaring them: the language's library as far as it computes. */
export const ALLOWED_GLOBALS: ReadonlySet<string> = new Set(
  (
    'undefined NaN Infinity Object Array String Number Boolean Symbol BigInt Math JSON Date RegExp Map Set WeakMap ' +
    'WeakSet Promise Error TypeError RangeError SyntaxError AggregateError Int8Array Uint8Array Uint8ClampedArray ' +
    'Int16Array Uint16Array Int32Array Uint32Array Float32Array Float64Array BigInt64Array BigUint64Array ArrayBuffer ' +
    'DataView parseInt parseFloat isNaN isFinite encodeURIComponent decodeURIComponent encodeURI decodeURI Iterator'
  ).split(' '),
);

/** Properties through which code reaches constructors, prototypes, callers or stack traces. */
export const FORBIDDEN_MEMBERS: ReadonlySet<string> = new Set(
  (
    'constructor __proto__ prototype caller callee __defineGetter__ __defineSetter__ __lookupGetter__ __lookupSetter__ ' +
    'getPrototypeOf setPrototypeOf prepareStackTrace captureStackTrace stackTraceLimit mainModule binding ' +
    'getBuiltinModule'
  ).split(' '),
);

/** Keeps the work of checking, and the list of what was found, within bounds. */
export const MAX_NODES = 20_000;
export const MAX_VIOLATIONS = 50;
