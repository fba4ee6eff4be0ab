import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { JsonObject } from '../backend.ts';
import { isObject, parseJson } from '../json.ts';

export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: JsonObject;
}

/** Answers one request; `'refused'` keeps the reply for the next request, as the model has not had its turn. */
export type Reply = (response: ServerResponse, request: SeenRequest) => 'refused' | void;

export interface ChatServer extends AsyncDisposable {
  /** With `/v1`. */
  readonly base_url: string;
  readonly origin: string;
  readonly requests: readonly SeenRequest[];
}

/** An OpenAI-compatible server on a free port of this machine that gives these replies in turn, the last one for ever. */
export async function startChatServer(...replies: readonly Reply[]): Promise<ChatServer> {
  const requests: SeenRequest[] = [];
  let turn = 0;
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const body = parseJson(Buffer.concat(pieces).toString());
      const { method = '', url = '', headers } = request;
      const seen = { method, url, headers, body: isObject(body) ? body : {} };
      requests.push(seen);
      if (replies[Math.min(turn, replies.length - 1)]?.(response, seen) !== 'refused') turn += 1;
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

/** A base URL of this machine at which nothing listens. */
export async function deadBaseUrl(): Promise<string> {
  await using server = await startChatServer();
  return server.base_url;
}
