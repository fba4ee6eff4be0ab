/** A number without the digits that no sensor means: four decimals, or four significant digits below 1. */
export function tidy(value: number): number {
  return Math.abs(value) >= 1 ? Number(value.toFixed(4)) : Number(value.toPrecision(4));
}

/** A computed number with two decimals, or three significant digits below 1. */
export function hundredths(value: number): number {
  return Math.abs(value) >= 1 ? Number(value.toFixed(2)) : Number(value.toPrecision(3));
}

/** A share in percent with one decimal; 100 only when nothing is left out. */
export function percentage(part: number, whole: number): number {
  if (whole <= 0) return 0;
  const exact = (100 * part) / whole;
  return exact < 100 && exact > 99.9 ? 99.9 : Math.min(100, Number(exact.toFixed(1)));
}
