import { matchKey } from '@nexus/models';

const WORDS = /[\p{L}\p{M}\p{N}]+/gu;
const MAX_WORDS = 8;

/** The words of some texts, without case and diacritics, each after a space: a search for ` conf` finds beginnings. */
export function searchText(...texts: readonly string[]): string {
  return texts
    .flatMap(wordsOf)
    .map((word) => ` ${word}`)
    .join('');
}

/** What must all occur in a `searchText`, or `undefined` for a query without a letter or digit, which nothing matches. */
export function searchTerms(query: string): string[] | undefined {
  const words = wordsOf(query).slice(0, MAX_WORDS);
  return words.length === 0 ? undefined : words.map((word) => ` ${word}`);
}

function wordsOf(text: string): string[] {
  return (text.match(WORDS) ?? []).map(matchKey).filter((word) => word !== '');
}
