/** Things to look at, the earliest first; equal times by a key, so that the order never depends on the past. */
export class Timers<Item> {
  readonly #heap: { readonly at_ms: number; readonly key: string; readonly item: Item }[] = [];

  get size(): number {
    return this.#heap.length;
  }

  push(at_ms: number, key: string, item: Item): void {
    this.#heap.push({ at_ms, key, item });
    let i = this.#heap.length - 1;
    while (i > 0 && this.#isBefore(i, (i - 1) >> 1)) {
      this.#swap(i, (i - 1) >> 1);
      i = (i - 1) >> 1;
    }
  }

  /** Takes the earliest out if it is before `limit_ms`. */
  popBefore(limit_ms: number): { readonly at_ms: number; readonly item: Item } | undefined {
    const [first] = this.#heap;
    if (!first || first.at_ms >= limit_ms) return undefined;
    const last = this.#heap.pop();
    if (last && this.#heap.length > 0) {
      this.#heap[0] = last;
      this.#sink();
    }
    return first;
  }

  clear(): void {
    this.#heap.length = 0;
  }

  #sink(): void {
    for (let i = 0; ;) {
      let least = i;
      for (const child of [2 * i + 1, 2 * i + 2]) {
        if (child < this.#heap.length && this.#isBefore(child, least)) least = child;
      }
      if (least === i) return;
      this.#swap(i, least);
      i = least;
    }
  }

  #isBefore(i: number, j: number): boolean {
    const [a, b] = [this.#heap[i], this.#heap[j]];
    if (!a || !b) return false;
    return a.at_ms < b.at_ms || (a.at_ms === b.at_ms && a.key < b.key);
  }

  #swap(i: number, j: number): void {
    const [a, b] = [this.#heap[i], this.#heap[j]];
    if (!a || !b) return;
    this.#heap[i] = b;
    this.#heap[j] = a;
  }
}
