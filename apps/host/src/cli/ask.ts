import { createInterface } from 'node:readline/promises';
import type { NexusHost } from '../host.ts';
import type { HostEvent } from '../loop/events.ts';
import type { Approval, ApprovalRequest } from '../loop/approval.ts';
import { askApproval } from './ask-approval.ts';
import { coloursFor } from './colours.ts';
import { eventPrinter } from './event-printer.ts';
import { EXIT } from './exit-codes.ts';
import { type HostFlags, type Watch, withHost } from './with-host.ts';

export interface AskFlags extends HostFlags {
  readonly json?: boolean;
}

/** Answers one question. @returns 0 for an answer, a partial one included. */
export async function ask(question: string, flags: AskFlags): Promise<number> {
  const json = flags.json ?? false;
  const asks = !json && process.stdin.isTTY && process.stdout.isTTY;
  return await withHost(
    flags,
    (host, signal, watch) => askHost(host, [question], { signal, json, asks, watch }),
    asks ? { approve: askOnTerminal } : {},
  );
}

/** Reads from the terminal only while it asks, so that the command ends by itself. */
async function askOnTerminal(request: ApprovalRequest, signal: AbortSignal): Promise<Approval> {
  const readline = createInterface({ input: process.stdin, output: process.stdout });
  readline.on('SIGINT', () => process.kill(process.pid, 'SIGINT')); // on a terminal Ctrl-C is a key
  try {
    return await askApproval((question) => readline.question(question, { signal }), request);
  } finally {
    readline.close();
  }
}

export interface AskOptions {
  readonly signal: AbortSignal;
  /** Prints every event as a line of JSON. */
  readonly json: boolean;
  /** Whether a person is asked before something is changed. */
  readonly asks?: boolean;
  readonly watch: Watch;
}

/**
 * Asks a host one question after another and prints what happens.
 *
 * @returns 0 when each got an answer, a partial one included.
 */
export async function askHost(
  host: NexusHost,
  questions: readonly string[],
  { signal, json, asks = false, watch }: AskOptions,
): Promise<number> {
  if (!json) console.error(coloursFor(process.stderr).dim((await host.backendInfo()).description));
  let worst: number = EXIT.ok;
  for (const [i, question] of questions.entries()) {
    if (questions.length > 1 && !json) console.log(`${i === 0 ? '' : '\n'}> ${question}`);
    const show = json ? printJson : eventPrinter({ streaming: false, preambles: asks });
    watch.beginConversation();
    const { status } = await host.query(question, { signal, onEvent: watch.listener(show) });
    if (status === 'cancelled') return EXIT.interrupted;
    // An answer without a single tool is one about nothing.
    if (status === 'failed' || host.tools.length === 0) worst = EXIT.failed;
  }
  return worst;
}

export function printJson(event: HostEvent): void {
  console.log(JSON.stringify(event));
}
