import type { Readable, Writable } from 'node:stream';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { ErrorCode, type JSONRPCMessage, type RequestId } from '@modelcontextprotocol/sdk/types.js';
import { cancelledIdOf, readMessage, refusalText, requestIdOf } from '../json-rpc.ts';
import { LineSplitter } from './line-splitter.ts';

const MAX_LINE_BYTES = 10 * 1024 * 1024;
const TOO_LONG = { code: ErrorCode.InvalidRequest, message: 'Invalid request: longer than 10 MiB' };
/** Requests that run at once; the others wait, so that their answers do not pile up in memory. */
const MAX_RUNNING = 32;
const MAX_WAITING = 256;
const MAX_WAITING_BYTES = 16 * 1024 * 1024;

/** What the client sent and has not been dealt with: a request, or a line that was none, with the text that says so. */
type Waiting = { readonly bytes: number } & (
  | { readonly id: RequestId; readonly request: JSONRPCMessage }
  | { readonly id: undefined; readonly refusal: string }
);

/**
 * The protocol over a pair of streams, one message a line.
 *
 * In place of the SDK's, which goes deaf after a line that is too long, leaves a malformed one unanswered, reads
 * invalid UTF-8 as if it were text, and buffers without limit for a client that does not read.
 */
export class StdioTransport implements Transport {
  onclose?: NonNullable<Transport['onclose']>;
  onerror?: NonNullable<Transport['onerror']>;
  onmessage?: NonNullable<Transport['onmessage']>;
  /** Set by the owner: the client has closed its side, and what it had asked is answered. */
  onend?: () => void;

  readonly #input: Readable;
  readonly #output: Writable;
  readonly #lines = new LineSplitter(MAX_LINE_BYTES);
  readonly #running = new Set<RequestId>();
  #waiting: Waiting[] = [];
  #blocked = false;
  /** What came before its time and waits for no answer; there while all but `initialize` is held. */
  #early: JSONRPCMessage[] | undefined;
  #ended = false;
  #closed = false;

  /** @param until Before it, only `initialize` is passed on and what else comes waits; a rejection is its owner's. */
  constructor(input: Readable, output: Writable, until?: Promise<unknown>) {
    this.#input = input;
    this.#output = output;
    if (until !== undefined) void this.#hold(until);
  }

  async start(): Promise<void> {
    this.#input.on('data', this.#onData);
    this.#input.on('end', this.#onEnd);
    this.#input.on('close', this.#onEnd);
    this.#input.on('error', this.#onFailure);
    this.#output.on('drain', this.#onDrain);
    this.#output.on('error', this.#onFailure);
  }

  async send(message: JSONRPCMessage): Promise<void> {
    this.#write(JSON.stringify(message));
    if ('id' in message && !('method' in message) && message.id !== undefined) {
      this.#running.delete(message.id);
      this.#next();
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#input.off('data', this.#onData);
    this.#input.pause();
    this.#waiting = [];
    this.onclose?.();
  }

  async #hold(until: Promise<unknown>): Promise<void> {
    const early: JSONRPCMessage[] = (this.#early = []);
    // What is not there can answer nothing: whoever waits for it ends the process.
    const [{ status }] = await Promise.allSettled([until]);
    if (status === 'rejected') return;
    this.#early = undefined;
    for (const message of early) this.onmessage?.(message);
    this.#next();
  }

  readonly #onData = (chunk: Uint8Array): void => {
    for (const line of this.#lines.push(chunk)) this.#receive(line);
  };

  readonly #onEnd = (): void => {
    if (this.#ended) return;
    this.#ended = true;
    for (const line of this.#lines.end()) this.#receive(line);
    this.#next();
  };

  /** A broken pipe: there is nobody left to answer. */
  readonly #onFailure = (error: Error): void => {
    this.onerror?.(error);
    this.#ended = true;
    this.#waiting = [];
    this.#running.clear();
    this.onend?.();
  };

  readonly #onDrain = (): void => {
    this.#blocked = false;
    this.#next();
  };

  #receive(line: Uint8Array | undefined): void {
    if (line === undefined) {
      this.#wait({ bytes: 0, id: undefined, refusal: refusalText(TOO_LONG) });
      return;
    }
    if (line.length === 0) return;
    const bytes = line.length;
    const received = readMessage(line);
    if ('refusal' in received) {
      this.#wait({ bytes, id: undefined, refusal: refusalText(received.refusal) });
      return;
    }
    const { message } = received;
    const id = requestIdOf(message);
    if (id !== undefined) this.#wait({ bytes, id, request: message });
    else if ('method' in message && message.method === 'notifications/cancelled') this.#cancel(message);
    else if (this.#early !== undefined) this.#early.push(message);
    // Answers and notifications never wait longer: a running request may depend on them.
    else this.onmessage?.(message);
  }

  #wait(waiting: Waiting): void {
    this.#waiting.push(waiting);
    this.#next();
  }

  #cancel(message: JSONRPCMessage): void {
    const id = cancelledIdOf(message);
    if (id === undefined) return;
    this.#waiting = this.#waiting.filter((waiting) => waiting.id !== id);
    // The SDK looks for the request a moment later, and would take one that the client has yet to send.
    if (!this.#running.has(id)) return this.#next();
    this.onmessage?.(message);
    // After that moment, since the SDK answers no request that was cancelled.
    queueMicrotask(() => {
      this.#running.delete(id);
      this.#next();
    });
  }

  #next(): void {
    while (!this.#closed && !this.#blocked && this.#running.size < MAX_RUNNING) {
      const [first] = this.#waiting;
      // Two of one id would count as one; the later waits.
      if (first === undefined || (first.id !== undefined && this.#running.has(first.id))) break;
      if (this.#early !== undefined && !isInitialize(first)) break;
      this.#waiting.shift();
      if (first.id === undefined) this.#write(first.refusal);
      else {
        this.#running.add(first.id);
        this.onmessage?.(first.request);
      }
    }
    if (this.#closed) return;
    // Within that it reads on for a client that does not, or it would never see that one leave.
    const bytes = this.#waiting.reduce((sum, waiting) => sum + waiting.bytes, 0);
    if (this.#waiting.length > MAX_WAITING || bytes > MAX_WAITING_BYTES) this.#input.pause();
    else if (this.#input.isPaused()) this.#input.resume();
    if (this.#ended && this.#running.size === 0 && this.#waiting.length === 0) this.onend?.();
  }

  #write(line: string): void {
    if (!this.#output.writable) return;
    if (!this.#output.write(`${line}\n`)) this.#blocked = true;
  }
}

function isInitialize(waiting: Waiting): boolean {
  return waiting.id !== undefined && 'method' in waiting.request && waiting.request.method === 'initialize';
}
