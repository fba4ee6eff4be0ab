import type { BackendInfo, ChatCompletion, ChatRequest, LLMBackend, LoadingBackend } from '../backend.ts';
import { filled, isArray, isObject, parseJson } from '../json.ts';
import type { RemoteOptions } from '../remote.ts';
import { NO_KEY, OPENAI_BASE_URL, readServerAddress, requestHeaders } from '../server-address.ts';

/** What Ollama gives a model on most machines when nobody says otherwise. */
const USUAL_TOKENS = 4096;
/** Instructions, the platform's tools, a few results and an answer. */
const ENOUGH_TOKENS = 16_384;
const LOOK_TIMEOUT_MS = 1_000;
const LOAD_TIMEOUT_MS = 120_000;

/**
 * The backend, aware of the context that Ollama gives its model.
 *
 * Ollama cuts a prompt that is longer without saying so, and its OpenAI-compatible endpoint tells nothing of it; its own
 * does, at least once the model is loaded.
 */
export async function overOllama(backend: LLMBackend, options: RemoteOptions): Promise<LoadingBackend> {
  const aware = new OllamaBackend(backend, options);
  await aware.look();
  return aware;
}

type Ask = (path: string, signal: AbortSignal, body?: object) => Promise<unknown>;

class OllamaBackend implements LoadingBackend {
  readonly #backend: LLMBackend;
  readonly #model: string;
  /** What it does not say is not known; a server that is gone is noticed by the question itself. */
  readonly #ask: Ask;
  #contextTokens: number | undefined;

  constructor(
    backend: LLMBackend,
    { base_url = OPENAI_BASE_URL, api_key, model, fetch = globalThis.fetch }: RemoteOptions,
  ) {
    this.#backend = backend;
    this.#model = model;
    const address = readServerAddress(base_url);
    const headers = requestHeaders(address, api_key || NO_KEY);
    this.#ask = async (path, signal, body) => {
      const request = { method: body ? 'POST' : 'GET', ...(body && { body: JSON.stringify(body) }) };
      const { ok, text } = await fetch(new URL(path, address.base_url), { ...request, headers, signal })
        .then(async (response) => ({ ok: response.ok, text: await response.text() }))
        .catch(() => ({ ok: false, text: '' }));
      return ok ? parseJson(text) : undefined;
    };
  }

  getBackendInfo(): BackendInfo {
    const info = this.#backend.getBackendInfo();
    const tokens = this.#contextTokens;
    if (tokens === undefined) return info;
    return {
      ...info,
      context_tokens: tokens,
      ...(tokens < ENOUGH_TOKENS && { caution: caution(this.#model, tokens) }),
    };
  }

  async chatCompletion(request: ChatRequest): Promise<ChatCompletion> {
    return await this.#backend.chatCompletion(request);
  }

  /** Finds out what the context holds, where that can be told without loading the model. */
  async look(): Promise<void> {
    const signal = AbortSignal.timeout(LOOK_TIMEOUT_MS);
    this.#contextTokens = (await this.#loadedContext(signal)) ?? (await this.#configuredContext(signal));
  }

  /** A model that is loaded says what it got; it may have been unloaded, and loaded otherwise, since the last question. */
  async load(given?: AbortSignal): Promise<void> {
    const limit = AbortSignal.timeout(LOAD_TIMEOUT_MS);
    const signal = given ? AbortSignal.any([given, limit]) : limit;
    let tokens = await this.#loadedContext(signal);
    if (tokens === undefined) {
      // Without a prompt it is only loaded.
      await this.#ask('/api/generate', signal, { model: this.#model, stream: false });
      tokens = (await this.#loadedContext(signal)) ?? (await this.#configuredContext(signal)) ?? USUAL_TOKENS;
    }
    given?.throwIfAborted();
    this.#contextTokens = tokens;
  }

  async #loadedContext(signal: AbortSignal): Promise<number | undefined> {
    const answer = await this.#ask('/api/ps', signal);
    const models = isObject(answer) && isArray(answer['models']) ? answer['models'].filter(isObject) : [];
    const names = [this.#model, `${this.#model}:latest`];
    const running = models.find(({ name, model }) => names.includes(String(name)) || names.includes(String(model)));
    return positive(running?.['context_length']);
  }

  /** By the model's own parameters, which are lines such as `num_ctx 8192`. */
  async #configuredContext(signal: AbortSignal): Promise<number | undefined> {
    const answer = await this.#ask('/api/show', signal, { model: this.#model });
    const parameters = isObject(answer) ? filled(answer['parameters']) : undefined;
    return positive(Number(/^num_ctx\s+(\d+)\s*$/mu.exec(parameters ?? '')?.[1]));
  }
}

function positive(value: unknown): number | undefined {
  return Number.isInteger(value) && Number(value) > 0 ? Number(value) : undefined;
}

function caution(model: string, tokens: number): NonNullable<BackendInfo['caution']> {
  return {
    message: `Ollama gives ${model} a context of ${tokens} tokens, and cuts what does not fit without saying so.`,
    hint: `Start it with OLLAMA_CONTEXT_LENGTH=${ENOUGH_TOKENS}, or raise the context length in its settings.`,
  };
}
