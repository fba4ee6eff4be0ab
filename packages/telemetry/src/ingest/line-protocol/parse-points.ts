import { cleanText } from '@nexus/models';
import type { BadLine, Point } from './point.ts';
import type { ToMs } from './timestamp.ts';

const NEWLINE = 10;
const RETURN = 13;
const TAB = 9;
const SPACE = 32;
const QUOTE = 34;
const HASH = 35;
const COMMA = 44;
const EQUALS = 61;
const BACKSLASH = 92;

const FLOAT = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const INTEGER = /^(?:-?\d{1,19}i|\d{1,20}u)$/;
const TIMESTAMP = /^-?\d{1,19}$/;
const BOOLEANS = new Map([
  ...['t', 'T', 'true', 'True', 'TRUE'].map((word) => [word, true] as const),
  ...['f', 'F', 'false', 'False', 'FALSE'].map((word) => [word, false] as const),
]);
const MAX_SHOWN = 2_000;

/** Thrown and caught within this file. */
class Fault extends Error {}

/** Reads line protocol point by point; a bad line ends where it ends, and the next one is read again. */
export function* parsePoints(text: string, toMs: ToMs): Generator<Point | BadLine> {
  const reader = new PointReader(text, toMs);
  for (let one = reader.next(); one !== undefined; one = reader.next()) yield one;
}

class PointReader {
  readonly #text: string;
  readonly #toMs: ToMs;
  #at = 0;
  #line = 1;

  constructor(text: string, toMs: ToMs) {
    this.#text = text;
    this.#toMs = toMs;
  }

  next(): Point | BadLine | undefined {
    while (this.#skipBlank()) {
      if (this.#code() === HASH) {
        this.#skipLine();
        continue;
      }
      const [start, line] = [this.#at, this.#line];
      try {
        return this.#point(line);
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        // An open quote may have led far away: the next line begins after the first line break.
        this.#at = start;
        this.#line = line;
        this.#skipLine();
        return {
          line,
          fault: error.message,
          text: this.#text.slice(start, Math.min(this.#at, start + MAX_SHOWN)).trimEnd(),
        };
      }
    }
    return undefined;
  }

  #point(line: number): Point {
    const measurement = this.#name(false);
    if (measurement === '') throw new Fault('the measurement is missing');
    const tags: [string, string][] = [];
    while (this.#take(COMMA)) {
      const key = this.#name(true);
      if (!this.#take(EQUALS) || key === '') throw new Fault('a tag is not written key=value');
      const value = this.#name(true);
      if (value === '') throw new Fault(`the tag ${shown(key)} has no value`);
      if (this.#code() === EQUALS) throw new Fault(`the tag ${shown(key)} has an = that is not written \\=`);
      tags.push([key, value]);
    }
    if (!this.#skipSpaces()) throw new Fault('the fields are missing');
    const fields: [string, number | boolean | string][] = [];
    do {
      const key = this.#name(true);
      if (!this.#take(EQUALS) || key === '') throw new Fault('a field is not written key=value');
      fields.push([key, this.#value(key)]);
    } while (this.#take(COMMA));
    const hasMore = this.#skipSpaces() && !this.#isEnd();
    const timestamp_ms = hasMore ? this.#timestamp() : undefined;
    this.#skipSpaces();
    if (!this.#isEnd()) throw new Fault('there is something after the timestamp');
    this.#skipLine();
    return { line, measurement, tags, fields, ...(timestamp_ms === undefined ? {} : { timestamp_ms }) };
  }

  /** A measurement, key or tag value, up to what ends it. */
  #name(endsAtEquals: boolean): string {
    const start = this.#at;
    let hasEscape = false;
    for (; !this.#isEnd(); this.#at += 1) {
      const code = this.#code();
      if (code === BACKSLASH && !this.#isLineEnd(this.#at + 1)) {
        hasEscape = true;
        this.#at += 1;
      } else if (code === COMMA || code === SPACE || (endsAtEquals && code === EQUALS)) break;
    }
    const written = this.#text.slice(start, this.#at);
    if (!hasEscape) return written;
    // Before any other character a backslash is one.
    return written.replace(endsAtEquals ? /\\([,= ])/g : /\\([, ])/g, '$1');
  }

  #value(key: string): number | boolean | string {
    if (this.#take(QUOTE)) return this.#quoted(key);
    const start = this.#at;
    while (!this.#isEnd() && this.#code() !== COMMA && this.#code() !== SPACE) this.#at += 1;
    const written = this.#text.slice(start, this.#at);
    const value = valueOf(written);
    if (value !== undefined) return value;
    throw new Fault(
      written === ''
        ? `the field ${shown(key)} has no value`
        : `the field ${shown(key)} is no number, boolean or quoted text`,
    );
  }

  /** May go over several lines. */
  #quoted(key: string): string {
    const start = this.#at;
    let hasEscape = false;
    for (; this.#at < this.#text.length; this.#at += 1) {
      const code = this.#code();
      if (code === QUOTE) break;
      if (code === BACKSLASH) {
        hasEscape = true;
        this.#at += 1;
      }
      if (this.#code() === NEWLINE) this.#line += 1;
    }
    if (this.#at >= this.#text.length) throw new Fault(`the quote of the field ${shown(key)} is not closed`);
    const written = this.#text.slice(start, this.#at);
    this.#at += 1;
    return hasEscape ? written.replace(/\\(["\\])/g, '$1') : written;
  }

  #timestamp(): number {
    const start = this.#at;
    while (!this.#isEnd() && this.#code() !== SPACE) this.#at += 1;
    const written = this.#text.slice(start, this.#at);
    if (!TIMESTAMP.test(written)) throw new Fault('the timestamp is no whole number');
    return this.#toMs(written);
  }

  #code(): number {
    return this.#text.charCodeAt(this.#at);
  }

  #take(code: number): boolean {
    if (this.#code() !== code) return false;
    this.#at += 1;
    return true;
  }

  #isEnd(): boolean {
    return this.#isLineEnd(this.#at);
  }

  #isLineEnd(at: number): boolean {
    const code = this.#text.charCodeAt(at);
    if (code === RETURN) return at + 1 >= this.#text.length || this.#text.charCodeAt(at + 1) === NEWLINE;
    return code === NEWLINE || at >= this.#text.length;
  }

  #skipSpaces(): boolean {
    const start = this.#at;
    while (this.#code() === SPACE) this.#at += 1;
    return this.#at > start;
  }

  /** @returns Whether there is something left. */
  #skipBlank(): boolean {
    for (; this.#at < this.#text.length; this.#at += 1) {
      const code = this.#code();
      if (code === NEWLINE) this.#line += 1;
      else if (code !== SPACE && code !== RETURN && code !== TAB) return true;
    }
    return false;
  }

  #skipLine(): void {
    const end = this.#text.indexOf('\n', this.#at);
    this.#at = end === -1 ? this.#text.length : end + 1;
    this.#line += 1;
  }
}

function shown(key: string): string {
  return cleanText(key, 60);
}

function valueOf(written: string): number | boolean | undefined {
  if (FLOAT.test(written)) return Number(written);
  if (!INTEGER.test(written)) return BOOLEANS.get(written);
  const digits = written.slice(0, -1);
  if (digits.length > 15) {
    const exact = BigInt(digits);
    const kept = written.endsWith('i') ? BigInt.asIntN(64, exact) : BigInt.asUintN(64, exact);
    if (kept !== exact) return undefined;
  }
  return Number(digits);
}
