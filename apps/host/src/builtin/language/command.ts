const ASKED = String.raw`(?:can|could|would|will)\s+you\s+(?:please\s+)?`;
const POLITE = String.raw`(?:(?:please|kindly|now|and|ok(?:ay)?|so|then|hey)[,\s]+|${ASKED}|i(?:\s+want|'d\s+like|\s+would\s+like)\s+(?:you\s+)?to\s+|let(?:'s|\s+us)\s+)*`;
const IS_REQUEST = new RegExp(`^${POLITE}${ASKED}|^${ASKED}`);

/**
 * Whether a sentence orders something done: it begins with the verb, or asks politely to.
 *
 * A question never does, and `cancel it?` is one: what changes something is not run on a guess.
 *
 * @param words Lower case.
 * @param verbs Pattern source.
 */
export function isCommand(words: string, verbs: string): boolean {
  const isQuestion = /\?\W*$/.test(words) && !IS_REQUEST.test(words);
  return !isQuestion && new RegExp(`^\\W*${POLITE}(?:${verbs})\\b`).test(words);
}

const REASON = /\b(?:because(?:\s+of)?|due\s+to|reason(?:\s+is)?\s*:?|since\s+it)\s+(?<why>.{1,300}?)[.!\s]*$/i;

/** Why a person wants something done, in their words; what else stands for them. */
export function reasonIn(text: string): string {
  return REASON.exec(text)?.groups?.['why'] ?? 'A person asked for it.';
}

/** The text without its reason. */
export function withoutReason(text: string): string {
  return text.replace(REASON, '').trim();
}
