const TENTHS = 1000;

/**
 * The shares of values in their sum, in percent with one decimal, which add up to 100; all 0 when the sum is.
 *
 * @param values Not negative.
 * @see Hamilton's method (largest remainder): what rounding down leaves goes to those that lose the most by it.
 */
export function sharesOf(values: readonly number[]): number[] {
  const whole = values.reduce((sum, value) => sum + value, 0);
  if (whole <= 0) return values.map(() => 0);
  const exact = values.map((value) => (TENTHS * value) / whole);
  const shares = exact.map(Math.floor);
  const left = TENTHS - shares.reduce((sum, share) => sum + share, 0);
  const remainder = (i: number) => (exact[i] ?? 0) - (shares[i] ?? 0);
  const raised = new Set([...values.keys()].sort((a, b) => remainder(b) - remainder(a) || a - b).slice(0, left));
  return shares.map((share, i) => (share + (raised.has(i) ? 1 : 0)) / 10);
}
