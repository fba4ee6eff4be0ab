import { randomUUID } from 'node:crypto';
import { NexusError } from '@nexus/models';
import type { CheckedCode } from './check-tool.ts';
import type { LanguageRuntime, RuntimeFiles } from './language-runtime.ts';
import type { Layer } from './layers.ts';
import { OPEN_OBJECT } from './schema/json-schema.ts';
import type { WorkerStarter } from './thread/worker-starter.ts';
import { workerCommand } from './worker-command.ts';
import { WorkerPool } from './worker-pool.ts';
import type { SandboxWorker } from './worker-process.ts';

const CHECK_MS = 10_000;
const MAX_CHECK_BYTES = 512 * 1024;

/** How long a worker that has checked a source waits for the run of it, which needs no second start then. */
const KEPT_MS = 2_000;

/** Which layers a worker may count on. */
export interface WorkingLayers {
  /** Those that the machine has the means for. */
  readonly likely: () => ReadonlySet<Layer>;
  /** Those of them behind which a worker has started. */
  readonly found: () => Promise<ReadonlySet<Layer>>;
}

/** The workers of a language that a package of its own brings: they check a tool as well as they run it. */
export class RuntimeWorkers implements Disposable {
  readonly #runtime: LanguageRuntime;
  readonly #layers: WorkingLayers;
  readonly #starter: WorkerStarter;
  readonly #idleMs: number;
  #pool: Promise<WorkerPool> | undefined;
  #kept: { readonly code: string; readonly worker: SandboxWorker } | undefined;
  #closed = false;

  constructor(runtime: LanguageRuntime, layers: WorkingLayers, starter: WorkerStarter, idleMs: number) {
    this.#runtime = runtime;
    this.#layers = layers;
    this.#starter = starter;
    this.#idleMs = idleMs;
  }

  /**
   * Gives `use` a worker that has run nothing, or has read nothing but this code.
   *
   * @returns Undefined when the signal fired while the call waited for its turn.
   * @throws {Error} when no worker can be started, {PoolBusyError} when too many wait.
   */
  async withWorker<Result>(
    code: string,
    use: (worker: SandboxWorker) => Promise<Result>,
    signal?: AbortSignal,
  ): Promise<Result | undefined> {
    const own = this.#takeKept(code);
    try {
      return await (await this.#workers()).withWorker(use, signal, own);
    } finally {
      own?.kill();
    }
  }

  /** @throws {NexusError} `unavailable` when no process can be started. */
  async check(code: string): Promise<CheckedCode> {
    const source = { nonce: randomUUID(), kind: 'check', source: code } as const;
    const reply = await this.#workers()
      .then((pool) =>
        pool.withWorker(async (worker) => {
          const options = { timeoutMs: CHECK_MS, maxAnswerBytes: MAX_CHECK_BYTES, keep: true };
          const answer = await worker.ask(source, options);
          if (answer.kind === 'checked') this.#keep(code, worker);
          return answer;
        }),
      )
      .catch((cause: unknown) => {
        throw new NexusError('unavailable', 'The sandbox cannot be started.', { hint: 'Try again.', cause });
      });
    if (reply?.kind === 'checked')
      return { ...(JSON.parse(reply.json) as Omit<CheckedCode, 'executable'>), executable: code };
    const message = 'The source cannot be parsed: it is nested too deeply.';
    const violations = [{ rule: 'syntax', message, line: 1, column: 1 }] as const;
    return { violations, executable: code, signature: { input_schema: OPEN_OBJECT } };
  }

  [Symbol.dispose](): void {
    this.#closed = true;
    this.#kept?.worker.kill();
    void this.#pool?.then((pool) => pool.close());
  }

  #keep(code: string, worker: SandboxWorker): void {
    this.#kept?.worker.kill();
    this.#kept = { code, worker };
    if (this.#closed) worker.kill();
    setTimeout(() => {
      if (this.#kept?.worker !== worker) return;
      worker.kill();
      this.#kept = undefined;
    }, KEPT_MS).unref();
  }

  #takeKept(code: string): SandboxWorker | undefined {
    if (this.#kept?.code !== code) return undefined;
    const { worker } = this.#kept;
    this.#kept = undefined;
    return worker;
  }

  /** One worker is kept ready: it takes several times the memory of one for JavaScript. */
  #workers(): Promise<WorkerPool> {
    if (this.#closed) return Promise.reject(new Error('it has been closed'));
    this.#pool ??= this.#open().catch((error: unknown) => {
      this.#pool = undefined; // a full disk may have room later
      throw error;
    });
    return this.#pool;
  }

  /** Its own first worker tells whether the likely layers work; only where they do not, one that starts sooner is asked. */
  async #open(): Promise<WorkerPool> {
    const files = await this.#runtime.prepare();
    const likely = this.#layers.likely();
    const first = this.#start(likely, files);
    const works = await first.ready.then(
      () => true,
      () => false, // with which layers it would is found out below
    );
    const layers = works ? likely : await this.#layers.found();
    const pool = new WorkerPool(() => this.#start(layers, files), { size: 1, idleMs: this.#idleMs });
    if (works) pool.add(first);
    if (this.#closed) pool.close();
    return pool;
  }

  #start(layers: ReadonlySet<Layer>, runtime: RuntimeFiles): SandboxWorker {
    return this.#starter.start(
      workerCommand({ kind: 'run', layers, memoryBytes: this.#runtime.memory_bytes, runtime }),
    );
  }
}
