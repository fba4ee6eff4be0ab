import { UnauthorizedError } from '@modelcontextprotocol/sdk/client/auth.js';
import type {
  CallToolResult,
  GetPromptResult,
  Prompt,
  ReadResourceResult,
  Resource,
  Tool,
} from '@modelcontextprotocol/sdk/types.js';
import { cleanText, NexusError } from '@nexus/models';
import type { ServerTarget } from '../servers/server-target.ts';
import { forwardAbort, untilAborted } from './abort.ts';
import { LazySchemaValidator } from './lazy-validator.ts';
import { describeFailure, LostConnection, meansLost } from './lost-connection.ts';
import type { DefinitionPins } from './definition-pins.ts';
import { ReviewedTools, type ToolDrift } from './reviewed-tools.ts';
import type { ServerRequests } from './server-requests.ts';
import { type CallOptions, type RequestLimits, Session } from './session.ts';

/**
 * `lost` is a server that was there and went away, `failed` one that could not be reached, `retrying` a further attempt.
 * Only `closed` is the end: else the connection keeps trying.
 */
export type ConnectionState = 'connecting' | 'ready' | 'lost' | 'retrying' | 'failed' | 'closed';

export interface ConnectionOptions {
  readonly connectTimeoutMs: number;
  readonly callTimeoutMs: number;
  /** Whether tools are what they were; without it nobody looks. */
  readonly pins?: DefinitionPins | undefined;
  /** What servers may ask of the host. */
  readonly requests?: ServerRequests | undefined;
  /** Called with the tools that are not any more what they were when they were first seen. */
  readonly onDrift?: ((drift: ToolDrift) => void) | undefined;
  /** Called after every change of state or tools. */
  readonly onChange?: () => void;
}

/** How a server is, for people. */
export interface ServerStatus {
  readonly name: string;
  readonly state: ConnectionState;
  readonly tool_count: number;
  /** Why it is not ready. */
  readonly fault?: string;
  /** Tools that changed and are not offered until they are accepted. */
  readonly quarantined?: readonly string[];
}

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 30_000;
/** A session that lasted as long starts the count of failures anew. */
const STABLE_MS = 10_000;
const MAX_SIGN_INS = 2;

/** A server that stays connected: it is retried when it fails, and rejoined when it went away. */
export class McpConnection {
  readonly target: ServerTarget;
  readonly #options: ConnectionOptions;
  readonly #tools: ReviewedTools;
  readonly #validator = new LazySchemaValidator();
  readonly #closed = new AbortController();
  readonly #endings = new Set<Promise<void>>();
  #state: ConnectionState = 'connecting';
  #session: Session | undefined;
  #attempt: Promise<void> | undefined;
  #retry: NodeJS.Timeout | undefined;
  #wasTried = false;
  #failures = 0;
  #listings = 0;
  #readySinceMs = 0;
  #fault: string | undefined;

  constructor(target: ServerTarget, options: ConnectionOptions) {
    this.target = target;
    this.#options = options;
    this.#tools = new ReviewedTools(target, options.pins);
  }

  get status(): ServerStatus {
    const { name } = this.target;
    const fault = this.#fault === undefined ? {} : { fault: this.#fault };
    const { offered, quarantined } = this.#tools;
    return {
      name,
      state: this.#state,
      tool_count: offered.length,
      ...fault,
      ...(quarantined.length > 0 && { quarantined }),
    };
  }

  /** As last listed; kept while the server is away, because a call brings it back. */
  get tools(): readonly Tool[] {
    return this.#tools.offered;
  }

  get instructions(): string | undefined {
    return this.#session?.instructions;
  }

  /** Makes one attempt, or joins the one under way. Resolves either way: `status` tells how it went. */
  connect(): Promise<void> {
    this.#attempt ??= this.#open().finally(() => {
      this.#attempt = undefined;
    });
    return this.#attempt;
  }

  /**
   * Calls a tool of the server, rejoining it first where necessary.
   *
   * When the connection breaks during the call, only a tool that may be repeated is called a second time.
   *
   * @throws {NexusError} `unavailable` when the server cannot be reached or broke off, and what {@link Session.call} throws.
   */
  async call(tool: Tool, args: Record<string, unknown>, options: CallOptions = {}): Promise<CallToolResult> {
    const session = await this.#ready(options.signal);
    const timeoutMs = this.#options.callTimeoutMs;
    try {
      return await session.call(tool.name, args, { ...options, timeoutMs });
    } catch (error) {
      if (!(error instanceof LostConnection)) throw error;
      this.#drop(session, error);
      if (!isRepeatable(tool)) throw this.#brokeOff(tool, error);
    }
    const next = await this.#ready(options.signal);
    try {
      return await next.call(tool.name, args, { ...options, timeoutMs });
    } catch (error) {
      if (!(error instanceof LostConnection)) throw error;
      this.#drop(next, error);
      throw this.#brokeOff(tool, error);
    }
  }

  async listPrompts(signal?: AbortSignal): Promise<Prompt[]> {
    return await this.#withSession(signal, (session, limits) => session.listPrompts(limits));
  }

  async getPrompt(name: string, args: Record<string, string>, signal?: AbortSignal): Promise<GetPromptResult> {
    return await this.#withSession(signal, (session, limits) => session.getPrompt(name, args, limits));
  }

  async listResources(signal?: AbortSignal): Promise<Resource[]> {
    return await this.#withSession(signal, (session, limits) => session.listResources(limits));
  }

  async readResource(uri: string, signal?: AbortSignal): Promise<ReadResourceResult> {
    return await this.#withSession(signal, (session, limits) => session.readResource(uri, limits));
  }

  /** Takes the tools that changed as they are now. */
  async acceptTools(): Promise<void> {
    await this.#tools.accept();
    this.#changed();
  }

  /** Lists the tools again; the list that is there stays when that fails. */
  async refresh(): Promise<void> {
    const session = this.#session;
    if (session === undefined) return await this.connect();
    this.#listings += 1;
    const listing = this.#listings;
    // The SDK never takes its listener off a signal, and this one lives as long as the connection.
    using closed = forwardAbort(this.#closed.signal);
    try {
      const tools = await session.listTools({ timeout: this.#options.connectTimeoutMs, signal: closed.signal });
      if (listing !== this.#listings) return; // a newer list was asked for meanwhile
      await this.#adopt(tools);
      this.#fault = undefined;
    } catch (error) {
      this.#fault = `its tools could not be listed: ${cleanText(describeFailure(error), 300)}`;
    }
    this.#changed();
  }

  /** Ends the connection for good; when it resolves, no process is left. */
  async close(): Promise<void> {
    this.#state = 'closed';
    clearTimeout(this.#retry);
    this.#closed.abort(new NexusError('unavailable', 'The host is shutting down.'));
    await this.#attempt;
    if (this.#session) this.#end(this.#session);
    this.#session = undefined;
    await Promise.all(this.#endings);
  }

  async #open(): Promise<void> {
    if (this.#state === 'closed') return;
    clearTimeout(this.#retry);
    this.#state = this.#wasTried ? 'retrying' : 'connecting';
    this.#wasTried = true;
    this.#changed();
    for (let signIns = 0; ; signIns += 1) {
      const session: Session = new Session(
        this.target,
        this.#validator,
        {
          onToolsChanged: () => void this.refresh(),
          onLost: () => this.#drop(session, new LostConnection('it ended')),
        },
        this.#options.requests,
      );
      // One budget for the handshake and the list: each of them has the SDK's timeout for itself.
      const budget = AbortSignal.timeout(this.#options.connectTimeoutMs);
      const failure = await this.#join(session, budget);
      if (failure === undefined) return;
      if (failure instanceof UnauthorizedError && signIns < MAX_SIGN_INS && (await this.#signIn(session))) continue;
      this.#end(session);
      const { connectTimeoutMs } = this.#options;
      const reason = budget.aborted ? `did not start within ${connectTimeoutMs / 1000} s` : describeFailure(failure);
      this.#failed('failed', reason, session.lastWords);
      return;
    }
  }

  /** @returns What kept the session from being ready. */
  async #join(session: Session, budget: AbortSignal): Promise<unknown> {
    try {
      const signal = AbortSignal.any([budget, this.#closed.signal]);
      await this.#adopt(await session.open({ timeout: this.#options.connectTimeoutMs, signal }));
    } catch (error) {
      return error ?? new LostConnection('it failed without saying why');
    }
    this.#session = session;
    this.#readySinceMs = performance.now();
    this.#fault = undefined;
    this.#settle('ready');
    return undefined;
  }

  /** Has somebody grant access; a person takes longer than a server may. */
  async #signIn(session: Session): Promise<boolean> {
    try {
      await session.signIn(this.#closed.signal);
    } catch (error) {
      this.#fault = describeFailure(error);
      return false;
    }
    this.#end(session);
    return true;
  }

  async #adopt(tools: readonly Tool[]): Promise<void> {
    const drift = await this.#tools.replace(tools);
    if (drift !== undefined) this.#options.onDrift?.(drift);
  }

  /** Asks for something that only reads; in a new session when the server has forgotten this one. */
  async #withSession<T>(
    signal: AbortSignal | undefined,
    request: (session: Session, limits: RequestLimits) => Promise<T>,
  ): Promise<T> {
    using own = forwardAbort(signal ?? this.#closed.signal);
    const limits = { timeout: this.#options.callTimeoutMs, signal: own.signal };
    const session = await this.#ready(signal);
    try {
      return await request(session, limits);
    } catch (error) {
      if (!meansLost(error)) throw error;
      this.#drop(session, new LostConnection('it ended'));
    }
    return await request(await this.#ready(signal), limits);
  }

  /** A session to call on. */
  async #ready(signal: AbortSignal | undefined): Promise<Session> {
    if (this.#session === undefined) await untilAborted(this.connect(), signal);
    if (this.#session !== undefined) return this.#session;
    throw new NexusError(
      'unavailable',
      `The server ${this.target.name} is not connected: ${this.#fault ?? 'closed'}.`,
      {
        hint: 'The other servers work. It is tried again in the background; answer without it or try later.',
      },
    );
  }

  #drop(session: Session, reason: Error): void {
    if (this.#session !== session || this.#state === 'closed') return;
    this.#session = undefined;
    if (performance.now() - this.#readySinceMs > STABLE_MS) this.#failures = 0;
    this.#end(session);
    this.#failed('lost', describeFailure(reason), session.lastWords);
  }

  #failed(state: 'lost' | 'failed', reason: string, lastWords: string): void {
    this.#fault = cleanText(lastWords === '' ? reason : `${reason}; it said: ${lastWords}`, 600);
    const waitMs = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** this.#failures) * (0.5 + Math.random() / 2);
    this.#failures += 1;
    if (this.#state !== 'closed') {
      clearTimeout(this.#retry);
      this.#retry = setTimeout(() => void this.connect(), waitMs).unref();
    }
    this.#settle(state);
  }

  #settle(state: ConnectionState): void {
    if (this.#state !== 'closed') this.#state = state;
    this.#changed();
  }

  #changed(): void {
    this.#options.onChange?.();
  }

  /** Closes a session in the background; `close` waits for it. */
  #end(session: Session): void {
    const ending: Promise<void> = session
      .close()
      .catch((error: unknown) => {
        this.#fault = `closing it failed: ${describeFailure(error)}`;
      })
      .finally(() => this.#endings.delete(ending));
    this.#endings.add(ending);
  }

  #brokeOff(tool: Tool, cause: LostConnection): NexusError {
    const known = isRepeatable(tool) ? 'and again when it was repeated' : 'and whether it took effect is not known';
    return new NexusError('unavailable', `The connection to ${this.target.name} broke during ${tool.name}, ${known}.`, {
      hint: isRepeatable(tool) ? 'Try later.' : 'Look at the current state before calling it again.',
      cause,
    });
  }
}

function isRepeatable({ annotations }: Tool): boolean {
  return annotations?.readOnlyHint === true || annotations?.idempotentHint === true;
}
