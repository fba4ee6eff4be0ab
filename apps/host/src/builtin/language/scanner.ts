/** Stands where a recogniser has cut something out, so that what was apart stays apart. */
export const CUT = '¦';

/** A text from which recognisers cut what they understand; what is left may be a name. */
export class Scanner {
  rest: string;

  constructor(text: string) {
    this.rest = text.replaceAll(CUT, ' ');
  }

  /** Cuts the first match out. */
  take(pattern: RegExp): RegExpExecArray | undefined {
    const found = pattern.exec(this.rest);
    if (found === null || found[0] === '') return undefined;
    this.cut(found.index, found.index + found[0].length);
    return found;
  }

  cut(start: number, end: number): void {
    this.rest = `${this.rest.slice(0, start)} ${CUT} ${this.rest.slice(end)}`;
  }

  /** Cuts up to `limit` matches out. */
  takeAll(pattern: RegExp, limit: number): RegExpExecArray[] {
    const found: RegExpExecArray[] = [];
    while (found.length < limit) {
      const next = this.take(pattern);
      if (next === undefined) break;
      found.push(next);
    }
    return found;
  }
}
