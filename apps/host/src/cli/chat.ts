import { createInterface, type Interface } from 'node:readline/promises';
import { loadEnvironment } from '@nexus/models/environment';
import { describeFailure } from '../connections/lost-connection.ts';
import type { Conversation, RunOptions } from '../loop/conversation.ts';
import { plainText } from '../loop/plain-text.ts';
import type { NexusHost } from '../host.ts';
import { dataDirOf } from '../platform/platform-plan.ts';
import { SessionStore, type StoredSession } from '../sessions/session-store.ts';
import { printJson } from './ask.ts';
import { askApproval } from './ask-approval.ts';
import { ChatCommands } from './chat-commands.ts';
import { ChatHistory } from './chat-history.ts';
import { coloursFor } from './colours.ts';
import { Dialogue } from './dialogue.ts';
import { eventPrinter } from './event-printer.ts';
import { EXIT } from './exit-codes.ts';
import { fillForm } from './fill-form.ts';
import { LINE_MARK, PastedInput } from './pasted-input.ts';
import { transcript } from './sessions.ts';
import { type HostFlags, type Watch, withHost } from './with-host.ts';

const HELP = `Ask about the building in plain words, for example:
  What is the temperature in the lobby?
  Which devices in Zone A are offline?
  How much energy did floor 2 use last week?

/tools  lists the tools       /resources  lists what can be read    /read URI  shows it
/help   shows this            /quit  leaves (or Ctrl-D, or Ctrl-C twice)
Ctrl-C stops an answer. A line that ends in \\ goes on in the next one; pasted lines are one question.`;

const PROMPT = 'nexus> ';
const MORE_PROMPT = '  ...> ';
const SHOWN_LINES = 6;

export interface ChatFlags extends HostFlags {
  readonly json?: boolean;
  /** The id of a saved session; `true` for the newest one. */
  readonly resume?: string | boolean;
}

/** A conversation on the terminal; without one, each line of stdin is a question. */
export async function chat(flags: ChatFlags): Promise<number> {
  const json = flags.json ?? false;
  const terminal = process.stdin.isTTY && process.stdout.isTTY && !json;
  const dataDir = dataDirOf(loadEnvironment());
  const store = new SessionStore(dataDir);
  const { resume = false } = flags;
  const session = resume === false ? store.begin() : store.find(resume === true ? undefined : resume);
  const history = new ChatHistory(dataDir);
  let typed: readonly string[] = terminal ? history.load() : [];
  let names = (): readonly string[] => [];
  const pasted = terminal ? new PastedInput(process.stdin) : undefined;
  const readline = createInterface({
    input: pasted ?? process.stdin,
    terminal,
    ...(!json && { output: process.stdout }),
    history: [...typed],
    historySize: 500,
    removeHistoryDuplicates: true,
    completer: (line: string): [string[], string] => [names().filter((name) => name.startsWith(line)), line],
  });
  using _keys = pasted?.listen(process.stdout);
  const dialogue = new Dialogue(readline);
  // From the start, because lines that come while the servers start would be lost.
  const lines = readline[Symbol.asyncIterator]();
  const keeps = terminal || resume !== false;
  readline.on('history', (lines: string[]) => {
    typed = [...lines];
  });
  try {
    const converse = async (host: NexusHost, signal: AbortSignal, watch: Watch) => {
      const commands = new ChatCommands(host);
      names = () => commands.names;
      const parts = { host, commands, readline, lines, store, session, watch, json, signal, keeps };
      return await new Chat(parts).run(terminal);
    };
    return await withHost(flags, converse, {
      ...(terminal && {
        approve: (request, signal) => dialogue.run(signal, (ask) => askApproval(ask, request)),
        fillForm: (form, signal) => dialogue.run(signal, (ask) => fillForm(ask, form)),
      }),
    });
  } finally {
    readline.close();
    if (terminal) history.save(typed);
  }
}

interface ChatParts {
  readonly host: NexusHost;
  readonly commands: ChatCommands;
  readonly readline: Interface;
  readonly lines: NodeJS.AsyncIterator<string>;
  readonly store: SessionStore;
  readonly session: StoredSession;
  readonly watch: Watch;
  readonly json: boolean;
  readonly signal: AbortSignal;
  /** Whether the session is saved. */
  readonly keeps: boolean;
}

class Chat {
  readonly #parts: ChatParts;
  #session: StoredSession;
  #isOpen = true;
  #turn: AbortController | undefined;
  #askedToLeave = false;
  #begun = '';

  constructor(parts: ChatParts) {
    this.#parts = parts;
    this.#session = parts.session;
    const { readline, signal } = parts;
    readline.on('SIGINT', () => this.#interrupted());
    readline.on('close', () => {
      this.#isOpen = false;
    });
    signal.addEventListener('abort', () => readline.close(), { once: true });
  }

  async run(terminal: boolean): Promise<number> {
    const { host, commands, session, watch, lines } = this.#parts;
    watch.beginConversation();
    const conversation = await host.startConversation(session.messages);
    for (const fault of await commands.load()) console.error(plainText(fault));
    if (terminal) await this.#greet();
    let code: number = EXIT.ok;
    this.#prompt(terminal);
    for await (const line of { [Symbol.asyncIterator]: () => lines }) {
      this.#askedToLeave = false;
      if (terminal && line.endsWith('\\')) {
        this.#begun += `${line.slice(0, -1)}\n`;
        this.#prompt(terminal);
        continue;
      }
      const text = `${this.#begun}${line}`.replaceAll(LINE_MARK, '\n').trim();
      this.#begun = '';
      if (text === '/quit' || text === '/exit') break;
      if (text.startsWith('/')) code = (await this.#command(conversation, text)) ?? code;
      else if (text !== '') code = await this.#answer(conversation, text);
      this.#prompt(terminal);
    }
    // The shell's prompt belongs on a line of its own.
    if (terminal && !this.#isOpen) console.log();
    if (terminal && this.#session.revision > 0) {
      console.log(coloursFor(process.stdout).dim(`nexus chat --resume ${this.#session.id} goes on from here.`));
    }
    return terminal ? EXIT.ok : code;
  }

  async #greet(): Promise<void> {
    const { host, session } = this.#parts;
    const dim = coloursFor(process.stdout).dim;
    const ready = host.servers.filter(({ state }) => state === 'ready').length;
    console.log(dim((await host.backendInfo()).description));
    console.log(dim(`${ready} of ${host.servers.length} servers, ${host.tools.length} tools. /help shows how.`));
    if (session.messages.length > 0) console.log(`${transcript(session, SHOWN_LINES)}\n`);
  }

  /** @returns The exit code of the answer, where the command asked something. */
  async #command(conversation: Conversation, line: string): Promise<number | undefined> {
    const { commands } = this.#parts;
    const [command = '', ...words] = line.split(/\s+/u);
    try {
      if (command === '/help') console.log(`${HELP}\n${commands.help}`.trimEnd());
      else if (command === '/tools') this.#listTools();
      else if (command === '/resources') await commands.listResources();
      else if (command === '/read') await commands.read(words.join(' '));
      else {
        const said = await commands.prompt(line);
        if (said !== undefined)
          return await this.#answer(conversation, said.text, { hasForeignText: said.hasForeignText });
        console.log(`There is no ${plainText(command)}; there are ${commands.names.join(', ')}.`);
      }
    } catch (error) {
      console.log(coloursFor(process.stdout).red(plainText(describeFailure(error))));
    }
    return undefined;
  }

  #listTools(): void {
    const { dim } = coloursFor(process.stdout);
    for (const { name, title } of this.#parts.host.tools) console.log(`  ${name}  ${dim(plainText(title))}`);
  }

  async #answer(conversation: Conversation, question: string, options: RunOptions = {}): Promise<number> {
    const { watch, json, keeps } = this.#parts;
    this.#turn = new AbortController();
    try {
      const onEvent = watch.listener(json ? printJson : eventPrinter({ streaming: true }));
      const { status } = await conversation.ask(question, { ...options, signal: this.#turn.signal, onEvent });
      if (status === 'cancelled' && !json) console.log(coloursFor(process.stdout).dim('Stopped.'));
      if (keeps) this.#save(conversation);
      return status === 'failed' ? EXIT.failed : EXIT.ok;
    } finally {
      this.#turn = undefined;
    }
  }

  /** What cannot be kept is said, and no reason not to go on talking. */
  #save({ messages }: Conversation): void {
    try {
      this.#session = this.#parts.store.save(this.#session, messages);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      console.error(coloursFor(process.stderr).yellow(`The session cannot be saved: ${reason}`));
    }
  }

  /** On a terminal Ctrl-C is a key and comes here; it stops the answer, or leaves when it comes twice. */
  #interrupted(): void {
    const { readline } = this.#parts;
    if (this.#turn && !this.#turn.signal.aborted) {
      this.#turn.abort();
      return;
    }
    if (this.#askedToLeave) {
      readline.close();
      return;
    }
    const typed = readline.line !== '' || this.#begun !== '';
    this.#begun = '';
    // Only what stands before the cursor is deleted by Ctrl-U.
    readline.write(null, { ctrl: true, name: 'e' });
    readline.write(null, { ctrl: true, name: 'u' });
    if (!typed) {
      this.#askedToLeave = true;
      console.log('\nCtrl-C again leaves.');
    }
    this.#prompt(true);
  }

  /** The input may end, by Ctrl-D or with the pipe, while an answer is still on its way. */
  #prompt(terminal: boolean): void {
    const { readline } = this.#parts;
    if (!this.#isOpen || !terminal) return;
    readline.setPrompt(coloursFor(process.stdout).cyan(this.#begun === '' ? PROMPT : MORE_PROMPT));
    readline.prompt();
  }
}
