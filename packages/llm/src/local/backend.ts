import { basename } from 'node:path';
import { NexusError } from '@nexus/models';
import { CompletionAccumulator } from '../accumulator.ts';
import {
  type BackendInfo,
  type ChatCompletion,
  type ChatRequest,
  DEFAULT_MAX_TOKENS,
  DEFAULT_TEMPERATURE,
  type LoadingBackend,
} from '../backend.ts';
import type { ModelOptions } from '../worker/protocol.ts';
import { checkGgufFile } from './gguf-file.ts';
import { Worker } from './worker.ts';

export interface LocalOptions {
  /** A GGUF file. */
  readonly model_path: string;
  /** Layers that go to the GPU, -1 (the default) for all. */
  readonly gpu_layers?: number | undefined;
  /** Tokens of prompt and answer together; 8192 unless given, and never more than the model was trained for. */
  readonly context_size?: number | undefined;
  /** As many as the machine has physical cores unless given. */
  readonly threads?: number | undefined;
}

/** A backend that holds a process; closing it ends that. */
export interface LocalBackend extends LoadingBackend, AsyncDisposable {
  /** Of the process with the model, while there is one. */
  readonly pid: number | undefined;
}

const DEFAULT_CONTEXT_SIZE = 8192;

/**
 * A backend that runs a GGUF file in a process of its own, with the optional package node-llama-cpp.
 *
 * The process starts with the first request, and again with the next one after it died.
 *
 * @throws {NexusError} `not_found` without the file, `invalid_argument` for one that is no GGUF.
 */
export async function createLocalBackend(options: LocalOptions): Promise<LocalBackend> {
  await checkGgufFile(options.model_path);
  return new LlamaBackend({
    model_path: options.model_path,
    gpu_layers: options.gpu_layers ?? -1,
    context_size: options.context_size ?? DEFAULT_CONTEXT_SIZE,
    threads: options.threads,
  });
}

class LlamaBackend implements LocalBackend {
  readonly #options: ModelOptions;
  readonly #name: string;
  #worker: Worker | undefined;
  #closed = false;

  constructor(options: ModelOptions) {
    this.#options = options;
    this.#name = basename(options.model_path).replace(/\.gguf$/iu, '');
  }

  get pid(): number | undefined {
    return this.#worker?.isAlive ? this.#worker.pid : undefined;
  }

  getBackendInfo(): BackendInfo {
    return {
      strategy: 'local',
      model: this.#name,
      context_tokens: this.#worker?.contextTokens ?? this.#options.context_size,
      description: `${this.#name} on this machine.`,
    };
  }

  async load(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    await unlessAborted(this.#ready(), signal);
  }

  async chatCompletion(request: ChatRequest): Promise<ChatCompletion> {
    const { signal, messages, tools = [] } = request;
    signal?.throwIfAborted();
    const accumulator = new CompletionAccumulator({
      model: this.#name,
      toolNames: tools.map((tool) => tool.function.name),
      onDelta: request.onDelta,
    });
    const { temperature = DEFAULT_TEMPERATURE, max_tokens = DEFAULT_MAX_TOKENS } = request;
    let raised: { readonly error: unknown } | undefined;
    const onChunk = (chunk: unknown) => {
      if (signal?.aborted || raised) return;
      try {
        accumulator.add(chunk);
      } catch (error) {
        raised = { error }; // of the caller's listener
      }
    };
    await unlessAborted(this.#answer({ messages, tools, temperature, max_tokens }, onChunk, signal), signal);
    if (raised) throw raised.error;
    return accumulator.finish();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    await this.#worker?.close();
  }

  async #answer(...[chat, onChunk, signal]: Parameters<Worker['chat']>): Promise<void> {
    const worker = await this.#ready();
    signal?.throwIfAborted();
    await worker.chat(chat, onChunk, signal);
  }

  async #ready(): Promise<Worker> {
    if (this.#closed) throw new NexusError('unavailable', 'The local backend is closed.', { hint: 'Make a new one.' });
    if (!this.#worker?.isAlive) this.#worker = new Worker(this.#options);
    const worker = this.#worker;
    await worker.ready();
    return worker;
  }
}

/** Rejects with the signal's reason as soon as that fires; what goes on behind it ends by itself. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return await work;
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason as Error);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([work, promise]);
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw error;
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
