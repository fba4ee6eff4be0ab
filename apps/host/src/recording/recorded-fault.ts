import { contextOverflow, isContextOverflow } from '@nexus/llm';
import { NexusError } from '@nexus/models';
import type { RecordedFault } from './format.ts';

const UNKNOWN: RecordedFault = { code: 'unavailable', message: 'The model failed.' };

export function faultOf(error: unknown): RecordedFault {
  if (!NexusError.is(error))
    return { code: 'unavailable', message: error instanceof Error ? error.message : String(error) };
  const { code, message, hint } = error;
  return {
    code,
    message,
    ...(hint !== undefined && { hint }),
    ...(isContextOverflow(error) && { context_overflow: true }),
  };
}

export function errorOf({ code, message, hint, context_overflow }: RecordedFault = UNKNOWN): NexusError {
  if (context_overflow === true) return contextOverflow(message, hint);
  return new NexusError(code as NexusError['code'], message, { hint });
}
