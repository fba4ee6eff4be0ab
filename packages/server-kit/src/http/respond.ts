import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { refusalText } from '../json-rpc.ts';

type Headers = Readonly<Record<string, string>>;

const HARDENING = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

/** The protocol's code for a fault of the transport. */
const TRANSPORT_ERROR = -32000;
export const SESSION_NOT_FOUND = -32001;

export function sendJson(res: ServerResponse, status: number, body: unknown, headers: Headers = {}): void {
  sendText(res, status, JSON.stringify(body), headers);
}

/** A refusal in the shape of JSON-RPC, as everything on `/mcp` is. */
export function refuse(
  res: ServerResponse,
  status: number,
  error: { code?: number; message: string },
  headers: Headers = {},
): void {
  sendText(res, status, refusalText({ code: TRANSPORT_ERROR, ...error }), headers);
}

/** One write of a long answer would look like a reader that stands still for as long as it takes. */
async function* pieces(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    for (let start = 0; start < chunk.length; start += PIECE) yield chunk.subarray(start, start + PIECE);
  }
}

const PIECE = 64 * 1024;

function sendText(res: ServerResponse, status: number, text: string, headers: Headers): void {
  res.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    ...HARDENING,
    ...headers,
  });
  res.end(text);
}

/** Sends what the SDK answers; a stream flows at the pace of its reader, and ends with either side. */
export async function forward(response: Response, res: ServerResponse): Promise<void> {
  const headers = Object.fromEntries(response.headers);
  if (response.body === null) {
    res.writeHead(response.status, headers).end();
    return;
  }
  res.writeHead(response.status, { ...HARDENING, ...headers });
  if (headers['content-type'] === 'text/event-stream') res.flushHeaders(); // the first event may be long in coming
  try {
    await pipeline(Readable.fromWeb(response.body), pieces, res);
  } catch (error) {
    // The client hung up: its session keeps the events for when it comes back.
    if (!res.destroyed) throw error;
  }
}
