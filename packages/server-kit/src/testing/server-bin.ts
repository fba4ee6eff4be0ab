import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';

export interface BinOptions {
  /** The working directory, and the data folder. */
  readonly folder: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Words for Node.js itself, before the script. */
  readonly nodeArgs?: readonly string[];
}

export interface FinishedBin {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The built command of a server, started with nothing of the caller's environment but its PATH. */
export class ServerBin {
  readonly #script: string;
  /** Whether there is a build to start. */
  readonly isBuilt: boolean;

  /** @param packageRoot The folder of the server's `package.json`. */
  constructor(packageRoot: URL | string) {
    const dist = join(typeof packageRoot === 'string' ? packageRoot : fileURLToPath(packageRoot), 'dist');
    this.#script = join(dist, 'bin.js');
    this.isBuilt = existsSync(this.#script) && existsSync(join(dist, 'main.js'));
  }

  /** Runs the command to its end; its input is empty. */
  async run(args: readonly string[], options: BinOptions): Promise<FinishedBin> {
    const child = this.#spawn(args, options);
    const out = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (chunk: string) => (out[name] += chunk));
    }
    child.stdin.end();
    const [code] = (await once(child, 'close')) as [number | null];
    return { code, ...out };
  }

  /** Starts the server over stdio and introduces a client to it. */
  async connect(options: BinOptions): Promise<StdioSession> {
    const session = new StdioSession(this.#spawn([], options));
    await session.initialize();
    return session;
  }

  #spawn(args: readonly string[], { folder, environment, nodeArgs = [] }: BinOptions): ChildProcessWithoutNullStreams {
    return spawn(process.execPath, [...nodeArgs, this.#script, ...args], {
      cwd: folder,
      env: { PATH: process.env['PATH'], NEXUS_DATA_DIR: folder, NEXUS_TIMEZONE: 'UTC', ...environment },
    });
  }
}

/** A client that takes every line of a server for the answer to what it just asked, so that nothing else may come. */
export class StdioSession implements Disposable {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #closed: Promise<unknown[]>;
  readonly #lines: AsyncIterableIterator<string>;
  #lastId = 0;
  #serverInfo: unknown;

  constructor(child: ChildProcessWithoutNullStreams) {
    this.#child = child;
    this.#closed = once(child, 'close');
    child.stderr.resume();
    this.#lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  }

  /** What the server says of itself. */
  get serverInfo(): unknown {
    return this.#serverInfo;
  }

  async initialize(): Promise<void> {
    const clientInfo = { name: 'server-bin', version: '1.0.0' };
    const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo };
    this.#serverInfo = (await this.ask('initialize', params))['serverInfo'];
    this.#send({ method: 'notifications/initialized' });
  }

  /** @returns The `result` of the answer. */
  async ask(method: string, params: object = {}): Promise<Readonly<Record<string, unknown>>> {
    this.#lastId += 1;
    this.#send({ id: this.#lastId, method, params });
    const line: IteratorResult<string, unknown> = await this.#lines.next();
    if (line.done) throw new Error(`The output ended before the answer to ${method}.`);
    const message = JSON.parse(line.value) as { readonly result: Readonly<Record<string, unknown>> };
    expect(message).toEqual({ jsonrpc: '2.0', id: this.#lastId, result: expect.any(Object) as object });
    return message.result;
  }

  /** Ends the server's input. @returns The lines that still came, and how the server ended. */
  async end(): Promise<{ readonly lines: readonly string[]; readonly code: unknown; readonly signal: unknown }> {
    this.#child.stdin.end();
    const lines: string[] = [];
    for await (const line of this.#lines) lines.push(line);
    const [code, signal] = await this.#closed;
    return { lines, code, signal };
  }

  [Symbol.dispose](): void {
    this.#child.kill('SIGKILL');
  }

  #send(message: object): void {
    this.#child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  }
}
