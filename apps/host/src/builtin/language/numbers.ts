const ONES = 'one two three four five six seven eight nine'.split(' ');
const TEENS = 'zero ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(' ');
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const ORDINALS = 'zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth'.split(' ');

const VALUES: ReadonlyMap<string, number> = new Map([
  ['zero', 0],
  ['a', 1],
  ['an', 1],
  ...ONES.map((word, at) => [word, at + 1] as const),
  ...TEENS.slice(1).map((word, at) => [word, at + 10] as const),
  ...TENS.map((word, at) => [word, 10 * (at + 2)] as const),
]);

const ONE = ONES.join('|');
const UNDER_100 = String.raw`(?:(?:${TENS.join('|')})(?:[-\s](?:${ONE}))?|${TEENS.join('|')}|${ONE})`;
const UNDER_1000 = String.raw`(?:(?:${ONE}|an?)\s+hundred(?:\s+(?:and\s+)?${UNDER_100})?|${UNDER_100})`;
const WORDED = String.raw`(?:(?:${UNDER_1000}|an?)\s+thousand(?:\s+(?:and\s+)?${UNDER_1000})?|${UNDER_1000}|half)`;

/** Pattern source of a number in digits or words, such as `90`, `ninety` or `one thousand two hundred`. */
export const NUMBER = String.raw`\b(?:\d{1,9}(?:\.\d{1,6})?|${WORDED}\b)`;

/** Pattern source of how a {@link NUMBER} begins, which is quick to look for. */
export const NUMBER_BEGINS = String.raw`(?:\d|(?:${[...VALUES.keys(), 'half'].join('|')})\b)`;

/** Pattern source of `2nd` or `second`. */
export const ORDINAL = String.raw`(?:\d{1,3}(?:st|nd|rd|th)|${ORDINALS.toReversed().join('|')})`;

/** The number that a text matched by {@link NUMBER} or {@link ORDINAL} names. */
export function numberOf(text: string): number | undefined {
  const word = text.toLowerCase();
  if (word === 'half') return 0.5;
  if (ORDINALS.includes(word)) return ORDINALS.indexOf(word);
  const digits = /^-?\d+(?:\.\d+)?/.exec(word);
  return digits === null ? wordedNumber(word) : Number(digits[0]);
}

function wordedNumber(text: string): number | undefined {
  let thousands = 0;
  let sum = 0;
  for (const word of text.split(/[-\s]+/)) {
    const value = VALUES.get(word);
    if (value !== undefined) sum += value;
    else if (word === 'hundred') sum *= 100;
    else if (word === 'thousand') [thousands, sum] = [1000 * sum, 0];
    else if (word !== 'and') return undefined;
  }
  return thousands + sum;
}
