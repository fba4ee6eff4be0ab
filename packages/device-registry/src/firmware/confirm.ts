import { NexusError } from '@nexus/models';
import type { ConnectedClient } from '@nexus/server-kit';

/**
 * Asks the person in front of a client that can ask; any other client has shown the plan and started it.
 *
 * @throws {NexusError} `permission_denied` unless the person agrees; `unavailable` when no answer comes.
 */
export async function confirm(client: ConnectedClient, question: string): Promise<void> {
  if (!client.canElicit) return;
  const { action, content } = await client.elicit({
    message: question,
    requestedSchema: {
      type: 'object',
      properties: { confirm: { type: 'boolean', title: 'Install it', default: false } },
      required: ['confirm'],
    },
  });
  if (action === 'accept' && content?.['confirm'] === true) return;
  throw new NexusError('permission_denied', 'The person did not confirm; nothing was changed.', {
    hint: 'Ask what they want instead.',
  });
}
