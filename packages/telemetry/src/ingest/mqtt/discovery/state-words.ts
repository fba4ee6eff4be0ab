/** A payload as templates render it, so that `true` in JSON and `True` in a template are one word. */
export function wordOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return typeof value === 'number' ? String(value) : undefined;
}

const UNKNOWN = new Set(['', 'none', 'null', 'unknown', 'unavailable', 'nan']);

/** Whether a device says that it does not know. */
export function isUnknown(word: string): boolean {
  return UNKNOWN.has(word.trim().toLowerCase());
}
