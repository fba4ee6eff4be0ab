import { setTimeout as delay } from 'node:timers/promises';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import type { ChatMessage, LLMBackend } from '@nexus/llm';
import { NexusError } from '@nexus/models';
import * as z from 'zod';
import type { ApprovalPolicy } from '../loop/approval.ts';
import { resultText } from '../loop/tool-result.ts';
import type { Route, Routes } from '../routing/routes.ts';
import { synthesizeRoute } from './host-tool.ts';
import { INSTRUCTIONS, repairRequest } from './instructions.ts';
import { PROPOSE_TOOL, type Proposal, readProposal } from './proposal.ts';
import type { OwnCallMaker, SynthesisOptions, SynthesisResult } from './synthesis.ts';

const MAX_REPAIRS = 2;
const MAX_TOKENS = 4_096;
/** The server tells within two seconds, and the host lists again a moment later. */
const LISTED_WITHIN_MS = 15_000;
const LOOK_EVERY_MS = 50;
const MAX_NAMED = 100;

/** What an agent needs from its host. */
export interface SynthesisContext {
  readonly backend: LLMBackend;
  readonly approvals: ApprovalPolicy;
  /** Makes the calls of the agent; they go straight to the servers unless given. */
  readonly ownCall?: OwnCallMaker | undefined;
  /** As they are now. */
  routes(): Routes;
}

/** The route by which tools are registered, where a server offers that. */
function registrationRoute(routes: Routes): Route | undefined {
  return routes.all.find(({ tool }) => tool.name === 'register_dynamic_tool');
}

/** Has a model write a tool, checks it in the server's sandbox, registers it, and solves the problem with it. */
export class DynamicToolAgent {
  readonly #context: SynthesisContext;

  constructor(context: SynthesisContext) {
    this.#context = context;
  }

  /**
   * Solves a problem with a tool that is written for it.
   *
   * @param existingTools Names of tools that the model is told of, since the new one must not repeat them.
   * @throws {NexusError} `unavailable` without a model or a server that takes tools, `invalid_argument` when the model's
   * tool fails its checks three times, `permission_denied` when a person refuses it.
   */
  async synthesize(
    problem: string,
    existingTools: readonly string[],
    { signal, onStep }: SynthesisOptions,
  ): Promise<SynthesisResult> {
    const { backend, approvals } = this.#context;
    if (backend.getBackendInfo().strategy === 'builtin') throw noModel();
    const register = registrationRoute(this.#context.routes());
    if (register === undefined) throw noServer();

    const { proposal, repairs } = await this.#propose(problem, existingTools, register, { signal, onStep });
    const { arguments: args, ...tool } = proposal;
    // Whoever approves sees the code, which has been checked and has run by now.
    const refusal = await approvals.refusal(register, tool, { signal });
    if (refusal !== undefined) throw new NexusError('permission_denied', refusal);
    const registered = await this.#call(register, tool, signal);
    if (registered.isError === true) throw new NexusError('conflict', resultText(registered));
    onStep?.({ step: 'registered', detail: tool.name });
    if (registered.structuredContent?.['status'] === 'pending_approval') {
      return { status: 'pending_approval', tool: tool.name, proposal, repairs };
    }

    const route = await this.#listed(tool.name, register, signal);
    onStep?.({ step: 'calling', detail: route.alias });
    const result = await this.#call(route, args, signal);
    return { status: 'done', tool: route.alias, proposal, repairs, result };
  }

  /** The routes with one more tool, by which a model asks for what is missing; without a server for it, as they are. */
  offeredBeside(routes: Routes): Routes {
    const { strategy } = this.#context.backend.getBackendInfo();
    if (strategy === 'builtin' || registrationRoute(routes) === undefined) return routes;
    return routes.with(synthesizeRoute(this, () => routes.all.map(({ alias }) => alias)));
  }

  /** Asks until a proposal passes the checks of the server. */
  async #propose(
    problem: string,
    existingTools: readonly string[],
    register: Route,
    { signal, onStep }: SynthesisOptions,
  ): Promise<{ readonly proposal: Proposal; readonly repairs: number }> {
    const known = existingTools.slice(0, MAX_NAMED).join(', ');
    const messages: ChatMessage[] = [
      { role: 'system', content: INSTRUCTIONS },
      { role: 'user', content: `${problem}\n\nNames that are taken: ${known || 'none'}.` },
    ];
    for (let repairs = 0; ; repairs += 1) {
      const { choices } = await this.#context.backend.chatCompletion({
        messages,
        tools: [PROPOSE_TOOL],
        max_tokens: MAX_TOKENS,
        signal,
      });
      signal.throwIfAborted();
      const [{ message }] = choices;
      const outcome = await this.#check(message, register, signal);
      if ('proposal' in outcome) {
        onStep?.({ step: 'checked', detail: outcome.proposal.name });
        return { proposal: outcome.proposal, repairs };
      }
      if (repairs >= MAX_REPAIRS) {
        throw new NexusError('invalid_argument', `The model wrote no working tool:\n${outcome.faults}`, {
          hint: 'Say the problem more exactly, or use a larger model.',
        });
      }
      onStep?.({ step: 'repairing', attempt: repairs + 1, detail: outcome.faults });
      const request = repairRequest(outcome.faults);
      const [call, ...others] = message.tool_calls ?? [];
      messages.push(
        message,
        ...(call === undefined
          ? [{ role: 'user' as const, content: request }]
          : [call, ...others].map(({ id }) => ({ role: 'tool' as const, tool_call_id: id, content: request }))),
      );
    }
  }

  /** The static check and the run of the examples, in the server's sandbox; registers nothing. */
  async #check(
    message: Parameters<typeof readProposal>[0],
    register: Route,
    signal: AbortSignal,
  ): Promise<{ readonly proposal: Proposal } | { readonly faults: string }> {
    let proposal: Proposal;
    try {
      proposal = readProposal(message);
    } catch (error) {
      if (error instanceof z.ZodError) return { faults: z.prettifyError(error) };
      if (NexusError.is(error)) return { faults: 'There was no call of propose_tool that can be read.' };
      throw error;
    }
    const { arguments: _args, ...tool } = proposal;
    const checked = await this.#call(register, { ...tool, check_only: true }, signal);
    return checked.isError === true ? { faults: resultText(checked) } : { proposal };
  }

  async #call(route: Route, args: Record<string, unknown>, signal: AbortSignal): Promise<CallToolResult> {
    const make = () => route.connection.call(route.tool, args, { signal });
    const { ownCall } = this.#context;
    return ownCall ? await ownCall({ tool: route.alias, arguments: args, signal }, make) : await make();
  }

  async #listed(name: string, register: Route, signal: AbortSignal): Promise<Route> {
    const server = register.connection.target.name;
    for (let waitedMs = 0; waitedMs < LISTED_WITHIN_MS; waitedMs += LOOK_EVERY_MS) {
      const { all } = this.#context.routes();
      const route = all.find(({ tool, connection }) => tool.name === name && connection.target.name === server);
      if (route !== undefined) return route;
      await delay(LOOK_EVERY_MS, undefined, { signal });
    }
    throw new NexusError('unavailable', `The tool ${name} was registered, and has not been listed yet.`, {
      hint: `Try call_dynamic_tool with the name ${name}.`,
    });
  }
}

function noModel(): NexusError {
  return new NexusError('unavailable', 'Only a model can write a tool, and none is configured.', {
    hint: 'Set NEXUS_REMOTE_API_KEY, or start a local model server.',
  });
}

function noServer(): NexusError {
  return new NexusError('unavailable', 'No connected server takes new tools.', {
    hint: 'Add nexus-dynamic-tools to the servers; a read-only host registers nothing.',
  });
}
