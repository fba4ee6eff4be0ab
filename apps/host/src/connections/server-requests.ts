import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import {
  type ClientCapabilities,
  type CreateMessageRequest,
  CreateMessageRequestSchema,
  type CreateMessageResult,
  type ElicitRequestFormParams,
  ElicitRequestSchema,
  type ElicitResult,
  ErrorCode,
  McpError,
} from '@modelcontextprotocol/sdk/types.js';

/** What a server may ask the host; what is absent is not offered to servers at all. */
export interface ServerRequests {
  /** Asks the person to fill in a form. */
  readonly elicit?: (server: string, form: ElicitRequestFormParams, signal: AbortSignal) => Promise<ElicitResult>;
  /** Asks the model. */
  readonly sample?: (
    server: string,
    request: CreateMessageRequest['params'],
    signal: AbortSignal,
  ) => Promise<CreateMessageResult>;
}

/** What the host tells a server that it can be asked. */
export function offered({ elicit, sample }: ServerRequests): ClientCapabilities {
  return { ...(elicit && { elicitation: { form: { applyDefaults: true } } }), ...(sample && { sampling: {} }) };
}

/** Answers what the server asks. */
export function serve(client: Client, server: string, { elicit, sample }: ServerRequests): void {
  if (elicit) {
    client.setRequestHandler(ElicitRequestSchema, async ({ params }, { signal }) => {
      // An address from a server is not opened: where it leads is not known.
      if (params.mode === 'url') throw new McpError(ErrorCode.InvalidParams, 'Only forms are supported.');
      return await elicit(server, params, signal);
    });
  }
  if (sample) {
    client.setRequestHandler(CreateMessageRequestSchema, ({ params }, { signal }) => sample(server, params, signal));
  }
}
