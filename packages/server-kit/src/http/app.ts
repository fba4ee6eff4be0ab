import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { AuthInfo } from '@modelcontextprotocol/sdk/server/auth/types.js';
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import { ErrorCode, isInitializeRequest, type JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js';
import { buildServer } from '../build-server.ts';
import type { Runtime } from '../call-context.ts';
import { cancelledIdOf, readMessage, requestIdOf } from '../json-rpc.ts';
import { BodyBudget } from './body-budget.ts';
import { type AccessToken, bearerOf, isAmbiguous, isOwnHost, isOwnOrigin, writerOf } from './guard.ts';
import type { Principal } from '../tool.ts';
import { readBody } from './request-body.ts';
import { forward, refuse, sendJson, SESSION_NOT_FOUND } from './respond.ts';
import { refuseRoute, serveRoute } from './serve-route.ts';
import { endCancelled, type Session, Sessions } from './sessions.ts';
import { StallWatch } from './stall-watch.ts';
import { Turns } from './turns.ts';

export interface HttpAppOptions {
  /** What the server listens on: the one name besides the loopback ones that Host and Origin may carry. */
  readonly host?: string;
  /** Who may call; without any, everybody who reaches the port. */
  readonly tokens?: readonly AccessToken[];
  readonly maxBodyBytes?: number;
  readonly maxSessions?: number;
  /** A session that nobody used for so long ends. */
  readonly sessionIdleMs?: number;
  /** A reader that takes nothing for so long is cut. */
  readonly stallMs?: number;
  /** Told to probers beside the server's name: what stands for the data that it serves. */
  readonly dataId?: string;
}

export interface HttpApp {
  readonly handle: RequestListener;
  readonly sessionCount: number;
  /** Refuses new calls, and waits for the running ones. */
  drain(timeoutMs: number): Promise<void>;
  close(): Promise<void>;
}

/** MCP over Streamable HTTP on `/mcp`, with `/livez`, `/readyz` and the server's routes beside it, as a listener for `node:http`. */
export function createHttpApp<Deps>(runtime: Runtime<Deps>, options: HttpAppOptions = {}): HttpApp {
  return new App(runtime, options);
}

interface Refusal {
  readonly status: number;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const MIB = 1024 * 1024;
const ANY = 'application/json, text/event-stream';
/** Of bodies on routes, packed and unpacked. */
const MAX_BODIES_BYTES = 128 * MIB;

class App<Deps> implements HttpApp {
  readonly #runtime: Runtime<Deps>;
  readonly #host: string;
  readonly #tokens: readonly AccessToken[];
  readonly #maxBodyBytes: number;
  readonly #identity: Readonly<Record<string, string>>;
  readonly #sessions: Sessions;
  readonly #stalls: StallWatch;
  readonly #calls = new Set<ServerResponse>();
  readonly #turns = new Turns();
  readonly #bodies = new BodyBudget(MAX_BODIES_BYTES);
  #draining = false;

  constructor(runtime: Runtime<Deps>, options: HttpAppOptions) {
    this.#runtime = runtime;
    this.#host = options.host ?? '127.0.0.1';
    this.#tokens = options.tokens ?? [];
    this.#maxBodyBytes = options.maxBodyBytes ?? 4 * MIB;
    const { dataId } = options;
    this.#identity = { server: runtime.catalogue.spec.name, ...(dataId !== undefined && { data: dataId }) };
    this.#sessions = new Sessions({
      maxSessions: options.maxSessions ?? 1_000,
      idleMs: options.sessionIdleMs ?? 30 * 60_000,
    });
    this.#stalls = new StallWatch(options.stallMs ?? 30_000);
  }

  get sessionCount(): number {
    return this.#sessions.size;
  }

  readonly handle: RequestListener = (req, res) => {
    this.#route(req, res).catch((error: unknown) => {
      if (res.destroyed || res.socket?.destroyed !== false) return; // the client has gone: nobody is owed an answer
      this.#runtime.log.error('a request failed', { error });
      if (res.headersSent) res.destroy();
      else refuse(res, 500, { message: 'Internal error' });
    });
  };

  async drain(timeoutMs: number): Promise<void> {
    this.#draining = true;
    this.#sessions.closeListeningStreams();
    const { promise: tooLate, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, timeoutMs);
    const done = [...this.#calls].map((res) => new Promise((closed) => res.once('close', closed)));
    await Promise.race([tooLate, Promise.all(done)]);
    clearTimeout(timer);
  }

  async close(): Promise<void> {
    this.#stalls.close();
    await this.#sessions.close();
  }

  async #route(req: IncomingMessage, res: ServerResponse): Promise<void> {
    if (!(await this.#turns.wait(req, res))) return;
    this.#stalls.watch(res);
    const path = (req.url ?? '/').split('?', 1)[0];
    if (path === '/livez' || path === '/readyz') this.#health(path, req, res);
    else if (path === '/mcp') await this.#mcp(req, res);
    else await this.#other(path ?? '/', req, res);
  }

  /** What the server has beside MCP. */
  async #other(path: string, req: IncomingMessage, res: ServerResponse): Promise<void> {
    const route = this.#runtime.catalogue.routes.get(path);
    if (route === undefined) {
      return sendJson(res, 404, { error: 'not_found', message: 'There is nothing here; MCP is at /mcp.' });
    }
    const caller = writerOf(req, this.#tokens);
    const refusal = this.#refusal(req, caller);
    if (refusal !== undefined) return refuseRoute(res, refusal.status, refusal.message, refusal.headers);
    if (this.#draining) return refuseRoute(res, 503, 'The server is stopping', { connection: 'close' });
    this.#calls.add(res);
    res.once('close', () => this.#calls.delete(res));
    const principal: Principal = caller ? { kind: 'token', name: caller.name } : { kind: 'client', name: 'http' };
    return serveRoute(route, { runtime: this.#runtime, budget: this.#bodies, principal }, req, res);
  }

  /** Why this request may not pass, whatever it asks for. */
  #refusal(req: IncomingMessage, caller: AccessToken | undefined): Refusal | undefined {
    if (isAmbiguous(req)) return { status: 400, message: 'Bad request: Host or Authorization is given twice' };
    if (!isOwnHost(req.headers.host, this.#host)) return { status: 403, message: 'Forbidden: unknown Host' };
    if (!isOwnOrigin(req.headers.origin, this.#host)) return { status: 403, message: 'Forbidden: unknown Origin' };
    if (this.#tokens.length === 0 || caller !== undefined) return undefined;
    const challenge = `Bearer realm="${this.#runtime.catalogue.spec.name}"`;
    const headers = { 'www-authenticate': challenge };
    return { status: 401, message: 'Unauthorized: a bearer token is needed', headers };
  }

  #health(path: string, req: IncomingMessage, res: ServerResponse): void {
    if (req.method !== 'GET' && req.method !== 'HEAD') {
      sendJson(res, 405, { error: 'method_not_allowed' }, { allow: 'GET, HEAD' });
    } else if (path === '/readyz' && this.#draining) sendJson(res, 503, { status: 'stopping', ...this.#identity });
    else sendJson(res, 200, { status: 'ok', ...this.#identity });
  }

  async #mcp(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const caller = bearerOf(req, this.#tokens);
    const refusal = this.#refusal(req, caller);
    if (refusal !== undefined) return refuse(res, refusal.status, { message: refusal.message }, refusal.headers);
    if (req.method !== 'POST' && req.method !== 'GET' && req.method !== 'DELETE') {
      return refuse(res, 405, { message: 'Method not allowed' }, { allow: 'GET, POST, DELETE' });
    }
    const id = req.headers['mcp-session-id'];
    const session = typeof id === 'string' ? this.#sessions.find(id, caller?.name) : undefined;
    if (id !== undefined && session === undefined) {
      return refuse(res, 404, { code: SESSION_NOT_FOUND, message: 'Session not found' });
    }
    if (req.method === 'POST') return this.#post(req, res, session, caller);
    if (session === undefined) {
      return refuse(res, 405, { message: `Method not allowed: ${req.method} needs a session` }, { allow: 'POST' });
    }
    if (req.method === 'GET') {
      if (this.#draining) return refuseStopping(res);
      const lastId = req.headers['last-event-id'];
      if (typeof lastId === 'string' && !session.events.has(lastId)) {
        return refuse(res, 400, { message: 'The event to resume from is unknown or too old' });
      }
    }
    return this.#pass(req, res, session, undefined, caller);
  }

  async #post(
    req: IncomingMessage,
    res: ServerResponse,
    session: Session | undefined,
    caller: AccessToken | undefined,
  ): Promise<void> {
    const body = await readBody(req, this.#maxBodyBytes);
    if (body === undefined) {
      req.resume();
      const message = `The request is longer than ${this.#maxBodyBytes} bytes`;
      return refuse(res, 413, { message }, { connection: 'close' });
    }
    const received = readMessage(body);
    if ('refusal' in received) return refuse(res, 400, received.refusal);
    const { message } = received;
    const id = requestIdOf(message);
    if (id !== undefined) {
      if (this.#draining) return refuseStopping(res);
      // The SDK would give the answers of both to the later one, and leave the other waiting for ever.
      if (session?.running.has(id) === true) return refuse(res, 400, invalid('a call of this id is running'));
      this.#calls.add(res);
      session?.running.add(id);
      res.once('close', () => {
        this.#calls.delete(res);
        session?.running.delete(id);
      });
    }
    if (session !== undefined) {
      await this.#pass(req, res, session, message, caller);
      const cancelled = cancelledIdOf(message);
      return cancelled === undefined ? undefined : endCancelled(session, cancelled);
    }
    if ('method' in message && message.method === 'resources/subscribe') {
      return refuse(res, 400, invalid('a subscription needs a session'));
    }
    if (!isInitializeRequest(message)) return this.#once(req, res, message, caller);

    const opened = await this.#sessions.open(buildServer(this.#runtime), caller?.name);
    if (opened === undefined) {
      return refuse(res, 503, { message: 'Too many sessions; try again later' }, { 'retry-after': '30' });
    }
    await this.#pass(req, res, opened, message, caller);
    if (opened.transport.sessionId === undefined) await opened.close(); // refused before it began
  }

  /** A call within a session. */
  async #pass(
    req: IncomingMessage,
    res: ServerResponse,
    session: Session,
    message: JSONRPCMessage | undefined,
    caller: AccessToken | undefined,
  ): Promise<void> {
    res.once('close', this.#sessions.use(session));
    const accept = req.headers.accept;
    const loose = req.method === 'POST' && (accept === undefined || accept.includes('*/*'));
    const request = webRequest(req, loose ? { accept: ANY } : {});
    await forward(await session.transport.handleRequest(request, handling(message, caller)), res);
  }

  /** A call without a session: answered in one piece, and cancelled when its connection drops. */
  async #once(
    req: IncomingMessage,
    res: ServerResponse,
    message: JSONRPCMessage,
    caller: AccessToken | undefined,
  ): Promise<void> {
    const server = buildServer(this.#runtime);
    const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
    res.once('close', () => void server.close());
    await server.connect(transport);
    await forward(await transport.handleRequest(webRequest(req, { accept: ANY }), handling(message, caller)), res);
  }
}

function invalid(why: string) {
  return { code: ErrorCode.InvalidRequest, message: `Invalid request: ${why}` };
}

function refuseStopping(res: ServerResponse): void {
  refuse(res, 503, { message: 'The server is stopping' }, { 'retry-after': '5', connection: 'close' });
}

/** The request line and headers for the SDK; its body was read here, under our own checks. */
function webRequest(req: IncomingMessage, overrides: Readonly<Record<string, string>>): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries({ ...req.headers, ...overrides })) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return new Request('http://localhost/mcp', { method: req.method ?? 'GET', headers });
}

/** The token stays here: handlers need its holder's name, and no more. */
function handling(parsedBody: JSONRPCMessage | undefined, caller: AccessToken | undefined) {
  const authInfo: AuthInfo | undefined =
    caller === undefined ? undefined : { token: '', clientId: caller.name, scopes: [] };
  return { ...(parsedBody === undefined ? {} : { parsedBody }), ...(authInfo === undefined ? {} : { authInfo }) };
}
