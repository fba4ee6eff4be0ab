import { randomUUID } from 'node:crypto';
import { NexusError } from '@nexus/models';
import type { CheckedCode } from './check-tool.ts';
import type { LanguageRuntime, RuntimeFiles } from './language-runtime.ts';
import type { Layer } from './layers.ts';
import { OPEN_OBJECT } from './schema/json-schema.ts';
import { workerCommand } from './worker-command.ts';
import { WorkerPool } from './worker-pool.ts';
import { WorkerProcess } from './worker-process.ts';

const CHECK_MS = 10_000;
const MAX_CHECK_BYTES = 512 * 1024;

/** The workers of a language that a package of its own brings: they check a tool as well as they run it. */
export class RuntimeWorkers implements Disposable {
  readonly #runtime: LanguageRuntime;
  readonly #layers: () => Promise<ReadonlySet<Layer>>;
  readonly #idleMs: number;
  #pool: Promise<WorkerPool> | undefined;
  #closed = false;

  constructor(runtime: LanguageRuntime, layers: () => Promise<ReadonlySet<Layer>>, idleMs: number) {
    this.#runtime = runtime;
    this.#layers = layers;
    this.#idleMs = idleMs;
  }

  /** One worker is kept ready: it takes several times the memory of one for JavaScript. */
  pool(): Promise<WorkerPool> {
    if (this.#closed) return Promise.reject(new Error('it has been closed'));
    this.#pool ??= this.#open().catch((error: unknown) => {
      this.#pool = undefined; // a full disk may have room later
      throw error;
    });
    return this.#pool;
  }

  /** @throws {NexusError} `unavailable` when no process can be started. */
  async check(code: string): Promise<CheckedCode> {
    const source = { nonce: randomUUID(), kind: 'check', source: code } as const;
    const reply = await this.pool()
      .then((pool) =>
        pool.withWorker((worker) => worker.ask(source, { timeoutMs: CHECK_MS, maxAnswerBytes: MAX_CHECK_BYTES })),
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
    void this.#pool?.then((pool) => pool.close());
  }

  async #open(): Promise<WorkerPool> {
    const [layers, files] = await Promise.all([this.#layers(), this.#runtime.prepare()]);
    const pool = new WorkerPool(() => this.#start(layers, files), { size: 1, idleMs: this.#idleMs });
    if (this.#closed) pool.close();
    return pool;
  }

  #start(layers: ReadonlySet<Layer>, runtime: RuntimeFiles): WorkerProcess {
    return new WorkerProcess(workerCommand({ kind: 'run', layers, memoryBytes: this.#runtime.memory_bytes, runtime }));
  }
}
