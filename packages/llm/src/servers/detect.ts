import { cleanLine } from '../clean-text.ts';
import { parseJson } from '../json.ts';
import { type Get, IDENTIFY, type LocalServerKind, type ServedModel } from './identify.ts';

export interface LocalServer extends ServedModel {
  readonly kind: LocalServerKind;
  readonly base_url: string;
}

interface Place {
  readonly kind: LocalServerKind;
  readonly origin: string;
  /** What follows the origin in the base URL; `/v1` unless given. */
  readonly path?: string;
}

const PLACES: readonly Place[] = [
  { kind: 'ollama', origin: 'http://127.0.0.1:11434' },
  { kind: 'lm-studio', origin: 'http://127.0.0.1:1234' },
  { kind: 'llama-server', origin: 'http://127.0.0.1:8080' },
  { kind: 'llama-server', origin: 'http://127.0.0.1:9931' },
  { kind: 'vllm', origin: 'http://127.0.0.1:8000' },
  { kind: 'sglang', origin: 'http://127.0.0.1:30000' },
  { kind: 'koboldcpp', origin: 'http://127.0.0.1:5001' },
  { kind: 'docker-model-runner', origin: 'http://127.0.0.1:12434', path: '/engines/v1' },
];

/**
 * Looks for a model server on this machine, on the usual ports at once.
 *
 * A port proves nothing (8000 and 8080 belong to everyone), so a server counts only when it answers in the shape of its
 * kind and has a chat model. Of several, the first in the order of the table above is taken.
 *
 * @param timeout_ms For everything together.
 */
export async function detectLocalServer(
  fetch: typeof globalThis.fetch = globalThis.fetch,
  timeout_ms = 300,
): Promise<LocalServer | undefined> {
  const get = getWithin(fetch, timeout_ms);
  const found = await Promise.all(
    PLACES.map(async ({ kind, origin, path = '/v1' }): Promise<LocalServer | undefined> => {
      // No server, another server and a slow one are all the same here: not found.
      const served = await IDENTIFY[kind](get, origin).catch(() => undefined);
      return served && { kind, base_url: `${origin}${path}`, ...served, model: cleanLine(served.model, 200) };
    }),
  );
  return found.find((server) => server !== undefined);
}

/** What is known of a server beside that it speaks OpenAI's form. */
export type KnownServer = Pick<LocalServer, 'kind' | 'context_tokens'>;

/**
 * Asks a server of which kind it is; undefined for one that is of none, or says nothing of the model.
 *
 * @param timeout_ms For everything together.
 */
export async function identifyServer(
  base_url: string,
  model: string,
  fetch: typeof globalThis.fetch = globalThis.fetch,
  timeout_ms = 1_000,
): Promise<KnownServer | undefined> {
  const { origin } = new URL(base_url);
  const get = getWithin(fetch, timeout_ms);
  const kinds = Object.keys(IDENTIFY) as LocalServerKind[];
  const found = await Promise.all(
    kinds.map(async (kind): Promise<KnownServer | undefined> => {
      const served = await IDENTIFY[kind](get, origin, model).catch(() => undefined);
      return served && { kind, ...(served.context_tokens && { context_tokens: served.context_tokens }) };
    }),
  );
  return found.find((server) => server !== undefined);
}

/** Reads JSON, each address once: several kinds of servers are told apart by the same answers. */
function getWithin(fetch: typeof globalThis.fetch, timeoutMs: number): Get {
  const signal = AbortSignal.timeout(timeoutMs);
  const answers = new Map<string, Promise<unknown>>();
  const read = async (url: string): Promise<unknown> => {
    const response = await fetch(url, { signal, redirect: 'error', headers: { accept: 'application/json' } });
    return response.ok ? parseJson(await response.text()) : undefined;
  };
  return (url) => {
    const answer = answers.get(url) ?? read(url);
    answers.set(url, answer);
    return answer;
  };
}
