import { createInterface, type Interface } from 'node:readline/promises';
import type { Conversation } from '../loop/conversation.ts';
import type { NexusHost } from '../host.ts';
import { askApproval } from './ask-approval.ts';
import { coloursFor } from './colours.ts';
import { eventPrinter } from './event-printer.ts';
import { EXIT } from './exit-codes.ts';
import { type HostFlags, withHost } from './with-host.ts';

const HELP = `Ask about the building in plain words, for example:
  What is the temperature in the lobby?
  Which devices in Zone A are offline?
  How much energy did floor 2 use last week?

/tools  lists the tools    /help  shows this    /quit  leaves (or Ctrl-D, or Ctrl-C twice)
Ctrl-C stops an answer.`;

const COMMANDS = ['/help', '/tools', '/quit'];

/** A conversation on the terminal; without one, each line of stdin is a question. */
export async function chat(flags: HostFlags): Promise<number> {
  const terminal = process.stdin.isTTY && process.stdout.isTTY;
  const readline = createInterface({
    input: process.stdin,
    output: process.stdout,
    terminal,
    prompt: terminal ? coloursFor(process.stdout).cyan('nexus> ') : '',
    completer: (line: string): [string[], string] => [COMMANDS.filter((command) => command.startsWith(line)), line],
  });
  try {
    return await withHost(flags, (host, signal) => new Chat(host, readline, signal).run(terminal), {
      ...(terminal && { approve: (request, signal) => askApproval(readline, request, signal) }),
    });
  } finally {
    readline.close();
  }
}

class Chat {
  readonly #host: NexusHost;
  readonly #readline: Interface;
  /** From the start, because lines that come while the servers start would be lost. */
  readonly #lines: AsyncIterable<string>;
  #isOpen = true;
  #turn: AbortController | undefined;
  #askedToLeave = false;

  constructor(host: NexusHost, readline: Interface, signal: AbortSignal) {
    this.#host = host;
    this.#readline = readline;
    const lines = readline[Symbol.asyncIterator]();
    this.#lines = { [Symbol.asyncIterator]: () => lines };
    readline.on('SIGINT', () => this.#interrupted());
    readline.on('close', () => {
      this.#isOpen = false;
    });
    signal.addEventListener('abort', () => readline.close(), { once: true });
  }

  async run(terminal: boolean): Promise<number> {
    const conversation = await this.#host.startConversation();
    if (terminal) await this.#greet();
    let code: number = EXIT.ok;
    this.#prompt();
    for await (const line of this.#lines) {
      this.#askedToLeave = false;
      const text = line.trim();
      if (text === '/quit' || text === '/exit') break;
      if (text.startsWith('/')) this.#command(text);
      else if (text !== '') code = await this.#answer(conversation, text);
      this.#prompt();
    }
    // The shell's prompt belongs on a line of its own.
    if (terminal && !this.#isOpen) console.log();
    return terminal ? EXIT.ok : code;
  }

  async #greet(): Promise<void> {
    const dim = coloursFor(process.stdout).dim;
    const ready = this.#host.servers.filter(({ state }) => state === 'ready').length;
    console.log(dim((await this.#host.backendInfo()).description));
    console.log(
      dim(`${ready} of ${this.#host.servers.length} servers, ${this.#host.tools.length} tools. /help shows how.`),
    );
  }

  #command(command: string): void {
    if (command === '/help') console.log(HELP);
    else if (command === '/tools') {
      for (const { name, title } of this.#host.tools)
        console.log(`  ${name}  ${coloursFor(process.stdout).dim(title)}`);
    } else console.log(`There is no ${command}; there are ${COMMANDS.join(', ')}.`);
  }

  async #answer(conversation: Conversation, question: string): Promise<number> {
    this.#turn = new AbortController();
    try {
      const onEvent = eventPrinter({ streaming: true });
      const { status } = await conversation.ask(question, { signal: this.#turn.signal, onEvent });
      if (status === 'cancelled') console.log(coloursFor(process.stdout).dim('Stopped.'));
      return status === 'failed' ? EXIT.failed : EXIT.ok;
    } finally {
      this.#turn = undefined;
    }
  }

  /** On a terminal Ctrl-C is a key and comes here; it stops the answer, or leaves when it comes twice. */
  #interrupted(): void {
    if (this.#turn && !this.#turn.signal.aborted) {
      this.#turn.abort();
      return;
    }
    if (this.#askedToLeave) {
      this.#readline.close();
      return;
    }
    const typed = this.#readline.line !== '';
    // Only what stands before the cursor is deleted by Ctrl-U.
    this.#readline.write(null, { ctrl: true, name: 'e' });
    this.#readline.write(null, { ctrl: true, name: 'u' });
    if (!typed) {
      this.#askedToLeave = true;
      console.log('\nCtrl-C again leaves.');
    }
    this.#prompt();
  }

  /** The input may end, by Ctrl-D or with the pipe, while an answer is still on its way. */
  #prompt(): void {
    if (this.#isOpen) this.#readline.prompt();
  }
}
