import { NexusError } from '@nexus/models';

/** Marks the error; a cause never leaves the process. */
class ContextOverflow extends Error {}

/** The error of a conversation that is longer than the model can take. */
export function contextOverflow(message: string, hint = 'Shorten the conversation.'): NexusError {
  return new NexusError('limit_exceeded', message, { hint, cause: new ContextOverflow() });
}

/** Whether a request failed because the conversation is too long, so that a shorter one may succeed. */
export function isContextOverflow(error: unknown): boolean {
  return NexusError.is(error) && error.cause instanceof ContextOverflow;
}
