import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { cleanText } from '@nexus/models';
import * as z from 'zod';

const LONGEST_LINE = 2_000;
const LAST_LINES = 3;

/** One thing that a program said. */
export interface LogRecord {
  readonly level: string;
  readonly message: string;
}

// The servers log lines of JSON; what else they were given is not for people.
const Line = z.object({ level: z.string(), message: z.string(), error: z.object({ message: z.string() }).optional() });

/** What a program says, line by line, and the last of it once it has gone. */
export class ProgramLog {
  readonly #listener: (record: LogRecord) => void;
  #last: string[] = [];

  constructor(listener: (record: LogRecord) => void) {
    this.#listener = listener;
  }

  /** Follows an output of one life of the program. */
  follow(output: Readable): void {
    createInterface({ input: output }).on('line', (line) => this.#heard(line));
  }

  /** Forgets what an earlier life of the program said. */
  begin(): void {
    this.#last = [];
  }

  get lastWords(): string {
    return this.#last.join(' | ');
  }

  #heard(line: string): void {
    const record = readLine(line);
    if (record.message === '') return;
    if (record.level !== 'debug' && record.level !== 'info') {
      this.#last = [...this.#last, record.message].slice(-LAST_LINES);
    }
    this.#listener(record);
  }
}

/** What is no record is from outside the server's log, and most often a fault. */
function readLine(line: string): LogRecord {
  if (line.startsWith('{')) {
    try {
      const { level, message, error } = Line.parse(JSON.parse(line));
      const detail = error === undefined || message.includes(error.message) ? '' : `: ${error.message}`;
      return { level, message: cleanText(`${message}${detail}`, LONGEST_LINE) };
    } catch {
      // not a log record after all
    }
  }
  return { level: 'notice', message: cleanText(line, LONGEST_LINE) };
}
