import type { CreateMessageRequest, ElicitRequestFormParams, ElicitResult } from '@modelcontextprotocol/sdk/types.js';
import { cleanText } from '@nexus/models';
import type { LLMBackend } from '@nexus/llm';
import { untilAborted } from '../connections/abort.ts';
import type { ServerRequests } from '../connections/server-requests.ts';
import { plainText } from '../loop/plain-text.ts';
import { sample } from './sampling.ts';

/** A form that a server wants filled in; its texts are the server's, without control characters. */
export interface FormRequest {
  readonly server: string;
  readonly message: string;
  readonly schema: ElicitRequestFormParams['requestedSchema'];
}

/** A question that a server wants the model to answer, at the expense of whoever runs the host. */
export interface SamplingRequest {
  readonly server: string;
  /** All of what the model would be told. */
  readonly text: string;
  readonly max_tokens: number;
}

/** What a person is asked on behalf of servers. Servers are not told of what nobody can be asked for. */
export interface ConsentOptions {
  /** Fills in a form, or declines. */
  readonly fillForm?: ((form: FormRequest, signal: AbortSignal) => Promise<ElicitResult>) | undefined;
  /** Whether a server may ask the model. */
  readonly allowSampling?: ((request: SamplingRequest, signal: AbortSignal) => Promise<boolean>) | undefined;
}

const LONGEST_MESSAGE = 2_000;

/** The requests of servers that a person can be asked about. */
export function requestsWithConsent(
  { fillForm, allowSampling }: ConsentOptions,
  backend: () => Promise<LLMBackend>,
): ServerRequests {
  return {
    ...(fillForm && {
      elicit: (server, { message, requestedSchema: schema }, signal) =>
        untilAborted(fillForm({ server, message: cleanText(message, LONGEST_MESSAGE), schema }, signal), signal),
    }),
    ...(allowSampling && {
      sample: async (server: string, request: CreateMessageRequest['params'], signal: AbortSignal) =>
        await sample(request, {
          backend,
          signal,
          isAllowed: (text) => allowSampling({ server, text: plainText(text), max_tokens: request.maxTokens }, signal),
        }),
    }),
  };
}
