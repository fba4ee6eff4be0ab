// Bidirectional overrides reorder what a reader sees, zero-width characters hide what a filter should find. The joiners
// U+200C and U+200D stay: Persian and emoji need them.
// oxlint-disable-next-line no-control-regex
const UNSAFE = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u200B\u200E\u200F\u202A-\u202E\u2060\u2066-\u2069\uFEFF]/gu;

/** Text of a model or a server without control, bidi and zero-width characters; tabs and line feeds stay. */
export function cleanText(text: string): string {
  return text.replace(UNSAFE, '');
}

/** Cleaned text on one line of at most `limit` characters, for messages and names. */
export function cleanLine(text: string, limit: number): string {
  const line = cleanText(text.replace(/\s+/gu, ' ')).trim();
  return line.length > limit ? `${line.slice(0, limit - 1)}…` : line;
}
