import { Buffer } from 'node:buffer';
import { readSync, writeSync } from 'node:fs';
import { type Answer, READY, type Request } from './protocol.ts';

const STDIN = 0;
const STDOUT = 1;
const LINE_FEED = 10;

/**
 * Answers one request from standard input, after checks of the same source, and ends.
 *
 * It blocks instead of waiting for events: nothing else runs in this process, and the event loop needs system calls that
 * are no longer allowed.
 */
export async function serve(answer: (request: Request) => Promise<Answer>): Promise<void> {
  writeLine(READY);
  for (let isPristine = true; isPristine;) {
    const line = readLine();
    if (line === undefined) return;
    const request = JSON.parse(line) as Request;
    writeLine(`${request.nonce} ${JSON.stringify(await answer(request))}`);
    isPristine = request.kind === 'check';
  }
  readLine(); // until the parent kills or leaves
}

/** Undefined when the parent has gone. */
function readLine(): string | undefined {
  const pieces: Buffer[] = [];
  const buffer = Buffer.alloc(64 * 1024);
  for (;;) {
    const size = readSync(STDIN, buffer);
    if (size === 0) return undefined;
    const end = buffer.subarray(0, size).indexOf(LINE_FEED);
    pieces.push(Buffer.from(buffer.subarray(0, end === -1 ? size : end)));
    if (end !== -1) return Buffer.concat(pieces).toString('utf8');
  }
}

function writeLine(line: string): void {
  let rest: Buffer = Buffer.from(`${line}\n`);
  while (rest.length > 0) rest = rest.subarray(writeSync(STDOUT, rest));
}
