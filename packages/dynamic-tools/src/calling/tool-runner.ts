import { type BuildingTime, cleanText, NexusError, type NexusErrorCode } from '@nexus/models';
import type { Logger, Principal } from '@nexus/server-kit';
import type { RunOutcome, Sandbox, SandboxErrorCode } from '@nexus/sandbox';
import type { DynamicToolStore, StoredTool } from '../store/store.ts';
import { checkArguments } from './check-arguments.ts';

const MINUTE_MS = 60_000;

/** What a call is made with, as every tool of the server gets it. */
export interface Caller {
  readonly principal: Principal;
  readonly time: BuildingTime;
  readonly signal: AbortSignal;
  readonly log: Logger;
}

/** Runs registered tools: arguments, quota, sandbox, record. */
export class ToolRunner {
  readonly #store: DynamicToolStore;
  readonly #sandbox: Sandbox;
  readonly #callsPerMinute: number;

  constructor(store: DynamicToolStore, sandbox: Sandbox, options: { readonly callsPerMinute: number }) {
    this.#store = store;
    this.#sandbox = sandbox;
    this.#callsPerMinute = options.callsPerMinute;
  }

  /**
   * Runs the version that was found; what becomes of its name meanwhile changes nothing.
   *
   * @returns The result, and within `result` what is no object.
   * @throws {NexusError} `invalid_argument` for the arguments and for what the tool throws, `limit_exceeded` for its time
   * and memory and for the quota, `unavailable`.
   */
  async run(tool: StoredTool, args: unknown, caller: Caller): Promise<Record<string, unknown>> {
    const checked = checkArguments(tool, args);
    await this.#checkQuota(caller.time.nowMs());
    const outcome = await this.#sandbox.run(tool, checked, {}, caller.signal);
    await this.#record(tool, outcome, caller);
    if (outcome.ok) return structured(outcome.value);
    throw failed(tool, outcome.error);
  }

  async #checkQuota(now_ms: number): Promise<void> {
    if ((await this.#store.callsSince(now_ms - MINUTE_MS)) < this.#callsPerMinute) return;
    throw new NexusError('limit_exceeded', `More than ${this.#callsPerMinute} calls of registered tools in a minute.`, {
      hint: 'Wait a minute, or raise NEXUS_DYNAMIC_CALLS_PER_MINUTE.',
    });
  }

  /** A result that is there is not lost because its record cannot be written. */
  async #record({ tool_id }: StoredTool, outcome: RunOutcome, { principal, time, log }: Caller): Promise<void> {
    const call = {
      tool_id,
      actor: cleanText(principal.name, 100) || 'unknown',
      at_ms: time.nowMs(),
      duration_ms: outcome.duration_ms,
      outcome: outcome.ok ? 'ok' : outcome.error.code,
    };
    await this.#store.recordCall(call).catch((error: unknown) => log.error('a call was not recorded', { error, call }));
  }
}

/** MCP's structured content is an object. */
function structured(value: unknown): Record<string, unknown> {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? (value as Record<string, unknown>) : { result: value };
}

const CODES: Readonly<Record<SandboxErrorCode, NexusErrorCode>> = {
  invalid: 'invalid_argument',
  threw: 'invalid_argument',
  unsettled: 'invalid_argument',
  no_json: 'invalid_argument',
  timeout: 'limit_exceeded',
  out_of_memory: 'limit_exceeded',
  too_large: 'limit_exceeded',
  crashed: 'unavailable',
  busy: 'unavailable',
  unavailable: 'unavailable',
  cancelled: 'unavailable',
};

function failed(tool: StoredTool, error: Extract<RunOutcome, { ok: false }>['error']): NexusError {
  const where = error.line === undefined ? '' : ` (line ${error.line} of its code)`;
  return new NexusError(CODES[error.code], `${tool.name}: ${error.message}${where}`, {
    hint: CODES[error.code] === 'unavailable' ? 'Try again.' : 'Check the arguments, or register a corrected version.',
  });
}
