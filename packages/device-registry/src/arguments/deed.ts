import { cleanText, NexusError } from '@nexus/models';
import type { Context } from '@nexus/server-kit';
import * as z from 'zod';
import type { Deps } from '../deps.ts';
import type { Deed } from '../store/store.ts';

/** The argument of a tool that changes something; spread it into its input. */
export const reasonInput = { reason: z.string().min(1).max(500).describe('Why, for the audit trail.') };

/** Who calls, and when. */
export function deedOf({ principal, time }: Pick<Context<Deps>, 'principal' | 'time'>): Deed {
  return { actor: cleanText(principal.name, 100) || 'unknown', at_ms: time.nowMs() };
}

/** @throws {NexusError} `invalid_argument` for a reason without a letter. */
export function reasonOf(given: string): string {
  const reason = cleanText(given);
  if (reason !== '') return reason;
  throw new NexusError('invalid_argument', 'reason: is empty.', { hint: 'Say why in a few words.' });
}
