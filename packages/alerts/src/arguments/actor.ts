import { cleanText, NexusError } from '@nexus/models';
import type { Principal } from '@nexus/server-kit';

/** Who did it, as the audit trail names them. */
export function actorOf({ name }: Principal): string {
  return cleanText(name, 100) || 'unknown';
}

/** @throws {NexusError} `invalid_argument` when nothing is left of it. */
export function reasonOf(text: string): string {
  const reason = cleanText(text);
  if (reason !== '') return reason;
  throw new NexusError('invalid_argument', 'reason: is empty.', { hint: 'Say why in a few words.' });
}
