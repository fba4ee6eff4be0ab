import type OpenAI from 'openai';
import { requestHeaders, type ServerAddress } from './server-address.ts';

export interface ClientOptions {
  readonly address: ServerAddress;
  readonly api_key: string;
  readonly fetch: typeof globalThis.fetch;
}

/**
 * Opens the `openai` client so that nothing but these options decides what it sends.
 *
 * Loaded on demand: the SDK takes about 100 ms to load, which a host that answers without a model should not pay.
 */
export async function openClient({ address, api_key, fetch }: ClientOptions): Promise<OpenAI> {
  const { OpenAI } = await import('openai');
  return new OpenAI({
    baseURL: address.base_url,
    apiKey: api_key,
    maxRetries: 0, // its waits cannot be interrupted
    // Ours counts, and a request that it ends is not repeated; this one only has to be longer.
    timeout: 2 ** 31 - 1,
    defaultQuery: address.query,
    // Replaces the SDK's headers: they describe this machine, and include OPENAI_CUSTOM_HEADERS from the environment.
    fetch: (input, init) => fetch(input, { ...init, headers: requestHeaders(address, api_key) }),
    // Else the SDK takes these from the environment, and a key meant for OpenAI goes to another server.
    adminAPIKey: null,
    organization: null,
    project: null,
    webhookSecret: null,
    logLevel: 'off',
  });
}
