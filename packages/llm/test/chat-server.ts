import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JsonObject } from '../src/backend.ts';

export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: JsonObject;
}

export type Reply = (response: ServerResponse, request: SeenRequest) => void;

export interface ChatServer extends AsyncDisposable {
  /** With `/v1`. */
  readonly base_url: string;
  readonly origin: string;
  readonly requests: SeenRequest[];
}

/** An OpenAI-compatible server on a free port that gives these replies in turn, the last one for ever. */
export async function startChatServer(...replies: Reply[]): Promise<ChatServer> {
  const requests: SeenRequest[] = [];
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const text = Buffer.concat(pieces).toString();
      const { method = '', url = '', headers } = request;
      const seen = { method, url, headers, body: text === '' ? {} : (JSON.parse(text) as JsonObject) };
      requests.push(seen);
      replies[Math.min(requests.length, replies.length) - 1]?.(response, seen);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    base_url: `${origin}/v1`,
    origin,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

const HEAD = { id: 'chatcmpl-1', created: 1_750_000_000, model: 'served-model' };

/** A streamed answer: `chunks` are merged with the usual head, and `[DONE]` follows. */
export function stream(...chunks: JsonObject[]): Reply {
  return (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const chunk of chunks) response.write(event(chunk));
    response.end('data: [DONE]\n\n');
  };
}

export function event(chunk: JsonObject): string {
  return `data: ${JSON.stringify({ ...HEAD, object: 'chat.completion.chunk', ...chunk })}\n\n`;
}

export function delta(part: JsonObject, finish_reason: string | null = null): JsonObject {
  return { choices: [{ index: 0, delta: part, finish_reason }] };
}

/** A whole answer with one choice. */
export function answer(message: JsonObject, finish_reason = 'stop'): Reply {
  return json({ ...HEAD, object: 'chat.completion', choices: [{ index: 0, message, finish_reason }] });
}

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Reply {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(body));
  };
}

export function html(status = 200): Reply {
  return (response) => {
    response.writeHead(status, { 'content-type': 'text/html' });
    response.end('<!doctype html><html><body>Welcome to the router</body></html>');
  };
}

export function refusal(status: number, message: string, headers: Record<string, string> = {}): Reply {
  return json({ error: { message, type: 'invalid_request_error' } }, status, headers);
}

/** Never answers. */
export const hang: Reply = () => {};

/** Sends these chunks, then drops the connection. */
export function cut(...chunks: JsonObject[]): Reply {
  return (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const chunk of chunks) response.write(event(chunk));
    setTimeout(() => response.destroy(), 20);
  };
}

/** Sends these chunks, then falls silent with the connection open. */
export function stall(...chunks: JsonObject[]): Reply {
  return (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const chunk of chunks) response.write(event(chunk));
  };
}

/** A base URL of this machine at which nothing listens. */
export async function deadBaseUrl(): Promise<string> {
  await using server = await startChatServer(hang);
  return server.base_url;
}
