const WORDS =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'.split(
    ' ',
  );
const ORDINALS = 'zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth'.split(' ');
const SPECIAL: Readonly<Record<string, number>> = {
  half: 0.5,
  thirty: 30,
  forty: 40,
  'forty-eight': 48,
  fifty: 50,
  sixty: 60,
  ninety: 90,
};

/** Pattern source of a number in digits or words. */
export const NUMBER = String.raw`\b(?:\d{1,9}(?:\.\d{1,6})?|(?:${[...Object.keys(SPECIAL), ...WORDS].toReversed().join('|')})\b)`;

/** Pattern source of `2nd` or `second`. */
export const ORDINAL = String.raw`(?:\d{1,3}(?:st|nd|rd|th)|${ORDINALS.toReversed().join('|')})`;

/** The number that a text matched by {@link NUMBER} or {@link ORDINAL} names. */
export function numberOf(text: string): number | undefined {
  const word = text.toLowerCase();
  if (Object.hasOwn(SPECIAL, word)) return SPECIAL[word];
  for (const names of [WORDS, ORDINALS]) {
    const at = names.indexOf(word);
    if (at !== -1) return at;
  }
  const digits = /^-?\d+(?:\.\d+)?/.exec(word);
  return digits === null ? undefined : Number(digits[0]);
}
