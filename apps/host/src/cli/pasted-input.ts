import { Transform, type TransformCallback } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type { ReadStream } from 'node:tty';

/** Stands for the end of a line in a text that is one answer, as it can be seen and edited on one line. */
export const LINE_MARK = '\u23CE';

const ASK_FOR_BRACKETS = '\u001b[?2004h';
const NO_BRACKETS = '\u001b[?2004l';
const BEGIN = '\u001b[200~';
const END = '\u001b[201~';

/**
 * The keys of a terminal, with the lines of a pasted text joined by a mark, so that they come as one line.
 *
 * A terminal that can puts brackets around what is pasted; then nothing is sent before Enter is pressed. On others,
 * lines that come at once are taken for one paste: nobody types that fast.
 */
export class PastedInput extends Transform {
  readonly isTTY = true;
  readonly #terminal: ReadStream;
  readonly #decoder = new StringDecoder('utf8');
  #isPaste = false;
  #held = '';

  constructor(terminal: ReadStream) {
    super({ encoding: 'utf8' });
    this.#terminal = terminal;
  }

  /** Begins to read. @param output Where the terminal is told to put brackets around what is pasted. */
  listen(output: NodeJS.WritableStream): Disposable {
    output.write(ASK_FOR_BRACKETS);
    this.#terminal.pipe(this);
    return {
      [Symbol.dispose]: () => {
        this.#terminal.unpipe(this);
        this.#terminal.pause(); // else it would keep the process
        output.write(NO_BRACKETS);
      },
    };
  }

  /** As readline asks it of a terminal. */
  setRawMode(mode: boolean): this {
    this.#terminal.setRawMode(mode);
    return this;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    let rest = this.#held + this.#decoder.write(chunk);
    let keys = '';
    for (;;) {
      const bracket = this.#isPaste ? END : BEGIN;
      const at = rest.indexOf(bracket);
      const text = rest.slice(0, at === -1 ? begunAt(rest, bracket) : at);
      keys += this.#isPaste ? inOneLine(text) : typed(text);
      rest = rest.slice(text.length);
      if (at === -1) break;
      rest = rest.slice(bracket.length);
      this.#isPaste = !this.#isPaste;
    }
    this.#held = rest;
    done(null, keys);
  }
}

/** Where a bracket may have begun that is not all here yet; a mere Escape is a key of its own. */
function begunAt(text: string, bracket: string): number {
  const lengths = Array.from({ length: bracket.length - 2 }, (_, i) => bracket.length - 1 - i);
  const held = lengths.find((length) => text.endsWith(bracket.slice(0, length)));
  return text.length - (held ?? 0);
}

/** What came without brackets: the last end of a line is the Enter key, those within the text are not. */
function typed(text: string): string {
  const [, lines = '', end = ''] = /^(.*?)([\r\n]*)$/su.exec(text) ?? [];
  const isPaste = /[\r\n]/u.test(lines) && !text.includes('\u001b');
  return isPaste ? inOneLine(lines) + end.slice(0, 1) : text;
}

/** Without what a terminal would take for keys: a text from elsewhere must press none. */
function inOneLine(text: string): string {
  return text
    .replaceAll(/\r\n|\r|\n/gu, '\n')
    .replaceAll('\t', ' ')
    .replaceAll(/[^\n\P{Cc}]/gu, '')
    .replaceAll('\n', LINE_MARK);
}
