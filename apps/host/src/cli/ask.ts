import type { NexusHost } from '../host.ts';
import type { HostEvent } from '../loop/events.ts';
import { coloursFor } from './colours.ts';
import { eventPrinter } from './event-printer.ts';
import { EXIT } from './exit-codes.ts';
import { type HostFlags, withHost } from './with-host.ts';

export interface AskFlags extends HostFlags {
  readonly json?: boolean;
}

/** Answers one question. @returns 0 for an answer, a partial one included. */
export async function ask(question: string, flags: AskFlags): Promise<number> {
  return await withHost(flags, (host, signal) => askHost(host, [question], { signal, json: flags.json ?? false }));
}

export interface AskOptions {
  readonly signal: AbortSignal;
  /** Prints every event as a line of JSON. */
  readonly json: boolean;
}

/**
 * Asks a host one question after another and prints what happens.
 *
 * @returns 0 when each got an answer, a partial one included.
 */
export async function askHost(
  host: NexusHost,
  questions: readonly string[],
  { signal, json }: AskOptions,
): Promise<number> {
  if (!json) console.error(coloursFor(process.stderr).dim((await host.backendInfo()).description));
  let worst: number = EXIT.ok;
  for (const [i, question] of questions.entries()) {
    if (questions.length > 1 && !json) console.log(`${i === 0 ? '' : '\n'}> ${question}`);
    const { status } = await host.query(question, {
      signal,
      onEvent: json ? printJson : eventPrinter({ streaming: false }),
    });
    if (status === 'cancelled') return EXIT.interrupted;
    // An answer without a single tool is one about nothing.
    if (status === 'failed' || host.tools.length === 0) worst = EXIT.failed;
  }
  return worst;
}

function printJson(event: HostEvent): void {
  console.log(JSON.stringify(event));
}
