import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ChatMessage } from '@nexus/llm';
import { cleanText, NexusError } from '@nexus/models';
import * as z from 'zod';

const TITLE_CHARS = 70;
const ID = /^[\w-]{1,64}$/u;

const StoredSession = z.object({
  id: z.string(),
  title: z.string(),
  started: z.iso.datetime(),
  updated: z.iso.datetime(),
  /** Grows with every save, so that two who go on with one session notice each other. */
  revision: z.int(),
  // Written by us, in the form of the port.
  messages: z.array(z.custom<ChatMessage>((value) => typeof value === 'object' && value !== null && 'role' in value)),
});

/** A conversation as it is kept. */
export type StoredSession = z.output<typeof StoredSession>;

/** Conversations in a folder, a file each, which only the owner may read. */
export class SessionStore {
  readonly #folder: string;
  readonly #now: () => number;

  constructor(dataDir: string, now: () => number = Date.now) {
    this.#folder = join(dataDir, 'sessions');
    this.#now = now;
  }

  /** The newest first; what cannot be read is left out. */
  list(): StoredSession[] {
    if (!existsSync(this.#folder)) return [];
    return readdirSync(this.#folder)
      .filter((name) => name.endsWith('.json'))
      .flatMap((name) => this.#read(name.slice(0, -'.json'.length)) ?? [])
      .sort((a, b) => b.updated.localeCompare(a.updated));
  }

  /** @param id Its beginning is enough; the newest without one. @throws {NexusError} `not_found`, `invalid_argument`. */
  find(id: string | undefined): StoredSession {
    const all = this.list();
    const found = id === undefined ? all.slice(0, 1) : all.filter((each) => each.id.startsWith(id));
    const [session] = found;
    const hint = 'nexus sessions lists them.';
    if (session === undefined) {
      throw new NexusError(
        'not_found',
        id === undefined ? 'There is no saved session.' : `There is no session ${id}.`,
        {
          hint,
        },
      );
    }
    if (found.length > 1 && session.id !== id) {
      throw new NexusError('invalid_argument', `${found.length} sessions begin with ${id}.`, { hint });
    }
    return session;
  }

  begin(): StoredSession {
    const nowMs = this.#now();
    const started = new Date(nowMs).toISOString();
    return { id: this.#newId(nowMs), title: '', started, updated: started, revision: 0, messages: [] };
  }

  /** @returns The session as saved: under an id of its own when somebody else went on with it meanwhile. */
  save(session: StoredSession, messages: readonly ChatMessage[]): StoredSession {
    const nowMs = this.#now();
    const isForked = (this.#read(session.id)?.revision ?? session.revision) !== session.revision;
    const first = messages.find(({ role }) => role === 'user')?.content ?? '';
    const saved: StoredSession = {
      ...session,
      id: isForked ? this.#newId(nowMs) : session.id,
      title: cleanText(first, TITLE_CHARS),
      updated: new Date(nowMs).toISOString(),
      revision: session.revision + 1,
      messages: [...messages],
    };
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    const path = this.#path(saved.id);
    const fresh = `${path}.${process.pid}.new`;
    writeFileSync(fresh, JSON.stringify(saved), { mode: 0o600 });
    renameSync(fresh, path); // whole at every moment
    return saved;
  }

  delete(id: string): void {
    rmSync(this.#path(this.find(id).id));
  }

  #read(id: string): StoredSession | undefined {
    if (!existsSync(this.#path(id))) return undefined;
    try {
      const session = StoredSession.parse(JSON.parse(readFileSync(this.#path(id), 'utf8')));
      return session.id === id ? session : undefined;
    } catch {
      return undefined; // not one of ours, or of another version
    }
  }

  #path(id: string): string {
    if (!ID.test(id)) throw new NexusError('invalid_argument', 'That is no id of a session.');
    return join(this.#folder, `${id}.json`);
  }

  #newId(nowMs: number): string {
    const stamp = new Date(nowMs).toISOString().replaceAll(/[-:T]/gu, '').slice(0, 14);
    return `${stamp}-${crypto.randomUUID().slice(0, 4)}`;
  }
}
