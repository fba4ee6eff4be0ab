import { createRequire } from 'node:module';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { UnauthorizedError } from '@modelcontextprotocol/sdk/client/auth.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import {
  type CallToolResult,
  CallToolResultSchema,
  ErrorCode,
  type GetPromptResult,
  McpError,
  type Prompt,
  type ReadResourceResult,
  type Resource,
  type Tool,
} from '@modelcontextprotocol/sdk/types.js';
import { NexusError } from '@nexus/models';
import type { ServerTarget } from '../servers/server-target.ts';
import { forwardAbort, untilAborted, waitAtMost } from './abort.ts';
import type { LazySchemaValidator } from './lazy-validator.ts';
import { LostConnection, meansLost } from './lost-connection.ts';
import { allPages } from './pages.ts';
import { offered, serve, type ServerRequests } from './server-requests.ts';
import { StderrTail } from './stderr-tail.ts';
import { ChildTransport, openTransport } from './transport.ts';

// After the SDK's own patience with a child: 2 s until SIGTERM, 2 s more until SIGKILL.
const LONGEST_CLOSE_MS = 5_000;
const LONGEST_GOODBYE_MS = 1_000;
const DEBOUNCE_MS = 300;
const MAX_SIGN_INS = 3;
const REQUEST_TIMEOUT: number = ErrorCode.RequestTimeout;

const manifest = createRequire(import.meta.url)('@nexus/host/package.json') as { readonly version: string };

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: CallProgress) => void) | undefined;
}

/** How far a long call is, in the server's own count. */
export interface CallProgress {
  readonly done: number;
  readonly total?: number | undefined;
  readonly message?: string | undefined;
}

export interface SessionEvents {
  /** The server says that its tools changed; a burst of such notes is one event. */
  onToolsChanged(): void;
  /** The other side is gone, without our doing. */
  onLost(): void;
}

export interface RequestLimits {
  readonly timeout: number;
  readonly signal?: AbortSignal;
}

/** One life of a connection: it begins with `initialize` and is not used again once it is lost. */
export class Session {
  readonly #target: ServerTarget;
  readonly #client: Client;
  readonly #transport: ChildTransport | StreamableHTTPClientTransport;
  readonly #validator: LazySchemaValidator;
  readonly #stderr = new StderrTail();
  readonly #gone: Promise<void>;
  #closing = false;

  constructor(
    target: ServerTarget,
    validator: LazySchemaValidator,
    events: SessionEvents,
    requests: ServerRequests = {},
  ) {
    this.#target = target;
    this.#validator = validator;
    this.#client = new Client(
      { name: 'nexusiot-host', version: manifest.version },
      {
        capabilities: offered(requests),
        jsonSchemaValidator: validator,
        listChanged: {
          tools: { autoRefresh: false, debounceMs: DEBOUNCE_MS, onChanged: () => events.onToolsChanged() },
        },
      },
    );
    const gone = Promise.withResolvers<void>();
    this.#gone = gone.promise;
    this.#client.onclose = () => {
      gone.resolve();
      if (!this.#closing) events.onLost();
    };
    serve(this.#client, target.name, requests);
    this.#transport = openTransport(target, () => events.onToolsChanged());
    this.#client.onerror = (error) => this.#noticeDeadStream(error);
    if (this.#transport instanceof ChildTransport) this.#stderr.listen(this.#transport.stderr);
  }

  get instructions(): string | undefined {
    return this.#client.getInstructions();
  }

  /** The end of a child's stderr. */
  get lastWords(): string {
    return this.#stderr.summary();
  }

  /**
   * Connects and lists the tools. After a failure the session still has to be closed.
   *
   * @throws {UnauthorizedError} When somebody has to sign in first; `signIn` does that for the next session.
   */
  async open(options: { readonly timeout: number; readonly signal: AbortSignal }): Promise<Tool[]> {
    await this.#client.connect(this.#transport, options);
    return await this.listTools(options);
  }

  /** Waits until access is granted, and fetches the tokens. @throws {NexusError} `permission_denied` where nobody can. */
  async signIn(signal: AbortSignal): Promise<void> {
    const { authorization } = this.#target.kind === 'http' ? this.#target : {};
    const transport = this.#transport;
    if (authorization === undefined || !(transport instanceof StreamableHTTPClientTransport))
      throw notSignedIn(this.#target);
    const code = await untilAborted(authorization.code(signal), signal);
    await transport.finishAuth(code);
  }

  /** All pages of the tool list. */
  async listTools(options: RequestLimits): Promise<Tool[]> {
    if (this.#client.getServerCapabilities()?.tools === undefined) return [];
    return await this.#signedIn(options.signal, () =>
      allPages('tools', async (cursor) => {
        const { tools, nextCursor } = await this.#client.listTools(cursor, options);
        return { items: tools, next: nextCursor };
      }),
    );
  }

  /** All pages of the prompts; none where the server has no such thing. */
  async listPrompts(options: RequestLimits): Promise<Prompt[]> {
    if (this.#client.getServerCapabilities()?.prompts === undefined) return [];
    return await allPages('prompts', async (cursor) => {
      const { prompts, nextCursor } = await this.#client.listPrompts(cursor, options);
      return { items: prompts, next: nextCursor };
    });
  }

  /** All pages of the resources; none where the server has no such thing. */
  async listResources(options: RequestLimits): Promise<Resource[]> {
    if (this.#client.getServerCapabilities()?.resources === undefined) return [];
    return await allPages('resources', async (cursor) => {
      const { resources, nextCursor } = await this.#client.listResources(cursor, options);
      return { items: resources, next: nextCursor };
    });
  }

  async getPrompt(name: string, args: Record<string, string>, options: RequestLimits): Promise<GetPromptResult> {
    return await this.#client.getPrompt({ name, arguments: args }, options);
  }

  async readResource(uri: string, options: RequestLimits): Promise<ReadResourceResult> {
    return await this.#client.readResource({ uri }, options);
  }

  /**
   * Calls a tool; when it takes too long or the caller gives up, the server is told to stop.
   *
   * @throws {LostConnection} When no answer can come any more.
   * @throws {NexusError} `limit_exceeded` after `timeoutMs`, `unavailable` for an answer that is a protocol error.
   * @throws The signal's reason, once the signal is aborted.
   */
  async call(
    name: string,
    args: Record<string, unknown>,
    { signal, onProgress, timeoutMs }: CallOptions & { readonly timeoutMs: number },
  ): Promise<CallToolResult> {
    await this.#validator.load();
    signal?.throwIfAborted();
    // The SDK never takes its listener off a signal, and would cancel a finished call when the signal fires later.
    using own = forwardAbort(signal);
    try {
      const result = await this.#signedIn(own.signal, () =>
        this.#client.callTool({ name, arguments: args }, CallToolResultSchema, {
          signal: own.signal,
          timeout: timeoutMs,
          ...(onProgress && {
            onprogress: ({ progress, total, message }) => onProgress({ done: progress, total, message }),
          }),
        }),
      );
      return CallToolResultSchema.parse(result);
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      if (meansLost(error)) throw new LostConnection(`The connection broke during ${name}.`, { cause: error });
      throw callFailure(error, name, timeoutMs);
    }
  }

  /** Ends the session and, for a child, waits until the process is gone. */
  async close(): Promise<void> {
    this.#closing = true;
    const transport = this.#transport;
    if (transport instanceof StreamableHTTPClientTransport) await this.#endRemoteSession(transport);
    await this.#client.close();
    // A close that the SDK began itself, after a failed start, is not awaited by the call above.
    if (transport instanceof ChildTransport && transport.wasStarted) {
      await waitAtMost(LONGEST_CLOSE_MS, this.#gone);
    }
  }

  /** Without the DELETE the server would keep the session until it sweeps idle ones. */
  async #endRemoteSession(transport: StreamableHTTPClientTransport): Promise<void> {
    // A server that is gone or refuses has nothing left to end.
    const ended = transport.terminateSession().catch(() => {});
    await waitAtMost(LONGEST_GOODBYE_MS, ended);
  }

  /** Repeats a request that was refused for want of rights: a refused one has done nothing. */
  async #signedIn<T>(signal: AbortSignal | undefined, request: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await request();
      } catch (error) {
        if (!(error instanceof UnauthorizedError) || attempt >= MAX_SIGN_INS) throw error;
        await this.signIn(signal ?? new AbortController().signal);
      }
    }
  }

  /** A dead HTTP server is only noticed by the stream of notifications, which the SDK gives up in silence. */
  #noticeDeadStream(error: Error): void {
    if (error.message.startsWith('Maximum reconnection attempts')) void this.#client.close();
  }
}

function notSignedIn({ name }: ServerTarget): NexusError {
  return new NexusError('permission_denied', `The server ${name} asks for a sign-in.`, {
    hint: 'Give a token in the "headers" of its entry in the server file.',
  });
}

function callFailure(error: unknown, name: string, timeoutMs: number): NexusError {
  if (error instanceof McpError && error.code === REQUEST_TIMEOUT) {
    return new NexusError('limit_exceeded', `${name} did not answer within ${timeoutMs / 1000} s and was cancelled.`, {
      hint: 'Ask for less at once. If it changes something, check whether it took effect before calling it again.',
      cause: error,
    });
  }
  const reason = error instanceof Error ? error.message : String(error);
  return new NexusError('unavailable', `${name} failed: ${reason}`, { cause: error });
}
