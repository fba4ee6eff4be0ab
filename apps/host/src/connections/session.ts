import { createRequire } from 'node:module';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import {
  type CallToolResult,
  CallToolResultSchema,
  ErrorCode,
  McpError,
  type Tool,
} from '@modelcontextprotocol/sdk/types.js';
import { NexusError } from '@nexus/models';
import type { ServerTarget } from '../servers/server-target.ts';
import { forwardAbort, waitAtMost } from './abort.ts';
import type { LazySchemaValidator } from './lazy-validator.ts';
import { LostConnection, meansLost } from './lost-connection.ts';
import { StderrTail } from './stderr-tail.ts';

// After the SDK's own patience with a child: 2 s until SIGTERM, 2 s more until SIGKILL.
const LONGEST_CLOSE_MS = 5_000;
const LONGEST_GOODBYE_MS = 1_000;
const DEBOUNCE_MS = 300;
const MAX_TOOL_PAGES = 50;
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

/** One life of a connection: it begins with `initialize` and is not used again once it is lost. */
export class Session {
  readonly #client: Client;
  readonly #transport: ChildTransport | StreamableHTTPClientTransport;
  readonly #stderr = new StderrTail();
  readonly #gone: Promise<void>;
  #closing = false;

  constructor(target: ServerTarget, validator: LazySchemaValidator, events: SessionEvents) {
    this.#client = new Client(
      { name: 'nexusiot-host', version: manifest.version },
      {
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
    this.#transport = openTransport(target);
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

  /** Connects and lists the tools. After a failure the session still has to be closed. */
  async open(options: { readonly timeout: number; readonly signal: AbortSignal }): Promise<Tool[]> {
    await this.#client.connect(this.#transport, options);
    return await this.listTools(options);
  }

  /** All pages of the tool list. */
  async listTools(options: { readonly timeout: number; readonly signal?: AbortSignal }): Promise<Tool[]> {
    const tools: Tool[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < MAX_TOOL_PAGES; page += 1) {
      const listed = await this.#client.listTools(cursor === undefined ? {} : { cursor }, options);
      tools.push(...listed.tools);
      if (listed.nextCursor === undefined) return tools;
      cursor = listed.nextCursor;
    }
    throw new NexusError('limit_exceeded', `The server lists more than ${MAX_TOOL_PAGES} pages of tools.`);
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
    signal?.throwIfAborted();
    // The SDK never takes its listener off a signal, and would cancel a finished call when the signal fires later.
    using own = forwardAbort(signal);
    try {
      const result = await this.#client.callTool({ name, arguments: args }, CallToolResultSchema, {
        signal: own.signal,
        timeout: timeoutMs,
        ...(onProgress && {
          onprogress: ({ progress, total, message }) => onProgress({ done: progress, total, message }),
        }),
      });
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

  /** A dead HTTP server is only noticed by the stream of notifications, which the SDK gives up in silence. */
  #noticeDeadStream(error: Error): void {
    if (error.message.startsWith('Maximum reconnection attempts')) void this.#client.close();
  }
}

/** Remembers that there was a process; the SDK forgets it as soon as it begins to close. */
class ChildTransport extends StdioClientTransport {
  wasStarted = false;

  override async start(): Promise<void> {
    await super.start();
    this.wasStarted = true;
  }
}

function openTransport(target: ServerTarget): ChildTransport | StreamableHTTPClientTransport {
  if (target.kind === 'http') {
    return new StreamableHTTPClientTransport(new URL(target.url), {
      requestInit: { headers: { ...target.headers } },
      reconnectionOptions: {
        maxRetries: 2,
        initialReconnectionDelay: 250,
        maxReconnectionDelay: 2_000,
        reconnectionDelayGrowFactor: 2,
      },
    });
  }
  return new ChildTransport({
    command: target.command,
    args: [...target.args],
    env: { ...target.env },
    stderr: 'pipe',
    ...(target.cwd !== undefined && { cwd: target.cwd }),
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
