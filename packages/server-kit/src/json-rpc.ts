import { Buffer, isUtf8 } from 'node:buffer';
import {
  ErrorCode,
  type JSONRPCMessage,
  JSONRPCMessageSchema,
  type RequestId,
} from '@modelcontextprotocol/sdk/types.js';

const MAX_DEPTH = 64;

/** Bytes that are no message of the protocol, as the error that answers them. */
interface Refusal {
  readonly code: ErrorCode.ParseError | ErrorCode.InvalidRequest;
  readonly message: string;
}

type Received = { readonly message: JSONRPCMessage } | { readonly refusal: Refusal };

/** Reads one message from outside: strict UTF-8, JSON of bounded depth, one JSON-RPC object. */
export function readMessage(bytes: Uint8Array): Received {
  if (!isUtf8(bytes)) return refuse(ErrorCode.ParseError, 'Parse error: the message is not valid UTF-8');
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
  // Before parsing: a message can be all brackets.
  if (isDeeperThan(text, MAX_DEPTH)) {
    return refuse(ErrorCode.InvalidRequest, `Invalid request: nested deeper than ${MAX_DEPTH} levels`);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return refuse(ErrorCode.ParseError, 'Parse error: the message is not valid JSON');
  }
  if (Array.isArray(json)) return refuse(ErrorCode.InvalidRequest, 'Invalid request: batches are not supported');
  const { success, data } = JSONRPCMessageSchema.safeParse(json);
  return success ? { message: data } : refuse(ErrorCode.InvalidRequest, 'Invalid request: not a JSON-RPC 2.0 message');
}

/** A refusal on the wire; `id` is null, since the message that it answers has none that can be trusted. */
export function refusalText({ code, message }: { code: number; message: string }): string {
  return JSON.stringify({ jsonrpc: '2.0', id: null, error: { code, message } });
}

/** The id of a message that asks for an answer. */
export function requestIdOf(message: JSONRPCMessage): RequestId | undefined {
  return 'method' in message && 'id' in message ? message.id : undefined;
}

/** The id of the request that a notification cancels. */
export function cancelledIdOf(message: JSONRPCMessage): RequestId | undefined {
  if (!('method' in message) || message.method !== 'notifications/cancelled') return undefined;
  const id = message.params?.['requestId'];
  return typeof id === 'string' || typeof id === 'number' ? id : undefined;
}

function refuse(code: Refusal['code'], message: string): Received {
  return { refusal: { code, message } };
}

function isDeeperThan(text: string, limit: number): boolean {
  let depth = 0;
  let inString = false;
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    if (inString) {
      if (unit === BACKSLASH) i += 1;
      else if (unit === QUOTE) inString = false;
    } else if (unit === QUOTE) inString = true;
    else if (unit === OPEN_BRACE || unit === OPEN_BRACKET) {
      depth += 1;
      if (depth > limit) return true;
    } else if (unit === CLOSE_BRACE || unit === CLOSE_BRACKET) depth -= 1;
  }
  return false;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
