import { isObject } from '../json.ts';
import type { Fault, FaultKind } from './protocol.ts';

/** The conversation does not fit into the context. */
export class TooLong extends Error {
  constructor(tokens?: number, contextSize?: number) {
    super(
      tokens === undefined
        ? "The conversation does not fit into the model's context."
        : `The conversation takes ${tokens} of the ${contextSize} tokens of the model's context.`,
    );
  }
}

/** What an exception means to the process that ordered the work. */
export function faultOf(error: unknown, otherwise: FaultKind): Fault {
  const message = error instanceof Error ? error.message : String(error);
  return { kind: kindOf(error) ?? otherwise, message: message.slice(0, 500) };
}

function kindOf(error: unknown): FaultKind | undefined {
  if (error instanceof TooLong) return 'too_long';
  if (!isObject(error)) return undefined;
  if (error['code'] === 'ERR_MODULE_NOT_FOUND') return 'no_package';
  const name = error.constructor.name;
  if (name === 'NoBinaryFoundError') return 'no_binary';
  return name === 'InsufficientMemoryError' ? 'no_memory' : undefined;
}
