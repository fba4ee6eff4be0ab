import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Request } from '../worker/protocol.ts';
import type { WorkerCommand } from '../worker-command.ts';
import { type AskOptions, type Reply, type SandboxWorker, WorkerProcess } from '../worker-process.ts';
import type { News, Numbered, Order } from './messages.ts';

/** Beside this module among the sources; the build makes it a file of its own. */
const ENTRY = new URL(extname(import.meta.url) === '.ts' ? './main.ts' : './thread/main.js', import.meta.url);

/** Starts worker processes without holding this thread up, but for the first, which somebody waits for. */
export class WorkerStarter implements Disposable {
  readonly #workers = new Map<number, RemoteWorker>();
  #thread: Worker | undefined;
  #lastId = 0;
  #awaited = 0;
  #isFirst = true;
  #closed = false;

  start(command: WorkerCommand): SandboxWorker {
    if (this.#isFirst) {
      // The start of the thread would take as long as that of the worker.
      this.#isFirst = false;
      return new WorkerProcess(command);
    }
    const thread = this.#running();
    const id = (this.#lastId += 1);
    const worker = new RemoteWorker(command, {
      order: (order) => thread.postMessage({ id, ...order } satisfies Numbered<Order>),
      awaited: (more) => this.#await(thread, more),
    });
    this.#workers.set(id, worker);
    return worker;
  }

  /** Workers that still run are the business of whoever started them. */
  [Symbol.dispose](): void {
    this.#closed = true;
    this.#endWhenUnused();
  }

  #running(): Worker {
    if (this.#thread) return this.#thread;
    const thread = new Worker(ENTRY, { execArgv: [], env: {} });
    thread.unref();
    thread.on('message', (news: Numbered<News>) => this.#receive(news));
    thread.on('error', (error) => this.#lose(thread, String(error)));
    thread.on('exit', () => this.#lose(thread, 'its thread has ended'));
    this.#thread = thread;
    return thread;
  }

  #receive(news: Numbered<News>): void {
    this.#workers.get(news.id)?.receive(news);
    if (news.kind !== 'ended') return;
    this.#workers.delete(news.id);
    this.#endWhenUnused();
  }

  #lose(thread: Worker, message: string): void {
    if (this.#thread !== thread) return;
    this.#thread = undefined;
    this.#awaited = 0;
    for (const worker of this.#workers.values()) {
      worker.receive({ kind: 'failed', message });
      worker.receive({ kind: 'ended' });
    }
    this.#workers.clear();
  }

  #endWhenUnused(): void {
    if (this.#closed && this.#workers.size === 0) void this.#thread?.terminate();
  }

  /** A worker that is idle must not keep this process from ending; one that is waited for must. */
  #await(thread: Worker, more: 1 | -1): void {
    if (this.#thread !== thread) return;
    this.#awaited += more;
    if (this.#awaited > 0) thread.ref();
    else thread.unref();
  }
}

interface Link {
  readonly order: (order: Order) => void;
  /** That something is waited for, or no longer is. */
  readonly awaited: (more: 1 | -1) => void;
}

/** One that the thread started. */
class RemoteWorker implements SandboxWorker {
  readonly ready: Promise<void>;
  isAlive = true;
  readonly #link: Link;
  readonly #started = Promise.withResolvers<void>();
  #replied: ((reply: Reply) => void) | undefined;

  constructor(command: WorkerCommand, link: Link) {
    this.#link = link;
    this.ready = this.#started.promise;
    link.awaited(1);
    // Whoever needs the worker awaits it, and hears why it did not start.
    void this.ready.catch(() => {}).then(() => link.awaited(-1));
    link.order({ kind: 'start', command });
  }

  async ask(request: Request, { signal, ...options }: AskOptions): Promise<Reply> {
    const cancel = (): void => this.#link.order({ kind: 'cancel' });
    signal?.addEventListener('abort', cancel, { once: true });
    this.#link.awaited(1);
    try {
      return await new Promise((resolve) => {
        this.#replied = resolve;
        this.#link.order({ kind: 'ask', request, options });
        if (signal?.aborted === true) cancel();
        if (!this.isAlive) resolve({ kind: 'crashed' });
      });
    } finally {
      this.#link.awaited(-1);
      signal?.removeEventListener('abort', cancel);
    }
  }

  kill(): void {
    this.#link.order({ kind: 'kill' });
  }

  receive(news: News): void {
    if (news.kind === 'ready') this.#started.resolve();
    else if (news.kind === 'failed') this.#started.reject(new Error(news.message));
    else if (news.kind === 'reply') this.#replied?.(news.reply);
    else {
      this.isAlive = false;
      this.#replied?.({ kind: 'crashed' });
    }
  }
}
