import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Request } from '../worker/protocol.ts';
import type { WorkerCommand } from '../worker-command.ts';
import { type AskOptions, type Reply, type SandboxWorker, WorkerProcess } from '../worker-process.ts';
import type { FromThread, ToThread } from './messages.ts';

/** Beside this module among the sources; the build makes it a file of its own. */
const ENTRY = new URL(extname(import.meta.url) === '.ts' ? './main.ts' : './thread/main.js', import.meta.url);

/** Starts worker processes without holding this thread up, but for the first, which somebody waits for. */
export class WorkerThread implements Disposable {
  readonly #workers = new Map<number, ThreadWorker>();
  #thread: Worker | undefined;
  #lastId = 0;
  #awaited = 0;
  #isFirst = true;
  #closed = false;

  start(command: WorkerCommand): SandboxWorker {
    if (this.#isFirst || this.#closed) {
      // The start of the thread would take as long as that of the worker.
      this.#isFirst = false;
      return new WorkerProcess(command);
    }
    const thread = this.#running();
    const id = (this.#lastId += 1);
    const worker = new ThreadWorker({
      send: (message) => thread.postMessage({ id, ...message } satisfies ToThread),
      awaited: (more) => this.#await(thread, more),
    });
    this.#workers.set(id, worker);
    worker.start(command);
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
    thread.on('message', (message: FromThread) => this.#receive(message));
    thread.on('error', (error) => this.#lose(thread, String(error)));
    thread.on('exit', () => this.#lose(thread, 'its thread has ended'));
    this.#thread = thread;
    return thread;
  }

  #receive(message: FromThread): void {
    this.#workers.get(message.id)?.receive(message);
    if (message.kind === 'ended') {
      this.#workers.delete(message.id);
      this.#endWhenUnused();
    }
  }

  #lose(thread: Worker, message: string): void {
    if (this.#thread !== thread) return;
    this.#thread = undefined;
    const lost = [...this.#workers];
    this.#workers.clear();
    this.#awaited = 0;
    for (const [id, worker] of lost) {
      worker.receive({ id, kind: 'failed', message });
      worker.receive({ id, kind: 'ended' });
    }
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

type Message = ToThread extends infer Each ? (Each extends unknown ? Omit<Each, 'id'> : never) : never;

interface Link {
  readonly send: (message: Message) => void;
  /** That something is waited for, or no longer is. */
  readonly awaited: (more: 1 | -1) => void;
}

/** One that the thread started. */
class ThreadWorker implements SandboxWorker {
  readonly ready: Promise<void>;
  isAlive = true;
  readonly #link: Link;
  readonly #started = Promise.withResolvers<void>();
  #replied: ((reply: Reply) => void) | undefined;

  constructor(link: Link) {
    this.#link = link;
    this.ready = this.#started.promise;
    this.ready.catch(() => {}); // whoever needs the worker awaits it
  }

  start(command: WorkerCommand): void {
    this.#link.awaited(1);
    this.ready.then(
      () => this.#link.awaited(-1),
      () => this.#link.awaited(-1),
    );
    this.#link.send({ kind: 'start', command });
  }

  async ask(request: Request, { signal, ...options }: AskOptions): Promise<Reply> {
    const cancel = (): void => this.#link.send({ kind: 'cancel' });
    signal?.addEventListener('abort', cancel, { once: true });
    this.#link.awaited(1);
    try {
      return await new Promise((resolve) => {
        this.#replied = resolve;
        this.#link.send({ kind: 'ask', request, options });
        if (signal?.aborted === true) cancel();
        if (!this.isAlive) resolve({ kind: 'crashed' });
      });
    } finally {
      this.#link.awaited(-1);
      signal?.removeEventListener('abort', cancel);
    }
  }

  kill(): void {
    this.#link.send({ kind: 'kill' });
  }

  receive(message: FromThread): void {
    if (message.kind === 'ready') this.#started.resolve();
    else if (message.kind === 'failed') this.#started.reject(new Error(message.message));
    else if (message.kind === 'reply') this.#replied?.(message.reply);
    else {
      this.isAlive = false;
      this.#replied?.({ kind: 'crashed' });
    }
  }
}
