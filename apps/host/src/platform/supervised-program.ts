import { type ChildProcess, fork } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { type LogRecord, ProgramLog } from './program-log.ts';
import { RESTART_LIMITS, type RestartLimits, RestartPolicy } from './restart-policy.ts';
import { occupantOf } from './server-identity.ts';

/** `waiting` is before a start anew; `crash_loop` is the same for a program that keeps crashing. */
export type ProgramState = 'starting' | 'ready' | 'waiting' | 'crash_loop' | 'stopping' | 'stopped';

/** What is run, as a Node.js program that ends when its channel does. */
export interface ProgramSpec {
  readonly name: string;
  readonly script: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Words for Node.js itself. */
  readonly nodeArgs?: readonly string[];
  /** Where it answers as a server; without it, it is ready as soon as it runs. */
  readonly server?: { readonly url: string; readonly name: string };
}

export interface ProgramStatus {
  readonly name: string;
  readonly state: ProgramState;
  readonly pid?: number;
  readonly url?: string;
  readonly restarts: number;
  /** Why it is not ready, or what ended its last life. */
  readonly fault?: string;
  /** Of its last life, where it ended by itself. */
  readonly exit_code?: number;
}

export interface SupervisionOptions {
  readonly onChange: (status: ProgramStatus) => void;
  readonly onLog: (name: string, record: LogRecord) => void;
  readonly restarts?: RestartLimits;
  readonly health?: HealthLimits;
}

export interface HealthLimits {
  readonly startMs: number;
  readonly everyMs: number;
  readonly answerMs: number;
  /** So many answers that do not come, one after the other, are the end of it. */
  readonly missed: number;
}

const HEALTH_LIMITS: HealthLimits = { startMs: 30_000, everyMs: 2_000, answerMs: 3_000, missed: 4 };
const FIRST_LOOK_MS = 25;
const LAST_WORDS_MS = 50;

/** A program that is kept running: it is started again when it ends, and killed when it no longer answers. */
export class SupervisedProgram {
  readonly spec: ProgramSpec;
  readonly #options: SupervisionOptions;
  readonly #policy: RestartPolicy;
  readonly #health: HealthLimits;
  readonly #log: ProgramLog;
  #state: ProgramState = 'stopped';
  #child: ChildProcess | undefined;
  #restart: NodeJS.Timeout | undefined;
  #startedMs = 0;
  #restarts = 0;
  #fault: string | undefined;
  /** Why this life was ended, where we ended it. */
  #verdict: string | undefined;
  #exitCode: number | null = null;
  #isStopping = false;
  #wasReady = false;

  constructor(spec: ProgramSpec, options: SupervisionOptions) {
    this.spec = spec;
    this.#options = options;
    this.#policy = new RestartPolicy(options.restarts ?? RESTART_LIMITS);
    this.#health = options.health ?? HEALTH_LIMITS;
    this.#log = new ProgramLog((record) => options.onLog(spec.name, record));
  }

  get status(): ProgramStatus {
    const { name, server } = this.spec;
    const pid = this.#child?.pid;
    return {
      name,
      state: this.#state,
      ...(pid !== undefined && { pid }),
      ...(server && { url: server.url }),
      restarts: this.#restarts,
      ...(this.#fault !== undefined && { fault: this.#fault }),
      ...(pid === undefined && this.#exitCode !== null && { exit_code: this.#exitCode }),
    };
  }

  /** Whether it was ready in any of its lives. */
  get wasReady(): boolean {
    return this.#wasReady;
  }

  start(): void {
    const { script, args, env, nodeArgs = [], server } = this.spec;
    this.#startedMs = performance.now();
    this.#verdict = undefined;
    this.#log.begin();
    const child = fork(script, [...args], {
      env: { ...env },
      execArgv: [...nodeArgs],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#child = child;
    if (child.stdout) this.#log.follow(child.stdout);
    if (child.stderr) this.#log.follow(child.stderr);
    child.once('error', (error) => this.#ended(child, error.message));
    child.once('exit', (code, signal) => this.#ended(child, signal ? `killed by ${signal}` : `ended with ${code}`));
    this.#settle('starting');
    if (server === undefined) this.#ready();
    else void this.#watch(child, server);
  }

  /** Lets it end in order, and kills it when that takes too long; when it resolves, the process is gone. */
  async stop(graceMs: number): Promise<void> {
    clearTimeout(this.#restart);
    this.#isStopping = true;
    const child = this.#child;
    if (child === undefined || hasEnded(child)) return this.#settle('stopped');
    this.#settle('stopping');
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    if (child.connected) child.disconnect();
    const late = setTimeout(() => child.kill('SIGKILL'), graceMs);
    await gone;
    clearTimeout(late);
  }

  kill(): void {
    clearTimeout(this.#restart);
    this.#child?.kill('SIGKILL');
  }

  /** Follows one life: until it is ready, and then whether it still answers. */
  async #watch(child: ChildProcess, server: { readonly url: string; readonly name: string }): Promise<void> {
    const { startMs, everyMs, answerMs, missed } = this.#health;
    const isOver = () => hasEnded(child) || this.#isStopping;
    const answers = async () => {
      const occupant = await occupantOf(server.url, answerMs);
      return occupant.kind === 'server' && occupant.server === server.name;
    };
    while (!isOver() && !(await answers())) {
      if (performance.now() - this.#startedMs > startMs) return this.#end(child, 'it did not get ready in time');
      await delay(FIRST_LOOK_MS);
    }
    if (isOver()) return;
    this.#ready();
    for (let misses = 0; misses < missed;) {
      await delay(everyMs, undefined, { ref: false });
      if (isOver()) return;
      misses = (await answers()) ? 0 : misses + 1;
    }
    if (!isOver()) this.#end(child, 'it no longer answered');
  }

  #end(child: ChildProcess, why: string): void {
    this.#verdict = why;
    child.kill('SIGKILL'); // what does not answer does not stop in order either
  }

  #ready(): void {
    this.#wasReady = true;
    this.#fault = undefined;
    this.#settle('ready');
  }

  #ended(child: ChildProcess, how: string): void {
    if (this.#child !== child) return;
    this.#child = undefined;
    this.#exitCode = child.exitCode;
    if (this.#isStopping) return this.#settle('stopped');
    const nowMs = performance.now();
    const { waitMs, isLoop } = this.#policy.ended(nowMs, nowMs - this.#startedMs);
    this.#restart = setTimeout(() => {
      this.#restarts += 1;
      this.start();
    }, waitMs);
    const why = this.#verdict ?? how;
    // What it said last may still be under way in the pipe.
    setTimeout(
      () => {
        if (this.#child !== undefined || this.#isStopping) return;
        const { lastWords } = this.#log;
        this.#fault = lastWords === '' ? why : `${why}; it said: ${lastWords}`;
        this.#settle(isLoop ? 'crash_loop' : 'waiting');
      },
      Math.min(waitMs / 2, LAST_WORDS_MS),
    );
  }

  #settle(state: ProgramState): void {
    this.#state = state;
    this.#options.onChange(this.status);
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
