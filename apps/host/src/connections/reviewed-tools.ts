import type { Tool } from '@modelcontextprotocol/sdk/types.js';
import { NexusError } from '@nexus/models';
import type { ServerTarget } from '../servers/server-target.ts';
import type { DefinitionPins, Review } from './definition-pins.ts';

/** Tools of a server whose description or schema is another one than before. */
export interface ToolDrift {
  readonly server: string;
  readonly tools: readonly string[];
  /** They are not offered until `acceptTools`; tools of trusted servers go on. */
  readonly quarantined: boolean;
}

/** The tools of one server: those on offer, and those set aside because they are not what they were. */
export class ReviewedTools {
  readonly #target: ServerTarget;
  readonly #pins: DefinitionPins | undefined;
  #offered: readonly Tool[] = [];
  #quarantined: readonly Tool[] = [];

  constructor(target: ServerTarget, pins: DefinitionPins | undefined) {
    this.#target = target;
    this.#pins = pins;
  }

  get offered(): readonly Tool[] {
    return this.#offered;
  }

  get quarantined(): readonly string[] {
    return this.#quarantined.map(({ name }) => name);
  }

  /**
   * Takes a new list; of a server that is not trusted, without the tools that are not what they were.
   *
   * @returns What is not what it was, if anything.
   */
  async replace(tools: readonly Tool[]): Promise<ToolDrift | undefined> {
    const isTrusted = this.#target.trusted === true;
    const { unchanged, changed } = await this.#review(tools, isTrusted);
    this.#offered = isTrusted ? tools : unchanged;
    this.#quarantined = isTrusted ? [] : changed;
    if (changed.length === 0) return undefined;
    if (isTrusted) await this.#pins?.accept(this.#target, changed);
    return { server: this.#target.name, tools: changed.map(({ name }) => name), quarantined: !isTrusted };
  }

  async #review(tools: readonly Tool[], isTrusted: boolean): Promise<Review> {
    const unseen = { unchanged: tools, changed: [] };
    try {
      return (await this.#pins?.review(this.#target, tools)) ?? unseen;
    } catch (error) {
      // What is ours works without the memory too, such as on a data folder that cannot be written.
      if (isTrusted && NexusError.is(error)) return unseen;
      throw error;
    }
  }

  /** Offers what was set aside, and remembers it as it is now. */
  async accept(): Promise<void> {
    await this.#pins?.accept(this.#target, this.#quarantined);
    this.#offered = [...this.#offered, ...this.#quarantined];
    this.#quarantined = [];
  }
}
