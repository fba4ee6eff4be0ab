import { Worker } from 'node:worker_threads';
import { NexusError } from '@nexus/models';
import type { Context } from '@nexus/server-kit';
import type { Deps } from '../deps.ts';
import type { FromWorker, ToWorker, WorkerSetup } from './messages.ts';

/** Then its memory is worth more than the 100 ms of the next start. */
const IDLE_MS = 60_000;

interface Call {
  readonly resolve: (output: unknown) => void;
  readonly reject: (error: unknown) => void;
  readonly progress: Context<Deps>['progress'];
}

/** Runs read tools in a thread with connections of its own, so that a long question delays no other caller. */
export class ToolWorker implements AsyncDisposable {
  readonly #setup: WorkerSetup;
  readonly #calls = new Map<number, Call>();
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;
  #lastId = 0;

  constructor(setup: WorkerSetup) {
    this.#setup = setup;
  }

  /** @throws what the tool throws; `NexusError` `unavailable` when the thread ends. */
  async call(tool: string, input: unknown, { time, signal, progress }: Context<Deps>): Promise<unknown> {
    signal.throwIfAborted();
    const worker = this.#running();
    const id = (this.#lastId += 1);
    const send = (message: ToWorker) => worker.postMessage(message);
    const answer = new Promise<unknown>((resolve, reject) => this.#calls.set(id, { resolve, reject, progress }));
    const abort = () => {
      send({ id, abort: true });
      this.#calls.get(id)?.reject(signal.reason);
    };
    signal.addEventListener('abort', abort, { once: true });
    try {
      send({ id, tool, input, zone: time.zone, now_ms: time.nowMs() });
      return await answer;
    } finally {
      signal.removeEventListener('abort', abort);
      this.#calls.delete(id);
      if (this.#calls.size === 0) this.#idle = setTimeout(() => void this.#end(), IDLE_MS).unref();
    }
  }

  #running(): Worker {
    clearTimeout(this.#idle);
    if (this.#worker) return this.#worker;
    const isSource = import.meta.url.endsWith('.ts');
    const entry = new URL(isSource ? '../worker.ts' : './worker.js', import.meta.url);
    const execArgv = isSource ? ['--conditions=@nexus/source'] : [];
    const worker = new Worker(entry, { workerData: this.#setup, execArgv, stdout: true });
    worker.unref();
    worker.on('message', (message: FromWorker) => this.#receive(message));
    worker.on('error', (error) => this.#lose(worker, error));
    worker.on('exit', () => this.#lose(worker, undefined));
    this.#worker = worker;
    return worker;
  }

  #receive(message: FromWorker): void {
    const call = this.#calls.get(message.id);
    if (!call) return;
    if ('progress' in message) void call.progress(...message.progress);
    else if ('output' in message) call.resolve(message.output);
    else {
      const { code, message: text, hint } = message.fault;
      call.reject(code === undefined ? new Error(text) : new NexusError(code, text, { hint }));
    }
  }

  #lose(worker: Worker, cause: unknown): void {
    if (this.#worker === worker) this.#worker = undefined;
    for (const { reject } of this.#calls.values()) {
      reject(
        new NexusError('unavailable', 'The computation ended before it had an answer.', {
          hint: 'Ask again, for a shorter window.',
          cause,
        }),
      );
    }
  }

  async #end(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearTimeout(this.#idle);
    await this.#end();
  }
}
