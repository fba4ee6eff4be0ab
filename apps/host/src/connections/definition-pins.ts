import { join } from 'node:path';
import type { Tool } from '@modelcontextprotocol/sdk/types.js';
import * as z from 'zod';
import { definitionHash } from '../routing/definition-hash.ts';
import { RecordFolder } from '../servers/record-folder.ts';
import type { ServerTarget } from '../servers/server-target.ts';

const Pins = z.object({ server: z.string(), tools: z.record(z.string(), z.string()) });

/** How each server described its tools when they were first seen. @param dataDir Without it they last as long as the host. */
export function pinsIn(dataDir: string | undefined): RecordFolder<typeof Pins> {
  return new RecordFolder(dataDir && join(dataDir, 'host', 'definitions'), Pins);
}

/** The tools of a list by whether they are what they were when they were first seen. */
export interface Review {
  readonly unchanged: readonly Tool[];
  readonly changed: readonly Tool[];
}

/**
 * Remembers how each server described its tools, over the lives of hosts.
 *
 * A server that is not trusted may describe a tool harmlessly until it has been allowed, and then otherwise.
 */
export class DefinitionPins {
  readonly #records: ReturnType<typeof pinsIn>;

  /** @param dataDir Without it they last as long as the host. */
  constructor(dataDir: string | undefined) {
    this.#records = pinsIn(dataDir);
  }

  /**
   * Compares a list with what is remembered; what is new is remembered.
   *
   * @throws {NexusError} `unavailable` when the memory cannot be read or written.
   */
  async review({ name: server }: ServerTarget, tools: readonly Tool[]): Promise<Review> {
    const known = new Map(Object.entries((await this.#records.get(server))?.tools ?? {}));
    const isChanged = (tool: Tool) => known.has(tool.name) && known.get(tool.name) !== definitionHash(tool);
    const fresh = tools.filter(({ name }) => !known.has(name));
    if (fresh.length > 0) await this.#put(server, known, fresh);
    return { unchanged: tools.filter((tool) => !isChanged(tool)), changed: tools.filter(isChanged) };
  }

  /** Remembers the tools as they are now. @throws {NexusError} As `review` does. */
  async accept({ name: server }: ServerTarget, tools: readonly Tool[]): Promise<void> {
    const known = new Map(Object.entries((await this.#records.get(server))?.tools ?? {}));
    await this.#put(server, known, tools);
  }

  async #put(server: string, known: Map<string, string>, tools: readonly Tool[]): Promise<void> {
    for (const tool of tools) known.set(tool.name, definitionHash(tool));
    await this.#records.put(server, { server, tools: Object.fromEntries(known) });
  }
}
