import { type ChildProcess, fork } from 'node:child_process';
import type { NexusError } from '@nexus/models';
import type { Fault, ModelOptions, Order, Report, WorkerChat } from '../worker/protocol.ts';
import { WORKER_FILE } from '../worker-file.ts';
import { answerFault, diedAnswering, diedOpening, openFault } from './faults.ts';

interface Waiting {
  readonly onChunk: (chunk: unknown) => void;
  readonly end: (fault: NexusError | undefined) => void;
}

/** The process with the model, from this side. One that died stays dead: whoever wants another opens one. */
export class Worker {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  readonly #exited: Promise<void>;
  readonly #ready: Promise<NexusError | undefined>;
  readonly #options: ModelOptions;
  #contextTokens: number | undefined;
  #last = 0;

  /** Starts the process and has it load the model. */
  constructor(options: ModelOptions) {
    this.#options = options;
    this.#child = fork(WORKER_FILE, [], { stdio: ['ignore', 'ignore', 'ignore', 'ipc'], execArgv: ['--no-warnings'] });
    this.#exited = new Promise((resolve) => {
      this.#child.once('exit', () => resolve());
      this.#child.once('error', () => resolve());
    });
    void this.#exited.then(() => this.#endAll());
    this.#ready = this.#load();
  }

  get isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null && this.#child.connected;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** What the context holds, as soon as the model is loaded. */
  get contextTokens(): number | undefined {
    return this.#contextTokens;
  }

  /** Resolves when the model is loaded. @throws {NexusError} Which says what is missing. */
  async ready(): Promise<void> {
    const fault = await this.#ready;
    if (fault) throw fault;
  }

  /** Answers in chunks. @throws {NexusError} When the answer fails, or the process does. */
  async chat(chat: WorkerChat, onChunk: (chunk: unknown) => void, signal: AbortSignal | undefined): Promise<void> {
    const id = (this.#last += 1);
    const abort = () => this.#send({ type: 'abort', id });
    const { promise, resolve } = Promise.withResolvers<NexusError | undefined>();
    this.#waiting.set(id, { onChunk, end: resolve });
    this.#holdHost(true);
    signal?.addEventListener('abort', abort, { once: true });
    try {
      if (this.isAlive) this.#send({ type: 'chat', id, chat });
      else this.#endAll();
      const fault = await promise;
      if (fault) throw fault;
    } finally {
      this.#waiting.delete(id);
      this.#holdHost(this.#waiting.size > 0);
      signal?.removeEventListener('abort', abort);
    }
  }

  /** Ends the process; when it resolves, it is gone. */
  async close(): Promise<void> {
    // Or a program that has nothing else to wait for would end in the middle of its own end.
    this.#holdHost(true);
    this.#child.kill('SIGKILL'); // it holds nothing but memory
    await this.#exited;
  }

  async #load(): Promise<NexusError | undefined> {
    const loaded = new Promise<Fault | undefined>((resolve) => {
      this.#child.on('message', (report: Report) => {
        if (report.type === 'opened') {
          this.#contextTokens = report.context_tokens;
          resolve(undefined);
        } else if (report.type === 'not_opened') resolve(report.fault);
        else if (report.type === 'chunk') this.#waiting.get(report.id)?.onChunk(report.chunk);
        else this.#waiting.get(report.id)?.end(report.fault && answerFault(report.fault));
      });
    });
    this.#send({ type: 'open', options: this.#options });
    const fault = await Promise.race([loaded, this.#exited.then(() => 'exited' as const)]);
    this.#holdHost(false);
    if (fault === undefined) return undefined;
    await this.close();
    return fault === 'exited' ? diedOpening(this.#options) : openFault(fault, this.#options);
  }

  #send(order: Order): void {
    // A process that dies meanwhile is noticed by its exit.
    if (this.#child.connected) this.#child.send(order, () => {});
  }

  /** Whether this process waits for the other: one that is idle must not keep a program from ending. */
  #holdHost(holds: boolean): void {
    const change = holds ? 'ref' : 'unref';
    this.#child[change]();
    this.#child.channel?.[change]();
  }

  #endAll(): void {
    for (const { end } of this.#waiting.values())
      end(this.#contextTokens !== undefined ? diedAnswering() : diedOpening(this.#options));
  }
}
