import type { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import { ErrorCode, type RequestId } from '@modelcontextprotocol/sdk/types.js';
import { SessionEvents } from './event-store.ts';

/** A client that initialized: its server and transport live until it ends the session or stays away. */
export interface Session {
  readonly transport: WebStandardStreamableHTTPServerTransport;
  readonly events: SessionEvents;
  readonly close: () => Promise<void>;
  /** The name of the token that opened it; nobody else can use it. */
  readonly owner: string | undefined;
  /** Calls whose streams are open. */
  readonly running: Set<RequestId>;
  /** Requests and streams that are open. */
  open: number;
  usedMs: number;
}

interface SessionLimits {
  readonly maxSessions: number;
  readonly idleMs: number;
}

/** The sessions of a process. */
export class Sessions {
  readonly #limits: SessionLimits;
  readonly #sessions = new Map<string, Session>();
  readonly #sweeper: NodeJS.Timeout;

  constructor(limits: SessionLimits) {
    this.#limits = limits;
    this.#sweeper = setInterval(() => this.sweep(), Math.min(60_000, Math.ceil(limits.idleMs / 2)));
    this.#sweeper.unref();
  }

  get size(): number {
    return this.#sessions.size;
  }

  /** The session of this id, if it is its owner who asks. */
  find(id: string, owner: string | undefined): Session | undefined {
    const session = this.#sessions.get(id);
    return session?.owner === owner ? session : undefined;
  }

  /** A session that counts once its client has initialized; undefined when there are too many. */
  async open(server: Server, owner: string | undefined): Promise<Session | undefined> {
    if (this.#sessions.size >= this.#limits.maxSessions) this.sweep();
    if (this.#sessions.size >= this.#limits.maxSessions) return undefined;
    const events = new SessionEvents();
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: () => crypto.randomUUID(),
      eventStore: events,
      onsessioninitialized: (id) => {
        this.#sessions.set(id, session);
      },
    });
    const close = () => server.close();
    const session = {
      transport,
      events,
      close,
      owner,
      running: new Set<RequestId>(),
      open: 0,
      usedMs: performance.now(),
    };
    transport.onclose = () => {
      if (transport.sessionId !== undefined) this.#sessions.delete(transport.sessionId);
    };
    await server.connect(transport);
    return session;
  }

  /** Keeps the session for as long as a request or stream of it is open. @returns What ends that. */
  use(session: Session): () => void {
    session.open += 1;
    return () => {
      session.open -= 1;
      session.usedMs = performance.now();
    };
  }

  /** Ends the sessions whose clients have stayed away. */
  sweep(): void {
    const sinceMs = performance.now() - this.#limits.idleMs;
    for (const session of this.#sessions.values()) {
      if (session.open === 0 && session.usedMs <= sinceMs) void session.close();
    }
  }

  closeListeningStreams(): void {
    for (const { transport } of this.#sessions.values()) transport.closeStandaloneSSEStream();
  }

  async close(): Promise<void> {
    clearInterval(this.#sweeper);
    await Promise.all([...this.#sessions.values()].map((session) => session.close()));
  }
}

/** Ends the stream of a call that was cancelled: the SDK does not answer it, and would hold the stream open for ever. */
export async function endCancelled({ transport }: Session, id: RequestId): Promise<void> {
  const error = { code: ErrorCode.RequestTimeout, message: 'The call was cancelled.' };
  await transport.send({ jsonrpc: '2.0', id, error }).catch(hasBeenAnswered);
}

/** The answer overtook the cancellation, or there was no such call. */
function hasBeenAnswered(): void {}
