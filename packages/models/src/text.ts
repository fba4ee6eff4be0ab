// Zero-width, bidi-control, tag and filler characters are all default-ignorable; U+FFF9..FFFB hide annotations.
const HIDDEN = /[[\p{Cc}\p{Default_Ignorable_Code_Point}\u{FFF9}-\u{FFFB}]--[\t\n\v\f\r\x85]]/gv;
const SPACE = /[\s\x85]+/gu;

/**
 * Text from a device, a person or a model, made safe to store and to show on one line.
 *
 * Control, bidi-control and zero-width characters go, white space collapses, lone surrogates become U+FFFD.
 *
 * @param maxLength UTF-16 units; the excess is cut off, never inside a surrogate pair.
 */
export function cleanText(text: string, maxLength = 500): string {
  // Well-formed first: removing what stands between two lone surrogates would join them.
  const clean = text.toWellFormed().replace(HIDDEN, '').replace(SPACE, ' ').trim();
  if (clean.length <= maxLength) return clean;
  const endsInPair = /[\uD800-\uDBFF]/.test(clean.charAt(maxLength - 1));
  return clean.slice(0, endsInPair ? maxLength - 1 : maxLength).trimEnd();
}
