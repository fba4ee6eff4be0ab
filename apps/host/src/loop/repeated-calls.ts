/** Counts the calls of one run, to notice a model that goes round in circles. */
export class RepeatedCalls {
  readonly #counts = new Map<string, number>();
  #refused = 0;

  /** Whether this call was made twice before; a model that does not listen is counted as stuck. */
  isThird(tool: string, args: Readonly<Record<string, unknown>>): boolean {
    const key = `${tool}\0${canonicalJson(args)}`;
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, count);
    if (count <= MAX_SAME_CALLS) return false;
    this.#refused += 1;
    return true;
  }

  /** The model was told more than once that it repeats itself, and still does. */
  get isStuck(): boolean {
    return this.#refused >= MAX_REFUSALS;
  }
}

const MAX_SAME_CALLS = 2;
const MAX_REFUSALS = 3;

/** JSON in which the order of keys makes no difference. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
}
