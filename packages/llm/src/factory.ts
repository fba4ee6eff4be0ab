import { NexusError } from '@nexus/models';
import type { BackendInfo, LLMBackend } from './backend.ts';
import { detectLocalServer, type LocalServerKind } from './detect.ts';
import { findModel } from './find-model.ts';
import { createRemoteBackend } from './remote.ts';
import { readServerAddress } from './server-address.ts';

export interface LLMConfig {
  readonly backend: 'auto' | 'remote' | 'builtin' | 'local';
  readonly remote?:
    | {
        readonly base_url?: string | undefined;
        readonly api_key?: string | undefined;
        /** `gpt-4o-mini` at OpenAI unless given, elsewhere the first model that the server lists. */
        readonly model?: string | undefined;
        readonly timeout_ms?: number | undefined;
      }
    | undefined;
}

export interface LLMFactoryOptions {
  /** Makes the backend that answers without a model; the host has one. */
  readonly builtin?: (() => LLMBackend) | undefined;
  readonly fetch?: typeof globalThis.fetch | undefined;
}

const DEFAULT_MODEL = 'gpt-4o-mini';

const SERVER_NAMES: Record<LocalServerKind, string> = {
  ollama: 'Ollama',
  'lm-studio': 'LM Studio',
  'llama-server': 'llama-server',
  vllm: 'vLLM',
};

/**
 * Chooses and opens the backend that the configuration asks for; its description says which one it is, and why.
 *
 * `auto` takes a remote endpoint when a key or a base URL is set, else a model server found on this machine, else the
 * builtin backend.
 *
 * @throws {NexusError} `unavailable` for a strategy that is not there, `invalid_argument` for a configuration that names
 * no server, and what {@link createRemoteBackend} throws.
 */
export async function createLLMBackend(config: LLMConfig, options: LLMFactoryOptions = {}): Promise<LLMBackend> {
  const { backend } = config;
  if (backend === 'auto') return await automatic(config, options);
  if (backend === 'remote') return await remote(config, options, 'Configured (NEXUS_LLM_BACKEND=remote)');
  if (backend === 'builtin') return builtin(options, 'Configured (NEXUS_LLM_BACKEND=builtin)');
  throw new NexusError('unavailable', 'The local backend, a model inside this process, is not there yet.', {
    hint:
      'Set NEXUS_LLM_BACKEND=remote and NEXUS_REMOTE_API_BASE_URL to a server on this machine ' +
      '(http://localhost:11434/v1 for Ollama, http://localhost:8080/v1 for llama-server), or NEXUS_LLM_BACKEND=builtin.',
  });
}

async function automatic(config: LLMConfig, options: LLMFactoryOptions): Promise<LLMBackend> {
  if (config.remote?.api_key) return await remote(config, options, 'Chosen because an API key is set');
  if (config.remote?.base_url) return await remote(config, options, 'Chosen because a base URL is set');
  const server = await detectLocalServer(options.fetch);
  if (server === undefined) return builtin(options, 'Chosen because no API key, base URL or model server was found');
  const { base_url, kind } = server;
  const { timeout_ms } = config.remote ?? {};
  return explained(
    createRemoteBackend({ base_url, model: server.model, timeout_ms, fetch: options.fetch }),
    `Chosen because ${SERVER_NAMES[kind]} was found on this machine`,
  );
}

async function remote(config: LLMConfig, { fetch }: LLMFactoryOptions, why: string): Promise<LLMBackend> {
  const { api_key, timeout_ms, base_url: given, model: named } = config.remote ?? {};
  const base_url = given || undefined;
  if (!api_key && base_url === undefined) {
    throw new NexusError('invalid_argument', 'The remote backend has neither an API key nor a base URL.', {
      hint: 'Set NEXUS_REMOTE_API_KEY for OpenAI, or NEXUS_REMOTE_API_BASE_URL for another server.',
    });
  }
  const model = named || (base_url === undefined || isOpenAI(base_url) ? DEFAULT_MODEL : undefined);
  const found = model ?? (await findModel({ base_url: base_url ?? '', api_key, fetch }));
  return explained(createRemoteBackend({ base_url, api_key, model: found, timeout_ms, fetch }), why);
}

function isOpenAI(baseUrl: string): boolean {
  return new URL(readServerAddress(baseUrl).base_url).hostname === 'api.openai.com';
}

function builtin(options: LLMFactoryOptions, why: string): LLMBackend {
  if (options.builtin === undefined) {
    throw new NexusError('unavailable', 'There is no language model, and this program has no builtin backend.', {
      hint: 'Set NEXUS_REMOTE_API_KEY, or NEXUS_REMOTE_API_BASE_URL, or start a local model server such as Ollama.',
    });
  }
  return explained(options.builtin(), why);
}

function explained(backend: LLMBackend, why: string): LLMBackend {
  return {
    chatCompletion: (request) => backend.chatCompletion(request),
    getBackendInfo(): BackendInfo {
      const info = backend.getBackendInfo();
      return { ...info, description: `${info.description} ${why}.` };
    },
  };
}
