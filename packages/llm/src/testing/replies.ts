import type { JsonObject } from '../backend.ts';
import type { Reply } from './chat-server.ts';

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
