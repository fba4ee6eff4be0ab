import type { Readable, Writable } from 'node:stream';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { ErrorCode, type JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js';
import { LineSplitter } from './line-splitter.ts';
import { readMessage, refusalText, requestIdOf } from '../json-rpc.ts';

const MAX_LINE_BYTES = 10 * 1024 * 1024;
/** Requests that run at once; the others wait, so that their answers do not pile up in memory. */
const MAX_RUNNING = 32;
const MAX_WAITING = 256;

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
  readonly #running = new Set<string | number>();
  #waiting: JSONRPCMessage[] = [];
  #blocked = false;
  #ended = false;
  #closed = false;

  constructor(input: Readable, output: Writable) {
    this.#input = input;
    this.#output = output;
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
      this.#write(refusalText({ code: ErrorCode.InvalidRequest, message: 'Invalid request: longer than 10 MiB' }));
      return;
    }
    if (line.length === 0) return;
    const received = readMessage(line);
    if ('refusal' in received) {
      this.#write(refusalText(received.refusal));
      return;
    }
    const { message } = received;
    if (requestIdOf(message) !== undefined) {
      this.#waiting.push(message);
      this.#next();
      return;
    }
    if ('method' in message && message.method === 'notifications/cancelled')
      this.#forget(message.params?.['requestId']);
    // Answers and notifications never wait: a running request may depend on them.
    this.onmessage?.(message);
  }

  #forget(requestId: unknown): void {
    this.#running.delete(requestId as string | number); // the SDK answers no request that was cancelled
    this.#waiting = this.#waiting.filter((message) => requestIdOf(message) !== requestId);
    this.#next();
  }

  #next(): void {
    while (!this.#closed && !this.#blocked && this.#running.size < MAX_RUNNING) {
      const message = this.#waiting.shift();
      if (message === undefined) break;
      this.#running.add(requestIdOf(message)!);
      this.onmessage?.(message);
    }
    if (this.#closed) return;
    if (this.#blocked || this.#waiting.length > MAX_WAITING) this.#input.pause();
    else if (this.#input.isPaused()) this.#input.resume();
    if (this.#ended && this.#running.size === 0 && this.#waiting.length === 0) this.onend?.();
  }

  #write(line: string): void {
    if (!this.#output.writable) return;
    if (this.#output.write(`${line}\n`)) return;
    this.#blocked = true;
    this.#input.pause();
  }
}
