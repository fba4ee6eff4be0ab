import type { ChatMessage, LLMBackend, OpenedBackend } from '@nexus/llm';
import type { BuildingTime } from '@nexus/models';
import { openBackend } from './backend.ts';
import type { HostConfig } from './config.ts';
import type { McpConnection, ServerStatus } from './connections/connection.ts';
import type { HostOptions } from './host.ts';
import { ApprovalPolicy } from './loop/approval.ts';
import { ArgumentCheck } from './loop/argument-faults.ts';
import { Conversation } from './loop/conversation.ts';
import { systemPrompt } from './loop/system-prompt.ts';
import type { Routes } from './routing/routes.ts';
import { DynamicToolAgent } from './synthesis/agent.ts';
import type { SynthesisOptions, SynthesisResult } from './synthesis/synthesis.ts';

/** What answers are made from. */
export interface AnsweringContext {
  readonly time: BuildingTime;
  /** Fires when the host shuts down. */
  readonly stopped: AbortSignal;
  readonly connections: readonly McpConnection[];
  /** As they are now. */
  routes(): Routes;
}

/** The side of a host that thinks: its backend, and the conversations and tools that are made with it. */
export class Answering {
  readonly #config: HostConfig;
  readonly #options: HostOptions;
  readonly #context: AnsweringContext;
  readonly #approvals: ApprovalPolicy;
  readonly #check = new ArgumentCheck();
  #backend: Promise<LLMBackend> | undefined;
  #opened: OpenedBackend | undefined;

  constructor(config: HostConfig, options: HostOptions, context: AnsweringContext) {
    this.#config = config;
    this.#options = options;
    this.#context = context;
    this.#approvals = new ApprovalPolicy(options, config.dataDir);
  }

  /** @throws {NexusError} When the configured one cannot be had. */
  openBackend(): Promise<LLMBackend> {
    const { backend } = this.#options;
    if (backend) return Promise.resolve(backend);
    this.#backend ??= openBackend(this.#config.llm, this.#context.time).then(
      (opened) => (this.#opened = opened),
      (error: unknown) => {
        this.#backend = undefined; // a model server may be started meanwhile
        throw error;
      },
    );
    return this.#backend;
  }

  async startConversation(history: readonly ChatMessage[]): Promise<Conversation> {
    const { time, stopped, connections } = this.#context;
    const backend = await this.openBackend();
    const agent = this.#agent(backend);
    return new Conversation({
      backend,
      history,
      maxToolIterations: this.#config.maxToolIterations,
      approvals: this.#approvals,
      check: this.#check,
      stopped,
      routes: () => agent.offeredBeside(this.#context.routes()),
      systemPrompt: () => systemPrompt(time, connections),
      warnings: () => connections.flatMap(({ status }) => warningsOf(status)),
    });
  }

  async synthesize(
    problem: string,
    existingTools: readonly string[],
    options: Partial<SynthesisOptions>,
  ): Promise<SynthesisResult> {
    const { stopped } = this.#context;
    const signal = options.signal ? AbortSignal.any([stopped, options.signal]) : stopped;
    return await this.#agent(await this.openBackend()).synthesize(problem, existingTools, { ...options, signal });
  }

  async close(): Promise<void> {
    await this.#opened?.[Symbol.asyncDispose]();
  }

  #agent(backend: LLMBackend): DynamicToolAgent {
    const { ownCall } = this.#options;
    return new DynamicToolAgent({ backend, approvals: this.#approvals, ownCall, routes: () => this.#context.routes() });
  }
}

/** What a person should know of a server before an answer. */
function warningsOf({ name, state, fault, quarantined = [] }: ServerStatus): string[] {
  const absent = `The server ${name} is not connected: ${fault ?? 'it is still starting'}.`;
  const changed = `The server ${name} describes ${quarantined.join(', ')} otherwise than before, so it is not offered; nexus tools --accept ${name} takes it as it is now.`;
  return [...(state === 'ready' ? [] : [absent]), ...(quarantined.length > 0 ? [changed] : [])];
}
