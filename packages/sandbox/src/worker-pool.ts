import { availableParallelism } from 'node:os';
import type { SandboxWorker } from './worker-process.ts';

const MAX_WAITING = 32;

export interface PoolOptions {
  /** Workers that are kept ready. */
  readonly size: number;
  /** After so long without a call none is kept. */
  readonly idleMs: number;
}

/** The pool has as many calls waiting as it takes. */
export class PoolBusyError extends Error {}

/** Workers that were started ahead, each for one call. */
export class WorkerPool {
  readonly #start: () => SandboxWorker;
  readonly #options: PoolOptions;
  readonly #idle: SandboxWorker[] = [];
  readonly #waiting: (() => void)[] = [];
  readonly #concurrency = Math.max(2, availableParallelism());
  #running = 0;
  #closed = false;
  #idleTimer: NodeJS.Timeout | undefined;

  constructor(start: () => SandboxWorker, options: PoolOptions) {
    this.#start = start;
    this.#options = options;
  }

  get idle(): number {
    return this.#idle.length;
  }

  /** Starts workers until as many as wanted are ready or under way. */
  fill(): void {
    if (this.#closed) return;
    while (this.#idle.length < this.#options.size) this.#idle.push(this.#start());
    clearTimeout(this.#idleTimer);
    this.#idleTimer = setTimeout(() => this.#drop(), this.#options.idleMs);
    this.#idleTimer.unref();
  }

  /** Adds a worker that was started elsewhere. */
  add(worker: SandboxWorker): void {
    if (this.#closed || this.#idle.length >= this.#options.size) worker.kill();
    else this.#idle.push(worker);
  }

  /**
   * Gives a ready worker to `use`, which must end it.
   *
   * @param own A worker that is used instead of one from the pool, while it lives.
   * @returns Undefined when the signal fired while the call waited for its turn.
   * @throws {PoolBusyError} when too many wait already.
   * @throws {Error} when no worker can be started.
   */
  async withWorker<Result>(
    use: (worker: SandboxWorker) => Promise<Result>,
    signal?: AbortSignal,
    own?: SandboxWorker,
  ): Promise<Result | undefined> {
    await this.#turn();
    try {
      if (signal?.aborted === true) return undefined;
      return await use(own?.isAlive === true ? own : await this.#take());
    } finally {
      this.#running -= 1;
      this.#waiting.shift()?.();
      // The result goes out first.
      setImmediate(() => this.fill());
    }
  }

  close(): void {
    this.#closed = true;
    this.#drop();
  }

  async #turn(): Promise<void> {
    if (this.#running >= this.#concurrency) {
      if (this.#waiting.length >= MAX_WAITING) throw new PoolBusyError('too many calls wait for a worker');
      await new Promise<void>((resolve) => {
        this.#waiting.push(resolve);
      });
    }
    this.#running += 1;
  }

  /** One that died while it was idle is replaced, and so is, once, one that does not start: the rush may be over. */
  async #take(): Promise<SandboxWorker> {
    for (let failed = 0; ;) {
      const waiting = this.#idle.shift();
      const worker = waiting ?? this.#start();
      try {
        await worker.ready;
        if (worker.isAlive) return worker;
      } catch (error) {
        if (waiting === undefined) failed += 1;
        if (failed > 1) throw error;
      }
    }
  }

  #drop(): void {
    clearTimeout(this.#idleTimer);
    for (const worker of this.#idle.splice(0)) worker.kill();
  }
}
