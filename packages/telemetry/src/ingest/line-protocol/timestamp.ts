/** By what a timestamp is multiplied (a digit each) or divided, to be milliseconds. */
const TO_MS = { digitsToCut: 0, factor: 1 };
const PRECISIONS = new Map([
  ['ns', { ...TO_MS, digitsToCut: 6 }],
  ['us', { ...TO_MS, digitsToCut: 3 }],
  ['ms', TO_MS],
  ['s', { ...TO_MS, factor: 1_000 }],
  ['m', { ...TO_MS, factor: 60_000 }],
  ['h', { ...TO_MS, factor: 3_600_000 }],
]);
/** As version 1 wrote them. */
const OLD_NAMES = new Map([
  ['n', 'ns'],
  ['u', 'us'],
  ['µ', 'us'],
]);

export type ToMs = (digits: string) => number;

/** Reads whole numbers of a precision as Unix ms, exactly; `undefined` for a precision that is none. */
export function timestampsOf(precision: string): ToMs | undefined {
  const unit = PRECISIONS.get(OLD_NAMES.get(precision) ?? precision);
  if (unit === undefined) return undefined;
  const { digitsToCut, factor } = unit;
  // A count of nanoseconds is beyond 2^53, so it is cut as text. A negative one is refused whatever it is.
  return digitsToCut === 0
    ? (digits) => Number(digits) * factor
    : (digits) => Number(digits.slice(0, -digitsToCut)) || (digits.startsWith('-') ? -1 : 0);
}
