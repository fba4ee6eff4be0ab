/** Relative; what sums and roots lose on the way is far below. */
const TOLERANCE = 1e-9;

/** Whether a result is the expected one: the same JSON, with numbers as close as arithmetic allows. */
export function sameResult(actual: unknown, expected: unknown): boolean {
  if (typeof actual === 'number' && typeof expected === 'number') {
    return Math.abs(actual - expected) <= TOLERANCE * Math.max(1, Math.abs(actual), Math.abs(expected));
  }
  if (Array.isArray(actual) && Array.isArray(expected)) {
    return actual.length === expected.length && actual.every((item, i) => sameResult(item, expected[i]));
  }
  if (isObject(actual) && isObject(expected)) {
    const names = Object.keys(actual);
    return (
      names.length === Object.keys(expected).length &&
      names.every((name) => Object.hasOwn(expected, name) && sameResult(actual[name], expected[name]))
    );
  }
  return actual === expected;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
