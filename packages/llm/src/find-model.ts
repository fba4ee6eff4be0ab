import { NexusError } from '@nexus/models';
import { firstChatModel } from './servers/identify.ts';
import { parseJson } from './json.ts';
import { NO_KEY, readServerAddress, requestHeaders } from './server-address.ts';

const TIMEOUT_MS = 5_000;

export interface ModelListSource {
  readonly base_url: string;
  readonly api_key?: string | undefined;
  readonly fetch?: typeof globalThis.fetch | undefined;
}

/**
 * The first chat model that an OpenAI-compatible server lists.
 *
 * @throws {NexusError} `unavailable` without an answer in 5 s, `permission_denied` when the key does not open the list,
 * `not_found` when there is no list or no chat model in it.
 */
export async function findModel({ base_url, api_key, fetch = globalThis.fetch }: ModelListSource): Promise<string> {
  const address = readServerAddress(base_url);
  const url = new URL(`${address.base_url}/models`);
  for (const [name, value] of Object.entries(address.query)) url.searchParams.set(name, value);
  const headers = requestHeaders(address, api_key || NO_KEY);
  const { status, text } = await fetch(url, { headers, signal: AbortSignal.timeout(TIMEOUT_MS) })
    .then(async (response) => ({ status: response.status, text: await response.text() }))
    .catch((cause: unknown) => {
      throw new NexusError('unavailable', `No answer from ${address.base_url}, so its model is not known.`, {
        hint: 'Check that the model server runs and that NEXUS_REMOTE_API_BASE_URL points to it.',
        cause,
      });
    });
  if (status === 401 || status === 403) {
    throw new NexusError('permission_denied', `${address.base_url} refused to list its models (${status}).`, {
      hint: 'Set NEXUS_REMOTE_API_KEY to a valid key of this provider, or name the model in NEXUS_REMOTE_MODEL_NAME.',
    });
  }
  const model = firstChatModel(parseJson(text));
  if (model !== undefined) return model;
  throw new NexusError('not_found', `No model is configured, and ${address.base_url} lists none.`, {
    hint: 'Set NEXUS_REMOTE_MODEL_NAME, and check that NEXUS_REMOTE_API_BASE_URL is right: it usually ends in /v1.',
  });
}
