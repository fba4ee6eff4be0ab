import { createInterface, type Interface } from 'node:readline/promises';
import { describeFailure } from '../connections/lost-connection.ts';
import type { Conversation, RunOptions } from '../loop/conversation.ts';
import { plainText } from '../loop/plain-text.ts';
import type { NexusHost } from '../host.ts';
import { askApproval } from './ask-approval.ts';
import { ChatCommands } from './chat-commands.ts';
import { coloursFor } from './colours.ts';
import { eventPrinter } from './event-printer.ts';
import { EXIT } from './exit-codes.ts';
import { type HostFlags, withHost } from './with-host.ts';

const HELP = `Ask about the building in plain words, for example:
  What is the temperature in the lobby?
  Which devices in Zone A are offline?
  How much energy did floor 2 use last week?

/tools  lists the tools       /resources  lists what can be read    /read URI  shows it
/help   shows this            /quit  leaves (or Ctrl-D, or Ctrl-C twice)
Ctrl-C stops an answer.`;

/** A conversation on the terminal; without one, each line of stdin is a question. */
export async function chat(flags: HostFlags): Promise<number> {
  const terminal = process.stdin.isTTY && process.stdout.isTTY;
  let names = (): readonly string[] => [];
  const readline = createInterface({
    input: process.stdin,
    output: process.stdout,
    terminal,
    prompt: terminal ? coloursFor(process.stdout).cyan('nexus> ') : '',
    completer: (line: string): [string[], string] => [names().filter((name) => name.startsWith(line)), line],
  });
  try {
    const converse = async (host: NexusHost, signal: AbortSignal) => {
      const commands = new ChatCommands(host);
      names = () => commands.names;
      return await new Chat(host, commands, readline, signal).run(terminal);
    };
    return await withHost(flags, converse, {
      ...(terminal && { approve: (request, signal) => askApproval(readline, request, signal) }),
    });
  } finally {
    readline.close();
  }
}

class Chat {
  readonly #host: NexusHost;
  readonly #commands: ChatCommands;
  readonly #readline: Interface;
  /** From the start, because lines that come while the servers start would be lost. */
  readonly #lines: AsyncIterable<string>;
  #isOpen = true;
  #turn: AbortController | undefined;
  #askedToLeave = false;

  constructor(host: NexusHost, commands: ChatCommands, readline: Interface, signal: AbortSignal) {
    this.#host = host;
    this.#commands = commands;
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
    for (const fault of await this.#commands.load()) console.error(plainText(fault));
    if (terminal) await this.#greet();
    let code: number = EXIT.ok;
    this.#prompt();
    for await (const line of this.#lines) {
      this.#askedToLeave = false;
      const text = line.trim();
      if (text === '/quit' || text === '/exit') break;
      if (text.startsWith('/')) code = (await this.#command(conversation, text)) ?? code;
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

  /** @returns The exit code of the answer, where the command asked something. */
  async #command(conversation: Conversation, line: string): Promise<number | undefined> {
    const [command = '', ...words] = line.split(/\s+/u);
    try {
      if (command === '/help') console.log(`${HELP}\n${this.#commands.help}`.trimEnd());
      else if (command === '/tools') this.#listTools();
      else if (command === '/resources') await this.#commands.listResources();
      else if (command === '/read') await this.#commands.read(words.join(' '));
      else {
        const said = await this.#commands.prompt(line);
        if (said !== undefined)
          return await this.#answer(conversation, said.text, { hasForeignText: said.hasForeignText });
        console.log(`There is no ${plainText(command)}; there are ${this.#commands.names.join(', ')}.`);
      }
    } catch (error) {
      console.log(coloursFor(process.stdout).red(plainText(describeFailure(error))));
    }
    return undefined;
  }

  #listTools(): void {
    const { dim } = coloursFor(process.stdout);
    for (const { name, title } of this.#host.tools) console.log(`  ${name}  ${dim(plainText(title))}`);
  }

  async #answer(conversation: Conversation, question: string, options: RunOptions = {}): Promise<number> {
    this.#turn = new AbortController();
    try {
      const onEvent = eventPrinter({ streaming: true });
      const { status } = await conversation.ask(question, { ...options, signal: this.#turn.signal, onEvent });
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
