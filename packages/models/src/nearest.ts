import { distance } from 'fastest-levenshtein';

const MAX_LENGTH = 100;
const MAX_TOKENS = 8;
const HOPELESS = 0.55;
const WORDS = /[\p{L}\p{N}]+/gu;

/**
 * The form in which two names are compared: without case, diacritics, spaces and punctuation, so `CO₂` is `co2`.
 *
 * A separator between two digits stays, as does the sign of a number: `Room 1-1` is not `Room 11`, `Level -1` is not
 * `Level 1`.
 */
export function matchKey(text: string): string {
  return key(fold(text));
}

/**
 * The candidates that a misspelt, shortened or reordered name may mean, best first.
 *
 * Compares whole names and word by word, by edit distance; ties are in code-unit order and the hopeless are left out.
 */
export function nearest(query: string, candidates: Iterable<string>, limit = 5): string[] {
  const wanted = nameOf(query);
  if (wanted.key === '') return [];
  return [...new Set(candidates)]
    .map((text) => ({ text, score: similarity(wanted, nameOf(text)) }))
    .filter(({ score }) => score >= HOPELESS)
    .sort((a, b) => b.score - a.score || (a.text < b.text ? -1 : 1))
    .slice(0, Math.max(0, limit))
    .map(({ text }) => text);
}

interface Name {
  readonly key: string;
  readonly words: readonly string[];
}

function nameOf(text: string): Name {
  const folded = fold(text.slice(0, MAX_LENGTH));
  return { key: key(folded), words: (folded.match(WORDS) ?? []).slice(0, MAX_TOKENS) };
}

// Upper case first, because only that way ß is ss.
function fold(text: string): string {
  return text.normalize('NFKD').toUpperCase().toLowerCase().replace(/\p{M}/gu, '').replaceAll('−', '-');
}

function key(folded: string): string {
  return folded.replace(/[^\p{L}\p{N}]+/gu, (gap, at: number) => {
    const before = folded.charAt(at - 1);
    const after = folded.charAt(at + gap.length);
    if (!/\p{N}/u.test(after)) return '';
    if (/\p{N}/u.test(before)) return '.';
    return /[\s(]-$/u.test(at === 0 ? ` ${gap}` : gap) ? ' -' : '';
  });
}

function similarity(wanted: Name, name: Name): number {
  if (wanted.key === name.key) return 2;
  const whole = closeness(wanted.key, name.key);
  const byWord = wordSimilarity(wanted.words, name.words);
  const within = wanted.key.length > 2 && name.key.includes(wanted.key) ? 0.9 : 0;
  const around = name.key.length > 2 && name.words.every((word) => wanted.words.includes(word)) ? 0.8 : 0;
  // The best view decides; the likeness of the whole orders those that are equal in it.
  return Math.max(whole, byWord, within, around) + whole / 100;
}

function wordSimilarity(wanted: readonly string[], words: readonly string[]): number {
  let sum = 0;
  let total = 0;
  for (const word of wanted) {
    // A number tells two rooms apart better than a word that all rooms share.
    const weight = word.length + (/\p{N}/u.test(word) ? 2 : 0);
    total += weight;
    sum += weight * bestWord(word, words);
  }
  return total === 0 ? 0 : (0.98 * sum) / total;
}

function bestWord(wanted: string, words: readonly string[]): number {
  let best = 0;
  for (const word of words) {
    if (word === wanted) return 1;
    if (wanted.length > 1 && word.startsWith(wanted)) best = Math.max(best, 0.9);
    else if (wanted.length > 2) best = Math.max(best, closeness(wanted, word, 0.6));
  }
  return best;
}

/** 1 for equal texts, 0 for those without a likeness or with one below `least`. */
function closeness(a: string, b: string, least = 0): number {
  const longest = Math.max(a.length, b.length);
  if (longest === 0 || Math.min(a.length, b.length) / longest < least) return 0;
  const close = 1 - distance(a, b) / longest;
  return close < least ? 0 : close;
}
