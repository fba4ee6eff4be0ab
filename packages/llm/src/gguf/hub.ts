import { NexusError } from '@nexus/models';
import { isArray, isObject, parseJson } from '../json.ts';
import { type HfAddress, matchingFiles } from './hf-address.ts';

const HUB_URL = 'https://huggingface.co';

/** A model hub, or a mirror of it. */
export interface Hub {
  /** The Hugging Face Hub unless given. */
  readonly endpoint?: string | undefined;
  /** For models that are not open to everybody. */
  readonly token?: string | undefined;
  readonly fetch?: typeof globalThis.fetch | undefined;
}

/** A file to be fetched. */
export interface RemoteFile {
  readonly url: string;
  /** Path inside the repository. */
  readonly path: string;
  readonly size_bytes: number;
  /** Hexadecimal; the hub has one for every large file. */
  readonly sha256: string | undefined;
}

/**
 * The files of a model, as its repository lists them.
 *
 * @throws {NexusError} `not_found`, `permission_denied` or `unavailable`.
 */
export async function listModelFiles(address: HfAddress, hub: Hub, signal?: AbortSignal): Promise<RemoteFile[]> {
  const { endpoint = HUB_URL, fetch = globalThis.fetch } = hub;
  const { user, repository, revision } = address;
  const base = endpoint.replace(/\/+$/u, '');
  const url = `${base}/api/models/${user}/${repository}/tree/${revision}?recursive=true`;
  const timeout = AbortSignal.timeout(20_000);
  const response = await fetch(url, {
    headers: hubHeaders(hub),
    signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
  }).catch((cause: unknown) => {
    if (signal?.aborted) throw signal.reason;
    throw new NexusError('unavailable', `No answer from ${base}.`, {
      hint: 'Check the network, or set HF_ENDPOINT to a mirror. A file that is here already goes in NEXUS_LOCAL_MODEL_PATH.',
      cause,
    });
  });
  const text = await response.text();
  if (!response.ok) throw refusedByHub(response.status, `${user}/${repository}`);
  const files = readFiles(parseJson(text), (path) => `${base}/${user}/${repository}/resolve/${revision}/${path}`);
  const wanted = new Set(
    matchingFiles(
      files.map(({ path }) => path),
      address,
    ),
  );
  if (wanted.size > 0) return files.filter(({ path }) => wanted.has(path));
  const models = files.filter(({ path }) => path.endsWith('.gguf')).map(({ path }) => path);
  throw new NexusError('not_found', `${user}/${repository} has no such GGUF file.`, {
    hint: models.length === 0 ? 'Name a repository with GGUF files.' : `It has ${models.slice(0, 12).join(', ')}.`,
  });
}

export function hubHeaders({ token }: Hub): Record<string, string> {
  return { 'user-agent': 'nexusiot', ...(token && { authorization: `Bearer ${token}` }) };
}

export function refusedByHub(status: number, what: string): NexusError {
  if (status === 401 || status === 403) {
    return new NexusError('permission_denied', `The hub does not open ${what} to you (${status}).`, {
      hint: 'Check its name; for a model with conditions, accept them on its page and set HF_TOKEN.',
    });
  }
  if (status === 404) {
    return new NexusError('not_found', `The hub has no ${what}.`, {
      hint: 'Check its name; `nexus models` lists some.',
    });
  }
  return new NexusError('unavailable', `The hub failed on ${what} (${status}).`, { hint: 'Try again later.' });
}

function readFiles(answer: unknown, urlOf: (path: string) => string): RemoteFile[] {
  if (!isArray(answer)) return [];
  return answer.filter(isObject).flatMap(({ type, path, size, lfs }) => {
    if (type !== 'file' || typeof path !== 'string' || typeof size !== 'number') return [];
    const oid = isObject(lfs) ? lfs['oid'] : undefined;
    const sha256 = typeof oid === 'string' && /^[0-9a-f]{64}$/u.test(oid) ? oid : undefined;
    return [{ url: urlOf(path.split('/').map(encodeURIComponent).join('/')), path, size_bytes: size, sha256 }];
  });
}
