import { Buffer } from 'node:buffer';
import { EvalFlags, JSException, type JSValueHandle, QuickJS } from 'quickjs-wasi';
import type { Answer, RunRequest } from './protocol.ts';

const MAX_GUEST_STACK_BYTES = 256 * 1024;
const MAX_ERROR_CHARACTERS = 600;

/** Runs code that nobody trusts, once. */
export interface Engine {
  run(request: RunRequest): Promise<Answer>;
}

/**
 * What calls the tool, inside the guest. It holds the built-ins that it needs, since a tool may replace any of them, and
 * it tells a fault as text, since reading an error runs code of the tool.
 */
const BOOTSTRAP = `(() => {
  const { parse, stringify } = JSON;
  const apply = Reflect.apply;
  const slice = String.prototype.slice;
  const describe = (error) => {
    try {
      const isError = typeof error === 'object' && error !== null;
      const text = (value) => apply(slice, '' + value, [0, ${MAX_ERROR_CHARACTERS}]);
      return stringify(isError ? [text(error.name), text(error.message), text(error.stack)] : ['', text(error), '']);
    } catch {
      return '["","an error that cannot be read",""]';
    }
  };
  const call = async (main, text) => {
    try {
      const json = stringify(await main(parse(text)));
      return typeof json === 'string' ? 'v' + json : 'n';
    } catch (error) {
      return 'e' + describe(error);
    }
  };
  return [call, describe];
})()`;

const WARM_UP = `export async function main(input) {
  const parts = Object.entries(input).map(([key, value]) => key + ':' + value).sort();
  const seen = new Set(new Map([[1, 2]]).values());
  try { null.x } catch (error) { parts.push(error.message.replace(/\\W/g, '')) }
  return { parts, seen: [...seen], at: new Date(0).toISOString(), bytes: new Uint8Array(4).length, root: Math.sqrt(2).toFixed(1) };
}`;

/**
 * A guest in WebAssembly memory of its own, warmed up, and good for one run.
 *
 * @param bytes The engine's `quickjs.wasm`.
 */
export async function createEngine(bytes: Uint8Array, memoryBytes: number): Promise<Engine> {
  const guest = await Guest.create(compiled(bytes), memoryBytes);
  await guest.warmUp();
  return guest;
}

/** What makes such guests without end, compiled and warmed up once for all of them. */
export async function warmEngines(bytes: Uint8Array, memoryBytes: number): Promise<() => Promise<Engine>> {
  const wasm = compiled(bytes);
  const first = await Guest.create(wasm, memoryBytes);
  await first.warmUp();
  return () => Guest.create(wasm, memoryBytes);
}

class Guest implements Engine {
  readonly #vm: QuickJS;
  readonly #call: JSValueHandle;
  readonly #describe: JSValueHandle;
  readonly #deadline: { atMs: number };

  private constructor(vm: QuickJS, deadline: { atMs: number }) {
    this.#vm = vm;
    this.#deadline = deadline;
    const both = vm.evalCode(BOOTSTRAP, 'bootstrap.js');
    this.#call = both.getProp('0');
    this.#describe = both.getProp('1');
  }

  static async create(wasm: CompiledEngine, memoryLimit: number): Promise<Guest> {
    const deadline = { atMs: Number.POSITIVE_INFINITY };
    const vm = await QuickJS.create({
      wasm,
      memoryLimit,
      maxStackSize: MAX_GUEST_STACK_BYTES,
      interruptHandler: () => Date.now() > deadline.atMs,
      timezoneOffset: 0,
      wasi: (memory: { readonly buffer: ArrayBuffer }) => ({
        // The engine logs to standard output, which is the channel of results.
        fd_write: () => BAD_FILE,
        random_get: (at: number, length: number) => {
          fillWithNoise(new Uint8Array(memory.buffer, at, length));
          return SUCCESS;
        },
      }),
    });
    return new Guest(vm, deadline);
  }

  /** Has what a call needs compiled; it leaves a module that nothing refers to. */
  async warmUp(): Promise<void> {
    const request = { code: WARM_UP, args: '{"a":[1,2.5]}', time_ms: 5_000, max_result_bytes: 1_000 };
    const answer = await this.run(request, 'warm-up.js');
    if (answer.kind !== 'value') throw new Error(`the engine does not work: ${JSON.stringify(answer)}`);
  }

  async run({ code, args, time_ms, max_result_bytes }: RunRequest, name = 'tool.js'): Promise<Answer> {
    this.#deadline.atMs = Date.now() + time_ms;
    try {
      const source = `${code}\n;export { main as entry };`;
      const loaded = await this.#settle(this.#vm.evalCode(source, name, EvalFlags.TYPE_MODULE));
      if (loaded === undefined) return { kind: 'unsettled' };
      if ('error' in loaded) return this.#fault(loaded.error);
      const main = loaded.value.getProp('entry');
      const outcome = await this.#settle(
        this.#vm.callFunction(this.#call, this.#vm.undefined, main, this.#vm.newString(args)),
      );
      if (outcome === undefined) return { kind: 'unsettled' };
      if ('error' in outcome) return this.#fault(outcome.error);
      return this.#answerOf(outcome.value, max_result_bytes);
    } catch (error) {
      return this.#hostFault(error);
    }
  }

  /** Runs all jobs; undefined when the promise waits for something that never comes. */
  async #settle(promise: JSValueHandle): Promise<Settled | undefined> {
    this.#vm.executePendingJobs();
    return promise.promiseState === PENDING ? undefined : await this.#vm.resolvePromise(promise);
  }

  #answerOf(outcome: JSValueHandle, maxResultBytes: number): Answer {
    if (!outcome.isString || outcome.length - 1 > maxResultBytes) return { kind: 'too_large' };
    const text = outcome.toString();
    const json = text.slice(1);
    if (text.startsWith('v'))
      return Buffer.byteLength(json) > maxResultBytes ? { kind: 'too_large' } : { kind: 'value', json };
    return text.startsWith('e') ? faultOf(json) : { kind: 'no_json' };
  }

  #fault(error: JSValueHandle): Answer {
    const described = this.#vm.callFunction(this.#describe, this.#vm.undefined, error);
    return faultOf(described.toString());
  }

  /** What the engine throws here rather than in the guest: a syntax error, the deadline, a stack or memory used up. */
  #hostFault(error: unknown): Answer {
    if (Date.now() > this.#deadline.atMs) return { kind: 'timeout' };
    if (error instanceof JSException) return classified(error.name, error.message, error.stack ?? '');
    // A trap of WebAssembly, or its stack used up: this guest is lost, and so is its process after the answer.
    if (error instanceof Error && /^(RuntimeError|RangeError)$/.test(error.name)) return { kind: 'out_of_memory' };
    throw error;
  }
}

/** Only the C library asks, for its stack guard, which no guest sees; Node.js takes 10 ms to load what is better at it. */
function fillWithNoise(bytes: Uint8Array): void {
  for (let i = 0; i < bytes.length; i += 1) bytes[i] = Math.random() * 256;
}

type Settled = { readonly value: JSValueHandle } | { readonly error: JSValueHandle };

interface CompiledEngine {
  readonly [Symbol.toStringTag]: 'WebAssembly.Module';
}

/** The types of Node.js lack what the Web's have. */
function compiled(bytes: Uint8Array): CompiledEngine {
  const { Module } = Reflect.get(globalThis, 'WebAssembly') as { Module: new (bytes: Uint8Array) => CompiledEngine };
  return new Module(bytes);
}

/** Of WASI. */
const SUCCESS = 0;
const BAD_FILE = 8;
const PENDING = 0;

function faultOf(json: string): Answer {
  const [name = '', message = '', stack = ''] = JSON.parse(json) as [string?, string?, string?];
  return classified(name, message, stack);
}

function classified(name: string, message: string, stack: string): Answer {
  if (name === 'InternalError' && message === 'interrupted') return { kind: 'timeout' };
  if (/out of memory|memory access out of bounds/.test(message)) return { kind: 'out_of_memory' };
  return { kind: 'threw', name: name.slice(0, 80), message: message.slice(0, MAX_ERROR_CHARACTERS), stack };
}
