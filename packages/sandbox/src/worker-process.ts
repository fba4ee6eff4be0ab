import { type ChildProcess, spawn } from 'node:child_process';
import { StringDecoder } from 'node:string_decoder';
import { type Answer, READY, type Request } from './worker/protocol.ts';
import type { WorkerCommand } from './worker-command.ts';

/** What came of a question: the worker's answer, or how it failed to give one. */
export type Reply = Answer | { readonly kind: 'killed' | 'crashed' | 'cancelled' };

export interface AskOptions {
  /** Then the worker is killed. */
  readonly timeoutMs: number;
  /** A longer answer is none. */
  readonly maxAnswerBytes: number;
  readonly signal?: AbortSignal | undefined;
  /** Whether it may live on, for a run of the source that it has checked. */
  readonly keep?: boolean;
}

/** A process that becomes ready, is asked to run one tool, which it may check before, and is killed. */
export interface SandboxWorker {
  /** Rejects when the process ends first, with what it said. */
  readonly ready: Promise<void>;
  readonly isAlive: boolean;
  /** Asks, and ends the process whatever comes of it, unless a check that succeeded is to be followed by the run. */
  ask(request: Request, options: AskOptions): Promise<Reply>;
  kill(): void;
}

/** Seen to take 25 s where a dozen other processes want each of two processors. */
const START_TIMEOUT_MS = 60_000;
const MAX_COMPLAINT_CHARACTERS = 2_000;

/** One that this thread started. */
export class WorkerProcess implements SandboxWorker {
  readonly ready: Promise<void>;
  /** Whatever ends it. */
  readonly ended: Promise<void>;
  readonly #child: ChildProcess;
  readonly #leadsGroup: boolean;
  #complaint = '';
  #received: Buffer[] = [];
  #size = 0;
  #onLine: ((line: string | undefined) => void) | undefined;
  #maxLineBytes = READY.length + 1;

  constructor({ file, args, env, cwd, leadsGroup }: WorkerCommand) {
    this.#leadsGroup = leadsGroup;
    const options = { env, cwd, windowsHide: true, detached: leadsGroup };
    this.#child = spawn(file, args, { ...options, stdio: ['pipe', 'pipe', 'pipe'] });
    const { stdin, stdout, stderr } = this.#child;
    // Whatever goes wrong with a pipe ends the process, which is what is listened to.
    for (const stream of [stdin, stdout, stderr]) stream?.on('error', () => {});
    stdout?.on('data', (piece: Buffer) => this.#take(piece));
    const decoder = new StringDecoder();
    stderr?.on('data', (piece: Buffer) => {
      if (this.#complaint.length < MAX_COMPLAINT_CHARACTERS) this.#complaint += decoder.write(piece);
    });
    this.ended = new Promise<void>((resolve) => {
      this.#child.once('error', (error) => {
        this.#complaint += error.message;
        resolve();
      });
      this.#child.once('close', () => resolve());
    }).then(() => this.#end());
    this.ready = this.#line(START_TIMEOUT_MS).then((line) => {
      if (line !== READY) {
        this.kill();
        throw new Error(`a worker did not start: ${this.#complaint.trim().slice(0, MAX_COMPLAINT_CHARACTERS)}`);
      }
      this.#hold(false);
      return undefined;
    });
    this.ready.catch(() => {}); // whoever needs the worker awaits it
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  async ask(request: Request, { timeoutMs, maxAnswerBytes, signal, keep = false }: AskOptions): Promise<Reply> {
    this.#hold(true);
    let kept = false;
    let reason: 'crashed' | 'killed' | 'cancelled' = 'crashed';
    const end = (why: 'killed' | 'cancelled') => () => {
      reason = why;
      this.kill();
      this.#onLine?.(undefined);
    };
    const cancel = end('cancelled');
    const timer = setTimeout(end('killed'), timeoutMs);
    signal?.addEventListener('abort', cancel, { once: true });
    try {
      this.#maxLineBytes = maxAnswerBytes;
      const line = this.#line();
      this.#child.stdin?.write(`${JSON.stringify(request)}\n`);
      if (signal?.aborted === true) cancel();
      const reply = answerOf(await line, request.nonce) ?? { kind: reason };
      kept = keep && reply.kind === 'checked';
      return reply;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
      if (kept) this.#hold(false);
      else this.kill();
    }
  }

  kill(): void {
    // The inner process of bubblewrap waits for the outer for ever, when that is killed before it has said how to go on.
    if (this.#leadsGroup && this.isAlive && this.pid !== undefined) killGroup(this.pid);
    this.#child.kill('SIGKILL');
    this.#hold(false);
  }

  /** The next line; undefined when the process has ended, or after the time. */
  #line(timeoutMs?: number): Promise<string | undefined> {
    return new Promise((resolve) => {
      const timer = timeoutMs === undefined ? undefined : setTimeout(() => this.#onLine?.(undefined), timeoutMs);
      this.#onLine = (line) => {
        clearTimeout(timer);
        this.#onLine = undefined;
        resolve(line);
      };
    });
  }

  #take(piece: Buffer): void {
    if (this.#onLine === undefined) return;
    this.#received.push(piece);
    this.#size += piece.length;
    if (this.#size > this.#maxLineBytes) return this.#onLine(undefined);
    if (piece.at(-1) !== LINE_FEED) return;
    const line = Buffer.concat(this.#received).toString('utf8', 0, this.#size - 1);
    this.#received = [];
    this.#size = 0;
    this.#onLine(line);
  }

  #end(): void {
    this.#hold(false);
    this.#onLine?.(undefined);
  }

  /** An idle worker must not keep this process from ending; one that is asked must. */
  #hold(held: boolean): void {
    const { stdin, stdout, stderr } = this.#child;
    for (const handle of [this.#child, stdin, stdout, stderr] as readonly (Refable | null)[]) {
      if (held) handle?.ref?.();
      else handle?.unref?.();
    }
  }
}

function killGroup(leader: number): void {
  try {
    process.kill(-leader, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // it has ended
  }
}

interface Refable {
  ref?(): unknown;
  unref?(): unknown;
}

const LINE_FEED = 10;

function answerOf(line: string | undefined, nonce: string): Answer | undefined {
  if (line === undefined || !line.startsWith(`${nonce} `)) return undefined;
  try {
    return JSON.parse(line.slice(nonce.length + 1)) as Answer;
  } catch {
    return undefined; // only what got out of the engine writes so
  }
}
