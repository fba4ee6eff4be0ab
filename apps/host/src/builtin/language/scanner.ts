/** Stands where a recogniser has cut something out, so that what was apart stays apart. */
export const CUT = '¦';

/** A text from which recognisers cut what they understand; what is left may be a name. */
export class Scanner {
  rest: string;

  constructor(text: string) {
    this.rest = text.replaceAll(CUT, ' ');
  }

  /**
   * The first match, which stays where it is.
   *
   * @param sign Without it in the text there is no match. A long pattern takes 10 to 30 ms to compile at its first use,
   * and most sentences have nothing of it.
   */
  find(pattern: RegExp, sign?: RegExp): RegExpExecArray | undefined {
    const found = sign?.test(this.rest) === false ? null : pattern.exec(this.rest);
    return found === null || found[0] === '' ? undefined : found;
  }

  /** Cuts the first match out; `sign` as for `find`. */
  take(pattern: RegExp, sign?: RegExp): RegExpExecArray | undefined {
    const found = this.find(pattern, sign);
    if (found === undefined) return undefined;
    this.cut(found.index, found.index + found[0].length);
    return found;
  }

  cut(start: number, end: number): void {
    this.rest = `${this.rest.slice(0, start)} ${CUT} ${this.rest.slice(end)}`;
  }

  /** Cuts up to `limit` matches out. */
  takeAll(pattern: RegExp, limit: number, sign?: RegExp): RegExpExecArray[] {
    const found: RegExpExecArray[] = [];
    while (found.length < limit) {
      const next = this.take(pattern, sign);
      if (next === undefined) break;
      found.push(next);
    }
    return found;
  }
}
