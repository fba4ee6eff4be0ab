import { stripVTControlCharacters } from 'node:util';

const HIDDEN = /[[\p{Cc}\p{Default_Ignorable_Code_Point}\u{FFF9}-\u{FFFB}]--[\t\n]]/gv;
// Persian, Indic scripts and emoji are written with joiners and the emoji selector.
const KEPT = new Set(['\u200C', '\u200D', '\uFE0F']);

/** Text of a server or a model without what a terminal obeys or a reader cannot see; lines and tabs stay. */
export function plainText(text: string): string {
  return stripVTControlCharacters(text.replaceAll('\r\n', '\n')).replace(HIDDEN, keepJoiners);
}

/** The same for a piece of a stream, in which an escape sequence may be cut anywhere. */
export function plainPiece(text: string): string {
  return text.replace(HIDDEN, keepJoiners);
}

function keepJoiners(hidden: string): string {
  return KEPT.has(hidden) ? hidden : '';
}
