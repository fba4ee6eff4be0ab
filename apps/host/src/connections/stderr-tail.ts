import type { Stream } from 'node:stream';
import { cleanText } from '@nexus/models';

const KEPT_CHARS = 4_000;
const SHOWN_LINES = 3;
const SHOWN_CHARS = 200;

/** The end of what a child said on its stderr: why it failed is usually there. */
export class StderrTail {
  #text = '';

  listen(stream: Stream | null): void {
    stream?.on('data', (chunk: Uint8Array | string) => {
      this.#text = (this.#text + (typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString())).slice(
        -KEPT_CHARS,
      );
    });
  }

  /** The last lines on one line; of a JSON log the messages. */
  summary(): string {
    return this.#text
      .split('\n')
      .map((line) => cleanText(messageOf(line), SHOWN_CHARS))
      .filter((line) => line !== '')
      .slice(-SHOWN_LINES)
      .join(' | ');
  }
}

function messageOf(line: string): string {
  if (!line.startsWith('{')) return line;
  try {
    const { message } = JSON.parse(line) as { readonly message?: unknown };
    return typeof message === 'string' ? message : line;
  } catch {
    return line; // not a log record after all
  }
}
