import { NexusError } from '@nexus/models';
import type OpenAI from 'openai';
import { CompletionAccumulator } from './accumulator.ts';
import type { BackendInfo, ChatCompletion, ChatRequest, JsonObject, LLMBackend } from './backend.ts';
import { cappedResponse } from './capped-response.ts';
import { isObject, parseJson } from './json.ts';
import {
  cutStream,
  notACompletion,
  providerMessage,
  remoteError,
  type RemoteTarget,
  timedOut,
} from './remote-errors.ts';
import { callsWithoutAddedNulls } from './schemas/added-nulls.ts';
import type { LocalServerKind } from './servers/identify.ts';
import { retryWaitMs, waitOrAbort } from './retry.ts';
import { NO_KEY, OPENAI_BASE_URL, readServerAddress } from './server-address.ts';
import { type SilenceTimer, startSilenceTimer } from './silence-timer.ts';
import { openClient } from './sdk-client.ts';
import { type Dialect, FULL_DIALECT, learnDialect, wireRequest } from './wire-request.ts';

export interface RemoteOptions {
  /** OpenAI's unless given. A query such as `?api-version=…` goes along with every request. */
  readonly base_url?: string | undefined;
  /** Not needed by most local servers. */
  readonly api_key?: string | undefined;
  readonly model: string;
  /** The longest silence: until a whole answer, or between two pieces of a streamed one. 120,000 unless given. */
  readonly timeout_ms?: number | undefined;
  /** How often a busy or failing server is asked again: 1 in a private network, else 2. A silent one is not. */
  readonly max_retries?: number | undefined;
  /** What kind of server it is, where that is known: vLLM gets tools in the style by which it constrains their arguments. */
  readonly server?: LocalServerKind | undefined;
  /** What its context holds, where that is known. */
  readonly context_tokens?: number | undefined;
  readonly fetch?: typeof globalThis.fetch | undefined;
}

const DEFAULT_TIMEOUT_MS = 120_000;

/**
 * A backend on any OpenAI-compatible Chat Completions endpoint.
 *
 * @throws {NexusError} `invalid_argument` for a base URL that is none, `permission_denied` for OpenAI without a key.
 */
export function createRemoteBackend(options: RemoteOptions): LLMBackend {
  if (options.base_url === undefined && !options.api_key) {
    throw new NexusError('permission_denied', 'OpenAI asks for an API key and none is configured.', {
      hint: 'Set NEXUS_REMOTE_API_KEY, or NEXUS_REMOTE_API_BASE_URL for a server that needs none.',
    });
  }
  return new RemoteBackend(options);
}

class RemoteBackend implements LLMBackend {
  readonly #target: RemoteTarget;
  readonly #timeoutMs: number;
  readonly #maxRetries: number;
  readonly #open: () => Promise<OpenAI>;
  #client: Promise<OpenAI> | undefined;
  readonly #contextTokens: number | undefined;
  #dialect: Dialect;

  constructor(options: RemoteOptions) {
    const address = readServerAddress(options.base_url ?? OPENAI_BASE_URL);
    const { api_key, model, max_retries = address.isLocal ? 1 : 2, fetch = globalThis.fetch } = options;
    this.#target = { base_url: address.base_url, model, api_key: api_key || NO_KEY };
    this.#timeoutMs = options.timeout_ms ?? DEFAULT_TIMEOUT_MS;
    this.#maxRetries = max_retries;
    this.#contextTokens = options.context_tokens;
    this.#dialect = options.server === 'vllm' ? { ...FULL_DIALECT, schemas: 'strict' } : FULL_DIALECT;
    this.#open = () => openClient({ address, api_key: this.#target.api_key, fetch });
  }

  getBackendInfo(): BackendInfo {
    const { base_url, model } = this.#target;
    return {
      strategy: 'remote',
      model,
      base_url,
      ...(this.#contextTokens !== undefined && { context_tokens: this.#contextTokens }),
      description: `${model} at ${base_url}.`,
    };
  }

  async chatCompletion(request: ChatRequest): Promise<ChatCompletion> {
    request.signal?.throwIfAborted();
    this.#client ??= this.#open();
    const client = await this.#client;
    using timer = startSilenceTimer(this.#timeoutMs, request.signal);
    const accumulator = new CompletionAccumulator({
      model: this.#target.model,
      toolNames: request.tools?.map((tool) => tool.function.name) ?? [],
      onDelta: request.onDelta,
    });
    for await (const chunk of this.#chunks(client, request, timer)) accumulator.add(chunk);
    if (accumulator.finished) {
      const completion = accumulator.finish();
      return this.#dialect.schemas === 'strict' ? callsWithoutAddedNulls(completion, request.tools) : completion;
    }
    throw request.onDelta ? cutStream(this.#target) : notACompletion(this.#target, 'no choice');
  }

  /** The chunks of a stream, or the one whole answer. Its failures are mapped here, and only its own. */
  async *#chunks(client: OpenAI, request: ChatRequest, timer: SilenceTimer): AsyncGenerator<JsonObject> {
    const failure = (error: unknown): unknown => {
      if (request.signal?.aborted) return request.signal.reason;
      return timer.expired ? timedOut(this.#target, this.#timeoutMs) : remoteError(error, this.#target);
    };
    const response = await this.#post(client, request, timer).catch((error: unknown) => {
      throw failure(error);
    });
    if (!isEventStream(response, request.onDelta !== undefined)) {
      const text = await response.text().catch((error: unknown) => {
        throw failure(error);
      });
      yield readWhole(text, this.#target);
      return;
    }
    const { Stream } = await import('openai/streaming');
    const stream = Stream.fromSSEResponse<JsonObject>(response, new AbortController(), client)[Symbol.asyncIterator]();
    try {
      for (;;) {
        const next = await stream.next().catch((error: unknown) => {
          const isSaid = NexusError.is(error) || providerMessage(error, this.#target.api_key) !== '';
          throw failure(isSaid ? error : cutStream(this.#target, error));
        });
        if (next.done) break;
        timer.heard();
        yield next.value;
      }
    } finally {
      await stream.return?.();
    }
    // The SDK ends an aborted stream as if it were complete.
    if (timer.signal.aborted) throw failure(undefined);
  }

  async #post(client: OpenAI, request: ChatRequest, timer: SilenceTimer): Promise<Response> {
    for (let attempt = 0; ;) {
      const dialect = this.#dialect;
      try {
        const body = wireRequest(request, this.#target.model, dialect);
        const stream = body['stream'] === true;
        return cappedResponse(
          await client.post('/chat/completions', { body, signal: timer.signal, stream }).asResponse(),
        );
      } catch (error) {
        const learned = refusedField(error)
          ? learnDialect(dialect, providerMessage(error, this.#target.api_key))
          : undefined;
        if (learned === undefined) {
          const waitMs = attempt < this.#maxRetries && !timer.expired ? retryWaitMs(error, attempt) : undefined;
          if (waitMs === undefined) throw error;
          attempt += 1;
          timer.pause();
          await waitOrAbort(waitMs, request.signal);
        } else this.#dialect = learned;
        timer.heard();
      }
    }
  }
}

function refusedField(error: unknown): boolean {
  if (!isObject(error)) return false;
  const { status } = error;
  // vLLM calls a schema that it makes no grammar of a failure of its own.
  return status === 400 || status === 422 || (status === 500 && /grammar|json schema/iu.test(String(error['message'])));
}

/** Some servers stream without naming the type; only JSON and HTML are something else. */
function isEventStream(response: Response, streaming: boolean): boolean {
  const type = response.headers.get('content-type') ?? '';
  return type.includes('text/event-stream') || (streaming && !type.includes('json') && !type.includes('html'));
}

function readWhole(text: string, target: RemoteTarget): JsonObject {
  const answer = parseJson(text);
  if (!isObject(answer)) throw notACompletion(target, /^\s*</u.test(text) ? 'an HTML page' : 'something');
  // Some proxies report a failure with status 200.
  if (answer['error'] !== undefined && answer['choices'] === undefined) throw remoteError(answer, target);
  return answer;
}
