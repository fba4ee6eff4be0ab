import type { ChatToolCall, ToolMessage } from '@nexus/llm';
import { cleanText, NexusError } from '@nexus/models';
import { coerceArguments } from '../routing/coerce-arguments.ts';
import type { Route, Routes } from '../routing/routes.ts';
import type { ApprovalPolicy } from './approval.ts';
import type { ArgumentCheck } from './argument-faults.ts';
import type { EventListener, ToolCallStatus } from './events.ts';
import { asForeignData } from './foreign-data.ts';
import { type KeptResults, READ_RESULT } from './kept-results.ts';
import type { RepeatedCalls } from './repeated-calls.ts';
import { readArguments } from './tool-arguments.ts';
import { errorText, wholeResultText } from './tool-result.ts';
import { valueChanges } from './value-changes.ts';

export interface CallContext {
  readonly routes: Routes;
  readonly approvals: ApprovalPolicy;
  readonly check: ArgumentCheck;
  readonly repeats: RepeatedCalls;
  readonly kept: KeptResults;
  /** Set here as soon as a server that is not trusted has answered. */
  readonly provenance: { hasForeignText: boolean };
  /** What a result may have. */
  readonly resultChars: number;
  readonly signal: AbortSignal;
  readonly emit: EventListener;
}

interface Outcome {
  readonly status: ToolCallStatus;
  readonly result: string;
}

/** A call that can be made, or the reason why not. */
type Prepared =
  | { readonly route: Route; readonly args: Record<string, unknown> }
  | { readonly route?: Route; readonly args: string; readonly refusal: string };

const MAX_PARALLEL = 8;
const MAX_NAMED = 30;
const NOT_STARTED = 'Not run: the person stopped this question.';
const GIVEN_UP = 'Stopped by the person before an answer came; it may have taken effect or not.';

/**
 * Makes the calls of one turn: reads in parallel, and what writes alone and in its place.
 *
 * @returns One message a call, in the order of the calls, whatever happens to them. Never rejects because a call fails
 * or the signal fires.
 */
export async function callTools(calls: readonly ChatToolCall[], context: CallContext): Promise<ToolMessage[]> {
  const outcomes: Outcome[] = [];
  const prepared = calls.map((call) => ({ call, plan: prepare(call, context) }));
  for (const batch of batches(prepared, ({ plan }) => plan.route === undefined || plan.route.access === 'read')) {
    outcomes.push(...(await Promise.all(batch.map(({ call, plan }) => observed(call, plan, context)))));
  }
  return calls.map((call, i) => ({
    role: 'tool',
    tool_call_id: call.id,
    content: outcomes[i]?.result ?? NOT_STARTED,
  }));
}

function prepare(call: ChatToolCall, { routes, check }: CallContext): Prepared {
  const { name, arguments: text } = call.function;
  const route = routes.get(name);
  if (route === undefined) return { args: text, refusal: unknownTool(name, routes) };
  try {
    const { value, repaired } = readArguments(text);
    if (repaired && route.access !== 'read') {
      // A cut list of devices would still be a list: what changes something is not run on a guess.
      const hint = 'Call it again with the complete arguments.';
      throw new NexusError('invalid_argument', 'The arguments are not valid JSON, so nothing was changed.', { hint });
    }
    const args = coerceArguments(value, route.tool.inputSchema);
    const refusal = check.faults(name, args, route.tool.inputSchema);
    return refusal === undefined ? { route, args } : { route, args: text, refusal };
  } catch (error) {
    return { route, args: text, refusal: errorText(error) };
  }
}

/** Runs one call with its events around it. */
async function observed(call: ChatToolCall, plan: Prepared, context: CallContext): Promise<Outcome> {
  if (context.signal.aborted) return { status: 'cancelled', result: NOT_STARTED };
  const { route, args } = plan;
  const tool = call.function.name;
  const source = route && { server: route.connection.target.name, access: route.access };
  context.emit({ type: 'tool_call_started', call_id: call.id, tool, ...source, arguments: args });
  const startMs = performance.now();
  const outcome = await execute(call, plan, context);
  const duration_ms = Math.round(performance.now() - startMs);
  context.emit({ type: 'tool_call_finished', call_id: call.id, tool, duration_ms, ...outcome });
  return outcome;
}

async function execute(call: ChatToolCall, plan: Prepared, context: CallContext): Promise<Outcome> {
  if ('refusal' in plan) return { status: 'refused', result: plan.refusal };
  const { route, args } = plan;
  const { approvals, repeats, routes, signal, emit } = context;
  if (repeats.isThird(route.alias, args)) {
    return { status: 'refused', result: 'Not run: you made exactly this call twice already. Use its results above.' };
  }
  let running = false;
  try {
    const refusal = await approvals.refusal(route, args, {
      signal,
      hasForeignText: context.provenance.hasForeignText,
      changes: () => valueChanges(route, args, routes, signal),
    });
    if (refusal !== undefined) return { status: 'refused', result: `Not run: ${refusal}` };
    running = true;
    const result = await route.connection.call(route.tool, args, {
      signal,
      onProgress: ({ done, total, message }) =>
        emit({
          type: 'tool_call_progress',
          call_id: call.id,
          done,
          ...(total !== undefined && { total }),
          ...(message !== undefined && { message: cleanText(message) }),
        }),
    });
    return { status: result.isError === true ? 'error' : 'ok', result: told(wholeResultText(result), route, context) };
  } catch (error) {
    if (signal.aborted) return { status: 'cancelled', result: running ? GIVEN_UP : NOT_STARTED };
    return { status: 'error', result: told(errorText(error), route, context) };
  }
}

/** A result as the model is told it: within its limit, and marked where a foreign server wrote it. */
function told(text: string, { connection, tool }: Route, { kept, provenance, resultChars }: CallContext): string {
  const { name, trusted } = connection.target;
  // What has been kept is read in parts that have a limit of their own.
  const short = tool.name === READ_RESULT ? text : kept.shorten(text, resultChars);
  if (trusted === true) return short;
  provenance.hasForeignText = true;
  return asForeignData(name, short);
}

/** Runs of at most `MAX_PARALLEL` that may go together; what may not is alone. */
function batches<T>(items: readonly T[], mayShare: (item: T) => boolean): T[][] {
  const all: T[][] = [];
  let open: T[] | undefined;
  for (const item of items) {
    if (!mayShare(item)) {
      all.push([item]);
      open = undefined;
    } else if (open === undefined || open.length >= MAX_PARALLEL) {
      open = [item];
      all.push(open);
    } else {
      open.push(item);
    }
  }
  return all;
}

function unknownTool(name: string, routes: Routes): string {
  const candidates = routes.candidates(name);
  const known = candidates.length > 0 ? candidates : routes.all.slice(0, MAX_NAMED).map(({ alias }) => alias);
  return `Error: there is no tool "${cleanText(name, 80)}". There are: ${known.join(', ')}.`;
}
