import { basename } from 'node:path';
import { NexusError } from '@nexus/models';
import { type BackendInfo, isLoading, type LLMBackend, type LoadingBackend } from './backend.ts';
import { findModel } from './find-model.ts';
import { modelFile, onlyModelIn } from './gguf/fetched-models.ts';
import type { LocalOptions } from './local/backend.ts';
import { isNodeLlamaInstalled } from './local/installed.ts';
import { createRemoteBackend, type RemoteOptions } from './remote.ts';
import { readServerAddress } from './server-address.ts';
import { detectLocalServer, identifyServer, type KnownServer } from './servers/detect.ts';
import type { LocalServerKind } from './servers/identify.ts';
import { overOllama } from './servers/ollama.ts';

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
  readonly local?:
    | (Omit<LocalOptions, 'model_path'> & {
        /** A GGUF file, or the `hf:` address of a fetched one; the only model in `models_folder` unless given. */
        readonly model?: string | undefined;
        /** Where fetched models are. */
        readonly models_folder?: string | undefined;
      })
    | undefined;
}

/** A backend to be closed when it is no longer asked: a local one holds a process. */
export interface OpenedBackend extends LLMBackend, AsyncDisposable {}

export interface LLMFactoryOptions {
  /** Makes the backend that answers without a model; the host has one. */
  readonly builtin?: (() => LLMBackend) | undefined;
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** How long servers on this machine have to show what they are; 300 unless given. */
  readonly detection_timeout_ms?: number | undefined;
}

const DEFAULT_MODEL = 'gpt-4o-mini';

const SERVER_NAMES: Record<LocalServerKind, string> = {
  ollama: 'Ollama',
  'lm-studio': 'LM Studio',
  'llama-server': 'llama-server',
  vllm: 'vLLM',
  sglang: 'SGLang',
  koboldcpp: 'KoboldCpp',
  'docker-model-runner': 'Docker Model Runner',
};

/**
 * Chooses and opens the backend that the configuration asks for; its description says which one it is, and why.
 *
 * `auto` takes a remote endpoint when a key or a base URL is set, else a model server found on this machine, else a GGUF
 * model that is configured or fetched where node-llama-cpp is installed, else the builtin backend.
 *
 * @throws {NexusError} `unavailable` for a strategy that is not there, `invalid_argument` for a configuration that names
 * no server or model, and what {@link createRemoteBackend} and {@link createLocalBackend} throw.
 */
export async function createLLMBackend(config: LLMConfig, options: LLMFactoryOptions = {}): Promise<OpenedBackend> {
  const { backend } = config;
  if (backend === 'auto') return await automatic(config, options);
  if (backend === 'remote') return await remote(config, options, 'Configured (NEXUS_LLM_BACKEND=remote)');
  if (backend === 'builtin') return builtin(options, 'Configured (NEXUS_LLM_BACKEND=builtin)');
  return await local(config, await chosenModel(config), 'Configured (NEXUS_LLM_BACKEND=local)');
}

async function automatic(config: LLMConfig, options: LLMFactoryOptions): Promise<OpenedBackend> {
  if (config.remote?.api_key) return await remote(config, options, 'Chosen because an API key is set');
  if (config.remote?.base_url) return await remote(config, options, 'Chosen because a base URL is set');
  const server = await detectLocalServer(options.fetch, options.detection_timeout_ms);
  if (server === undefined) return await withoutServer(config, options);
  const { base_url, model } = server;
  const { timeout_ms } = config.remote ?? {};
  return explained(
    await overServer({ base_url, model, timeout_ms, fetch: options.fetch }, server),
    `Chosen because ${SERVER_NAMES[server.kind]} was found on this machine`,
  );
}

async function remote(config: LLMConfig, { fetch }: LLMFactoryOptions, why: string): Promise<OpenedBackend> {
  const { api_key, timeout_ms, base_url: given, model: named } = config.remote ?? {};
  const base_url = given || undefined;
  if (!api_key && base_url === undefined) {
    throw new NexusError('invalid_argument', 'The remote backend has neither an API key nor a base URL.', {
      hint: 'Set NEXUS_REMOTE_API_KEY for OpenAI, or NEXUS_REMOTE_API_BASE_URL for another server.',
    });
  }
  const model = named || (base_url === undefined || isOpenAI(base_url) ? DEFAULT_MODEL : undefined);
  const found = model ?? (await findModel({ base_url: base_url ?? '', api_key, fetch }));
  const isNear = base_url !== undefined && readServerAddress(base_url).isLocal;
  const known = isNear ? await identifyServer(base_url, found, fetch) : undefined;
  return explained(await overServer({ base_url, api_key, model: found, timeout_ms, fetch }, known), why);
}

/** A remote backend that makes use of what is known of its server. */
async function overServer(options: RemoteOptions, known: KnownServer | undefined): Promise<LLMBackend> {
  const backend = createRemoteBackend({ ...options, server: known?.kind, context_tokens: known?.context_tokens });
  return known?.kind === 'ollama' ? await overOllama(backend, options) : backend;
}

function isOpenAI(baseUrl: string): boolean {
  return new URL(readServerAddress(baseUrl).base_url).hostname === 'api.openai.com';
}

function builtin(options: LLMFactoryOptions, why: string): OpenedBackend {
  if (options.builtin === undefined) {
    throw new NexusError('unavailable', 'There is no language model, and this program has no builtin backend.', {
      hint: 'Set NEXUS_REMOTE_API_KEY, or NEXUS_REMOTE_API_BASE_URL, or start a local model server such as Ollama.',
    });
  }
  return explained(options.builtin(), why);
}

/** The configured model's file. @throws {NexusError} `not_found` which tells how to get one. */
async function chosenModel({ local: { model, models_folder } = {} }: LLMConfig): Promise<string> {
  const found = model ? await modelFile(model, models_folder) : await onlyModelIn(models_folder);
  if (found !== undefined) return found;
  throw new NexusError('not_found', 'The local backend has no model, or several to choose from.', {
    hint: 'Set NEXUS_LOCAL_MODEL_PATH to a GGUF file or hf: address, or fetch one: `nexus models` lists some.',
  });
}

async function withoutServer(config: LLMConfig, options: LLMFactoryOptions): Promise<OpenedBackend> {
  const model = config.local?.model ? await chosenModel(config) : await onlyModelIn(config.local?.models_folder);
  if (model === undefined)
    return builtin(options, 'Chosen because no API key, base URL, model server or model was found');
  if (isNodeLlamaInstalled())
    return await local(config, model, 'Chosen because the model is here and no server was found');
  return builtin(options, `Chosen because ${basename(model)} needs node-llama-cpp, which is not installed`);
}

async function local({ local: settings }: LLMConfig, model_path: string, why: string): Promise<OpenedBackend> {
  const { createLocalBackend } = await import('./local/backend.ts');
  return explained(await createLocalBackend({ ...settings, model_path }), why);
}

function explained(
  backend: LLMBackend & Partial<AsyncDisposable>,
  why: string,
): OpenedBackend & Partial<LoadingBackend> {
  return {
    chatCompletion: (request) => backend.chatCompletion(request),
    ...(isLoading(backend) && { load: (signal?: AbortSignal) => backend.load(signal) }),
    getBackendInfo(): BackendInfo {
      const info = backend.getBackendInfo();
      return { ...info, description: `${info.description} ${why}.` };
    },
    async [Symbol.asyncDispose]() {
      await backend[Symbol.asyncDispose]?.();
    },
  };
}
