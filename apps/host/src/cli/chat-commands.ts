import type { NexusHost } from '../host.ts';
import { plainText } from '../loop/plain-text.ts';
import { coloursFor } from './colours.ts';

const BUILT_IN = ['/help', '/tools', '/resources', '/read', '/quit'];

/** What the person says by a command. */
export interface Said {
  readonly text: string;
  /** A server that is not trusted worded it. */
  readonly hasForeignText: boolean;
}

interface PromptCommand {
  readonly server: string;
  readonly name: string;
  readonly description?: string | undefined;
  readonly arguments?: readonly { readonly name: string; readonly required?: boolean | undefined }[] | undefined;
}

/** The commands that begin with a slash: the chat's own, and one for every prompt of the servers. */
export class ChatCommands {
  readonly #host: NexusHost;
  #prompts: readonly PromptCommand[] = [];

  constructor(host: NexusHost) {
    this.#host = host;
  }

  /** Asks the servers for their prompts. @returns What is wrong with those that did not answer. */
  async load(): Promise<readonly string[]> {
    const { items, faults } = await this.#host.listPrompts();
    this.#prompts = items;
    return faults;
  }

  get names(): string[] {
    return [...BUILT_IN, ...this.#prompts.map(({ name }) => `/${name}`)];
  }

  /** A line for each prompt, for `/help`. */
  get help(): string {
    return this.#prompts.map((prompt) => `  ${usage(prompt)}  ${plainText(prompt.description ?? '')}`).join('\n');
  }

  async listResources(): Promise<void> {
    const { items, faults } = await this.#host.listResources();
    const { dim, red } = coloursFor(process.stdout);
    for (const { uri, name, server } of items)
      console.log(`  ${plainText(uri)}  ${dim(plainText(`${name} (${server})`))}`);
    for (const fault of faults) console.log(red(plainText(`  ${fault}`)));
  }

  async read(uri: string): Promise<void> {
    const scheme = uri.split('://')[0];
    const { items } = await this.#host.listResources();
    const holder = items.find((item) => item.uri === uri) ?? items.find((item) => item.uri.startsWith(`${scheme}://`));
    if (holder === undefined) return console.log('No server has it; /resources lists what there is.');
    const { contents } = await this.#host.readResource(holder.server, uri);
    for (const part of contents) console.log('text' in part ? plainText(part.text) : `[${part.mimeType ?? 'binary'}]`);
  }

  /**
   * What a prompt of a server says, with `name=value` for its arguments or, for its first one, the words that follow.
   *
   * @returns undefined when there is no such prompt.
   */
  async prompt(line: string): Promise<Said | undefined> {
    const [command = '', ...words] = line.split(/\s+/u);
    const prompt = this.#prompts.find(({ name }) => `/${name}` === command);
    if (prompt === undefined) return undefined;
    const { server, name } = prompt;
    const { messages } = await this.#host.getPrompt(server, name, promptArguments(prompt, words));
    const text = messages
      .flatMap(({ content }) => (content.type === 'text' ? [plainText(content.text)] : []))
      .join('\n');
    return { text, hasForeignText: !this.#host.isTrusted(server) };
  }
}

function promptArguments(
  { arguments: expected = [] }: PromptCommand,
  words: readonly string[],
): Record<string, string> {
  const named = words.filter((word) => expected.some(({ name }) => word.startsWith(`${name}=`)));
  const rest = words.filter((word) => !named.includes(word)).join(' ');
  const pairs = named.map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)] as const);
  const [first] = expected;
  return { ...(first && rest !== '' && { [first.name]: rest }), ...Object.fromEntries(pairs) };
}

function usage({ name, arguments: expected = [] }: PromptCommand): string {
  return plainText([`/${name}`, ...expected.map((each) => (each.required ? each.name : `[${each.name}]`))].join(' '));
}
