import { randomUUID } from 'node:crypto';
import { NexusError } from '@nexus/models';
import { argumentText } from './argument-text.ts';
import type { CheckedCode, Language, ToolCode } from './check-tool.ts';
import { likelyLayers, startFirst } from './first-worker.ts';
import type { LanguageRuntime } from './language-runtime.ts';
import type { Layer, LayerState } from './layers.ts';
import { LIMITS, type RunLimits, timeOf } from './limits.ts';
import { failure, invalid, type Result, resultOf, type RunOutcome } from './outcome.ts';
import { RuntimeWorkers } from './runtime-workers.ts';
import type { Violation } from './validation/violation.ts';
import { WorkerStarter } from './thread/worker-starter.ts';
import { workerCommand } from './worker-command.ts';
import { PoolBusyError, WorkerPool } from './worker-pool.ts';
import type { Reply, SandboxWorker } from './worker-process.ts';

export interface SandboxOptions {
  /** Workers that are kept ready, 2 unless given; each takes 30 to 40 MB. */
  readonly poolSize?: number;
  /** After so long without a call no worker is kept; five minutes unless given. */
  readonly idleMs?: number;
  /** Of languages besides JavaScript and TypeScript; none unless given. */
  readonly runtimes?: readonly LanguageRuntime[];
  /** Layers to leave out, which is for tests. */
  readonly without?: readonly (Layer | 'validation')[];
}

export interface SandboxInfo {
  readonly engine: string;
  readonly languages: readonly string[];
  readonly layers: readonly LayerState[];
  readonly limits: typeof LIMITS;
  /** Workers that are ready or starting. */
  readonly idle_workers: number;
}

/** How much later than its limit a run that does not end by itself is killed. */
const GRACE_MS = 60;
const STRIP_MS = 5_000;
const IDLE_MS = 5 * 60_000;
const MAX_CHECKED = 200;

/**
 * Runs code that nobody trusts, as a function of JSON to JSON.
 *
 * Each run has a process of its own, which is killed with its answer. Nothing is started before the first call.
 */
export class Sandbox implements Disposable {
  readonly #options: SandboxOptions;
  readonly #without: ReadonlySet<string>;
  readonly #starter = new WorkerStarter();
  readonly #checked = new Map<string, Promise<CheckedCode>>();
  readonly #runtimes: ReadonlyMap<Language, RuntimeWorkers>;
  #pool: Promise<WorkerPool> | undefined;
  #stripping: Promise<unknown> = Promise.resolve();
  #states: LayerState[] = [];
  #closed = false;

  constructor(options: SandboxOptions = {}) {
    this.#options = options;
    this.#without = new Set(options.without);
    const layers = {
      likely: () => new Set(likelyLayers(this.#without)),
      found: () => this.#workers().then(() => this.#activeLayers()),
    };
    this.#runtimes = new Map(
      options.runtimes?.map((each) => [
        each.language,
        new RuntimeWorkers(each, layers, this.#starter, options.idleMs ?? IDLE_MS),
      ]),
    );
  }

  /** Starts the workers, so that the first call finds them ready. @throws {Error} when none can be started. */
  async warm(): Promise<void> {
    (await this.#workers()).fill();
  }

  /**
   * Every reason not to run a tool, and what its signature says; runs nothing.
   *
   * @throws {NexusError} `unavailable` when the language is not there, or needs a process and none can be started.
   */
  async check(tool: ToolCode): Promise<CheckedCode> {
    const size = Buffer.byteLength(tool.code);
    if (size > LIMITS.source_bytes) {
      const message = `The source has ${size} bytes; at most ${LIMITS.source_bytes} are allowed.`;
      const violations: Violation[] = [{ rule: 'size', message, line: 1, column: 1 }];
      return {
        violations,
        executable: '',
        signature: { input_schema: { type: 'object', additionalProperties: true } },
      };
    }
    const key = `${tool.language}\n${tool.code}`;
    let checked = this.#checked.get(key);
    if (checked === undefined) {
      checked = this.#check(tool);
      this.#checked.set(key, checked);
      checked.catch(() => this.#checked.delete(key)); // a machine out of processes may do better later
      const [oldest] = this.#checked.keys();
      if (this.#checked.size > MAX_CHECKED && oldest !== undefined) this.#checked.delete(oldest);
    }
    return await checked;
  }

  /**
   * Runs `main` of a tool once.
   *
   * @param args The argument of `main`: an object that JSON can say.
   * @returns The result, or a typed error; it never rejects, whatever the tool does.
   */
  async run(tool: ToolCode, args: unknown, limits: RunLimits = {}, signal?: AbortSignal): Promise<RunOutcome> {
    const began = performance.now();
    const finish = (outcome: Result): RunOutcome => ({
      ...outcome,
      duration_ms: Math.round((performance.now() - began) * 10) / 10,
    });
    const text = argumentText(args);
    if (typeof text !== 'string') return finish(text);
    try {
      const runtime = this.#runtime(tool.language);
      if (runtime === undefined) this.#workers().catch(() => {}); // starts while the source is read, and is awaited below
      const { violations, executable } = await this.#checkedOrNot(tool);
      const [first] = violations;
      if (first !== undefined) return finish(invalid(first, violations));
      const ask = (worker: SandboxWorker) => this.#ask(worker, executable, text, timeOf(limits), signal);
      const reply = await (runtime === undefined
        ? (await this.#workers()).withWorker(ask, signal)
        : runtime.withWorker(executable, ask, signal));
      return finish(resultOf(reply ?? { kind: 'cancelled' }));
    } catch (error) {
      if (error instanceof PoolBusyError) return finish(failure('busy', 'Too many tools run already. Try again.'));
      const message = error instanceof Error ? error.message : String(error);
      return finish(failure('unavailable', `The sandbox cannot be started: ${message}`));
    }
  }

  /** What runs the code and what stands around it; starts a worker to find out. */
  async getSandboxInfo(): Promise<SandboxInfo> {
    const pool = await this.#workers();
    return {
      engine: 'quickjs-wasi',
      languages: ['javascript', 'typescript', ...this.#runtimes.keys()],
      layers: this.#states,
      limits: LIMITS,
      idle_workers: pool.idle,
    };
  }

  [Symbol.dispose](): void {
    this.#closed = true;
    for (const workers of this.#runtimes.values()) workers[Symbol.dispose]();
    void this.#pool?.then((pool) => pool.close());
    this.#starter[Symbol.dispose]();
  }

  async #checkedOrNot(tool: ToolCode): Promise<Pick<CheckedCode, 'violations' | 'executable'>> {
    if (!this.#without.has('validation')) return await this.check(tool);
    if (tool.language !== 'typescript') return { violations: [], executable: tool.code };
    const stripped = await this.#strip(tool.code);
    return { violations: [], executable: 'code' in stripped ? stripped.code : tool.code };
  }

  async #check(tool: ToolCode): Promise<CheckedCode> {
    const runtime = this.#runtime(tool.language);
    if (runtime !== undefined) return await runtime.check(tool.code);
    const { checkCode } = await import('./check-tool.ts');
    return await checkCode(tool, (source) =>
      this.#strip(source).catch((cause: unknown) => {
        throw new NexusError('unavailable', 'The sandbox cannot be started.', { hint: 'Try again.', cause });
      }),
    );
  }

  /** Undefined for what runs without one. */
  #runtime(language: Language): RuntimeWorkers | undefined {
    const runtime = this.#runtimes.get(language);
    if (runtime !== undefined || language === 'javascript' || language === 'typescript') return runtime;
    throw new NexusError('unavailable', `There is no ${language} here.`, { hint: 'Write it in JavaScript.' });
  }

  /** One after another, however many tools are checked at once. */
  #strip(source: string): Promise<{ code: string } | { fault: string }> {
    const stripped = this.#stripping.then(() => this.#stripNow(source));
    this.#stripping = stripped.catch(() => {}); // the next one does not depend on it
    return stripped;
  }

  /** In a process of its own, since the parser may not survive. */
  async #stripNow(source: string): Promise<{ code: string } | { fault: string }> {
    await this.#workers();
    const worker = await this.#startReady('strip');
    const limits = { timeoutMs: STRIP_MS, maxAnswerBytes: LIMITS.source_bytes * 8 };
    const reply = await worker.ask({ nonce: randomUUID(), kind: 'strip', source }, limits);
    if (reply.kind === 'stripped') return { code: reply.code };
    return { fault: reply.kind === 'not_typescript' ? reply.message : 'The types cannot be taken from this source.' };
  }

  async #ask(
    worker: SandboxWorker,
    code: string,
    args: string,
    time_ms: number,
    signal: AbortSignal | undefined,
  ): Promise<Reply> {
    const run = { code, args, time_ms, max_result_bytes: LIMITS.result_bytes };
    return await worker.ask(
      { nonce: randomUUID(), kind: 'run', run },
      // Within the answer the result is a text, in which signs may be escaped once more.
      { timeoutMs: time_ms + GRACE_MS, maxAnswerBytes: LIMITS.result_bytes * 2 + 4_096, signal },
    );
  }

  #workers(): Promise<WorkerPool> {
    if (this.#closed) return Promise.reject(new Error('it has been closed'));
    this.#pool ??= this.#open().catch((error: unknown) => {
      this.#pool = undefined;
      throw error;
    });
    return this.#pool;
  }

  async #open(): Promise<WorkerPool> {
    const { worker, layers, states } = await startFirst((behind) => this.#start('run', behind), this.#without);
    this.#states = states;
    const { poolSize: size = 2, idleMs = IDLE_MS } = this.#options;
    const pool = new WorkerPool(() => this.#start('run', layers), { size, idleMs });
    pool.add(worker);
    if (this.#closed) pool.close();
    return pool;
  }

  #activeLayers(): ReadonlySet<Layer> {
    return new Set(this.#states.filter(({ active }) => active).map(({ layer }) => layer));
  }

  /** A machine that is short of processes for a moment may have one the next. */
  async #startReady(kind: 'strip'): Promise<SandboxWorker> {
    const start = async () => {
      const worker = this.#start(kind, this.#activeLayers());
      await worker.ready;
      return worker;
    };
    return await start().catch(start);
  }

  #start(kind: 'run' | 'strip', layers: ReadonlySet<Layer>): SandboxWorker {
    return this.#starter.start(workerCommand({ kind, layers, memoryBytes: LIMITS.memory_bytes }));
  }
}
