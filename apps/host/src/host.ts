import type {
  CallToolResult,
  GetPromptResult,
  Prompt,
  ReadResourceResult,
  Resource,
} from '@modelcontextprotocol/sdk/types.js';
import type { BackendInfo, ChatMessage, LLMBackend } from '@nexus/llm';
import { BuildingTime, NexusError } from '@nexus/models';
import type { Answering } from './answering.ts';
import type { HostConfig } from './config.ts';
import { untilAborted } from './connections/abort.ts';
import type { McpConnection, ServerStatus } from './connections/connection.ts';
import { DefinitionPins } from './connections/definition-pins.ts';
import { ServerFleet } from './connections/fleet.ts';
import { describeFailure } from './connections/lost-connection.ts';
import type { ToolDrift } from './connections/reviewed-tools.ts';
import type { CallOptions } from './connections/session.ts';
import { type ConsentOptions, requestsWithConsent } from './consent/consent.ts';
import type { ApprovalOptions } from './loop/approval.ts';
import type { Conversation, RunOptions } from './loop/conversation.ts';
import type { RunFinished } from './loop/events.ts';
import { type Route, Routes } from './routing/routes.ts';
import type { ToolAccess } from './routing/tool-access.ts';
import type { OwnCallMaker, SynthesisOptions, SynthesisResult } from './synthesis/synthesis.ts';

export interface HostOptions extends ApprovalOptions, ConsentOptions {
  /** What answers, instead of what the configuration chooses. */
  readonly backend?: LLMBackend | undefined;
  /** Unix ms; the machine's clock by default. */
  readonly now?: (() => number) | undefined;
  /** Called when a server describes tools otherwise than before. */
  readonly onDrift?: ((drift: ToolDrift) => void) | undefined;
  /** Makes the calls by which the host's own tools do their work; a recording and its replay need to know of them. */
  readonly ownCall?: OwnCallMaker | undefined;
}

/** What the servers have of a kind, and what is wrong with those that could not be asked. */
export interface Listed<Item> {
  readonly items: readonly (Item & { readonly server: string })[];
  readonly faults: readonly string[];
}

/** A tool as people list it. */
export interface ToolInfo {
  /** The name to call it by, which differs from the server's own where names collide. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly server: string;
  readonly access: ToolAccess;
  readonly input_schema: Readonly<Record<string, unknown>>;
}

/** Connects to MCP servers and answers questions with their tools. */
export class NexusHost implements AsyncDisposable {
  readonly #config: HostConfig;
  readonly #options: HostOptions;
  readonly #time: BuildingTime;
  readonly #fleet: ServerFleet;
  readonly #stopped = new AbortController();
  #routes: Routes | undefined;
  #connected: Promise<void> | undefined;
  #answering: Promise<Answering> | undefined;

  constructor(config: HostConfig, options: HostOptions = {}) {
    this.#config = config;
    this.#options = options;
    this.#time = new BuildingTime({ zone: config.timeZone, ...(options.now && { now: options.now }) });
    this.#fleet = new ServerFleet(config.servers, {
      connectTimeoutMs: config.connectTimeoutMs,
      callTimeoutMs: config.toolCallTimeoutMs,
      pins: new DefinitionPins(config.dataDir),
      requests: requestsWithConsent(options, async () => await (await this.#loadAnswering()).openBackend()),
      onDrift: options.onDrift,
      onChange: () => {
        this.#routes = undefined;
      },
    });
  }

  /**
   * Connects to all servers at once; a second call joins the first.
   *
   * Resolves when each server is ready or has failed, at the latest after `connectTimeoutMs`. A failed one does not
   * reject: `servers` tells, the others work, and it is tried again in the background.
   */
  initialize(): Promise<void> {
    if (this.#stopped.signal.aborted) return Promise.reject(stopped());
    this.#connected ??= this.#fleet.connect();
    return this.#connected;
  }

  /** How each server is. */
  get servers(): ServerStatus[] {
    return this.#fleet.status;
  }

  /** Whether a server is ours or vouched for. */
  isTrusted(server: string): boolean {
    return this.#fleet.connections.some(({ target }) => target.name === server && target.trusted === true);
  }

  /** The building's IANA time zone. */
  get timeZone(): string {
    return this.#time.zone;
  }

  /** The tools of all servers, sorted by name. */
  get tools(): ToolInfo[] {
    return this.#currentRoutes().all.map(({ alias, tool, access, connection, definition }) => ({
      name: alias,
      title: tool.title ?? tool.annotations?.title ?? alias,
      description: definition.function.description ?? '',
      server: connection.target.name,
      access,
      input_schema: tool.inputSchema,
    }));
  }

  /** Which backend answers, and why. @throws {NexusError} When the configured one cannot be had. */
  async backendInfo(): Promise<BackendInfo> {
    const backend = await (await this.#loadAnswering()).openBackend();
    return backend.getBackendInfo();
  }

  /**
   * Answers one question that stands for itself.
   *
   * @returns How it ended: `status` is `answered`, `partial`, `failed` or `cancelled`.
   * @throws {NexusError} When there is no backend, or after `shutdown`.
   * @throws The signal's reason when it fires before the servers are connected.
   */
  async query(text: string, options: RunOptions = {}): Promise<RunFinished> {
    const conversation = await untilAborted(this.startConversation(), options.signal);
    return await conversation.ask(text, options);
  }

  /**
   * A conversation whose questions may refer to earlier ones.
   *
   * @param history What was said in it before, as `messages` of an earlier one has it.
   * @throws {NexusError} As `query` does.
   */
  async startConversation(history: readonly ChatMessage[] = []): Promise<Conversation> {
    const answering = await this.#readyToAnswer();
    return await answering.startConversation(history);
  }

  /**
   * Has the model write a tool for a problem, registers it with the dynamic tool server, and solves the problem with it.
   *
   * @throws {NexusError} As `DynamicToolAgent.synthesize` does, and when there is no backend.
   * @throws The signal's reason when it fires.
   */
  async synthesize(problem: string, options: Partial<SynthesisOptions> = {}): Promise<SynthesisResult> {
    const answering = await this.#readyToAnswer();
    const names = this.tools.map(({ name }) => name);
    return await answering.synthesize(problem, names, options);
  }

  /**
   * Calls a tool by hand, without a model and without asking for approval.
   *
   * @throws {NexusError} `not_found` for an unknown tool, `unavailable` or `limit_exceeded` when the server fails.
   */
  async callTool(name: string, args: Record<string, unknown>, options: CallOptions = {}): Promise<CallToolResult> {
    await this.initialize();
    const route = this.#route(name);
    const { signal = this.#stopped.signal } = options;
    const linked = AbortSignal.any([signal, this.#stopped.signal]);
    return await route.connection.call(route.tool, args, { ...options, signal: linked });
  }

  /** The prompts of all servers that are there. */
  async listPrompts(): Promise<Listed<Prompt>> {
    return await this.#listed((connection) => connection.listPrompts(this.#stopped.signal));
  }

  /** @throws {NexusError} `not_found` for an unknown server, `unavailable` for one that is not there. */
  async getPrompt(server: string, name: string, args: Record<string, string> = {}): Promise<GetPromptResult> {
    return await this.#connection(server).getPrompt(name, args, this.#stopped.signal);
  }

  /** The resources of all servers that are there; what their templates stand for is not listed. */
  async listResources(): Promise<Listed<Resource>> {
    return await this.#listed((connection) => connection.listResources(this.#stopped.signal));
  }

  /** @throws {NexusError} As `getPrompt` does. */
  async readResource(server: string, uri: string): Promise<ReadResourceResult> {
    return await this.#connection(server).readResource(uri, this.#stopped.signal);
  }

  /**
   * Takes the tools of a server that changed as they are now, and offers them again.
   *
   * @throws {NexusError} `not_found` for an unknown server.
   */
  async acceptTools(server: string): Promise<void> {
    await this.initialize();
    await this.#connection(server).acceptTools();
  }

  /** Lists the tools of all servers again; those whose list fails keep the old one. */
  async refreshTools(): Promise<void> {
    await this.initialize();
    await this.#fleet.refresh();
  }

  /** Cancels what runs and closes every server; when it resolves, no child process is left. */
  async shutdown(): Promise<void> {
    this.#stopped.abort(stopped());
    const answering = this.#answering?.then((loaded) => loaded.close());
    await Promise.all([this.#fleet.close(), answering]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.shutdown();
  }

  #route(name: string): Route {
    const routes = this.#currentRoutes();
    const route = routes.get(name);
    if (route) return route;
    const candidates = routes.candidates(name);
    throw new NexusError('not_found', `There is no tool ${name}.`, {
      hint: candidates.length > 0 ? `Did you mean ${candidates.join(', ')}?` : 'nexus tools lists all of them.',
    });
  }

  #connection(server: string): McpConnection {
    const { connections } = this.#fleet;
    const found = connections.find(({ target }) => target.name === server);
    if (found) return found;
    throw new NexusError('not_found', `There is no server ${server}.`, {
      hint: `There are ${connections.map(({ target }) => target.name).join(', ') || 'none'}.`,
    });
  }

  async #listed<Item>(list: (connection: McpConnection) => Promise<readonly Item[]>): Promise<Listed<Item>> {
    await this.initialize();
    const ready = this.#fleet.connections.filter(({ status }) => status.state === 'ready');
    const results = await Promise.allSettled(ready.map(list));
    return {
      items: results.flatMap((result, i) =>
        result.status === 'fulfilled'
          ? result.value.map((item) => ({ ...item, server: ready[i]?.target.name ?? '' }))
          : [],
      ),
      faults: results.flatMap((result, i) =>
        result.status === 'rejected' ? [`${ready[i]?.target.name ?? ''}: ${describeFailure(result.reason)}`] : [],
      ),
    };
  }

  #currentRoutes(): Routes {
    this.#routes ??= Routes.over(this.#fleet.connections, { readOnly: this.#config.readOnly });
    return this.#routes;
  }

  /** Opens the backend while the servers start. */
  async #readyToAnswer(): Promise<Answering> {
    const opened = this.#loadAnswering().then(async (answering) => {
      await answering.openBackend();
      return answering;
    });
    const [answering] = await Promise.all([opened, this.initialize()]);
    return answering;
  }

  /** Loaded when something is asked, since a command that only lists or calls tools needs nothing of it. */
  #loadAnswering(): Promise<Answering> {
    this.#answering ??= import('./answering.ts').then(
      ({ Answering }) =>
        new Answering(this.#config, this.#options, {
          time: this.#time,
          stopped: this.#stopped.signal,
          connections: this.#fleet.connections,
          routes: () => this.#currentRoutes(),
        }),
    );
    return this.#answering;
  }
}

function stopped(): NexusError {
  return new NexusError('unavailable', 'The host has been shut down.', { hint: 'Make a new NexusHost.' });
}
