import { cleanText } from '@nexus/models';
import { jsonDepth, LIMITS } from './limits.ts';
import type { Violation } from './validation/violation.ts';
import type { Reply } from './worker-process.ts';

export type JsonValue = null | boolean | number | string | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/**
 * Why a run has no result.
 *
 * The tool's own: `invalid` (never run), `threw`, `unsettled` (its promise waits for nothing), `no_json`, `timeout`,
 * `out_of_memory`, `too_large` (argument or result). The machine's: `crashed`, `busy`, `unavailable`. The caller's:
 * `cancelled`.
 */
export type SandboxErrorCode =
  | 'invalid'
  | 'threw'
  | 'unsettled'
  | 'no_json'
  | 'timeout'
  | 'out_of_memory'
  | 'too_large'
  | 'crashed'
  | 'busy'
  | 'unavailable'
  | 'cancelled';

export interface SandboxError {
  readonly code: SandboxErrorCode;
  /** One sentence; what a tool threw is in it, and is as little to be trusted as the tool. */
  readonly message: string;
  /** Where in the source, from 1. */
  readonly line?: number;
  readonly column?: number;
  /** All of them, when the code is `invalid`. */
  readonly violations?: readonly Violation[];
}

export type Result =
  | { readonly ok: true; readonly value: JsonValue }
  | { readonly ok: false; readonly error: SandboxError };

export type RunOutcome = Result & { readonly duration_ms: number };

export function failure(code: SandboxErrorCode, message: string): Result {
  return { ok: false, error: { code, message } };
}

export function invalid(first: Violation, violations: readonly Violation[]): Result {
  const more = violations.length > 1 ? ` (and ${violations.length - 1} more)` : '';
  const { line, column } = first;
  const message = `Line ${line}, column ${column}: ${first.message}${more}`;
  return { ok: false, error: { code: 'invalid', message, line, column, violations } };
}

const FAILURES: Readonly<Record<Exclude<Reply['kind'], 'value' | 'threw'>, readonly [SandboxErrorCode, string]>> = {
  timeout: ['timeout', 'The tool did not end in time.'],
  killed: ['timeout', 'The tool did not end in time.'],
  out_of_memory: ['out_of_memory', 'The tool used up its memory or its stack.'],
  too_large: ['too_large', 'The result is larger than 1 MB.'],
  no_json: ['no_json', 'The tool returned nothing that JSON can say.'],
  unsettled: ['unsettled', 'The tool waits for a promise that nothing can settle.'],
  cancelled: ['cancelled', 'The call was cancelled.'],
  crashed: ['crashed', 'The worker ended without an answer.'],
  checked: ['crashed', 'The worker gave no proper answer.'],
  stripped: ['crashed', 'The worker gave no proper answer.'],
  not_typescript: ['crashed', 'The worker gave no proper answer.'],
};

/** What a worker's reply means to the caller. */
export function resultOf(reply: Reply): Result {
  if (reply.kind === 'value') return valueOf(reply.json);
  if (reply.kind === 'threw') return { ok: false, error: thrown(reply) };
  return failure(...FAILURES[reply.kind]);
}

function valueOf(json: string): Result {
  if (jsonDepth(json) > LIMITS.depth) {
    return failure('too_large', `The result is nested deeper than ${LIMITS.depth} levels.`);
  }
  try {
    return { ok: true, value: JSON.parse(json) as JsonValue };
  } catch {
    return failure('crashed', 'The worker gave no proper answer.');
  }
}

const MAX_MESSAGE_CHARACTERS = 600;

function thrown({ name, message, stack }: Extract<Reply, { kind: 'threw' }>): SandboxError {
  const [, line, column] = /tool\.(?:js|py):(\d+)(?::(\d+))?/.exec(stack) ?? [];
  const what = cleanText(name === '' ? message : `${name}: ${message}`, MAX_MESSAGE_CHARACTERS);
  return {
    code: 'threw',
    message: `The tool failed: ${what === '' ? 'it threw nothing that can be read' : what}`,
    ...(line !== undefined && { line: Number(line) }),
    ...(column !== undefined && { column: Number(column) }),
  };
}
