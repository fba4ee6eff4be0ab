import { request } from 'node:http';
import { connect } from 'node:net';

export const HEADERS = {
  'content-type': 'application/json',
  accept: 'application/json, text/event-stream',
  'mcp-protocol-version': '2025-11-25',
};

const INITIALIZE = {
  protocolVersion: '2025-11-25',
  capabilities: {},
  clientInfo: { name: 'raw', version: '1.0.0' },
};

export function rpc(method: string, params: object = {}, id: number | undefined = 1): string {
  return JSON.stringify({ jsonrpc: '2.0', ...(id === undefined ? {} : { id }), method, params });
}

export function callBody(name: string, args: object = {}, meta: object = {}): string {
  return rpc('tools/call', { name, arguments: args, _meta: meta });
}

export async function post(
  url: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(url, { method: 'POST', headers: { ...HEADERS, ...headers }, body });
}

/** Opens a session. @returns Its id. */
export async function initialize(url: string, headers: Record<string, string> = {}): Promise<string> {
  const response = await post(url, rpc('initialize', INITIALIZE), headers);
  await response.text();
  return response.headers.get('mcp-session-id') ?? `none: ${response.status}`;
}

/** The messages in a text of server-sent events, or the one message of a JSON answer. */
export function messagesIn(text: string): Record<string, unknown>[] {
  if (text.startsWith('{')) return [JSON.parse(text) as Record<string, unknown>];
  return [...text.matchAll(/^data: (\{.*)$/gm)].map(([, json = '']) => JSON.parse(json) as Record<string, unknown>);
}

/** A request with the headers that `fetch` does not let one set. */
export async function rawRequest(
  url: string,
  { headers, body = '', method = 'POST' }: { headers: Record<string, string>; body?: string | Buffer; method?: string },
): Promise<{ status: number; type: string; text: string; headers: NodeJS.Dict<string | string[]> }> {
  const { promise, resolve, reject } = Promise.withResolvers<Awaited<ReturnType<typeof rawRequest>>>();
  const outgoing = request(url, { method, headers }, (response) => {
    let text = '';
    response.on('data', (chunk) => (text += String(chunk)));
    response.on('end', () =>
      resolve({
        status: response.statusCode ?? 0,
        type: response.headers['content-type'] ?? '',
        text,
        headers: response.headers,
      }),
    );
  });
  outgoing.on('error', reject);
  outgoing.end(body);
  return promise;
}

/** The bytes of a POST, with the headers that no client library sends. */
export function rawPost(body: string, headers: readonly string[] = ['Host: localhost']): string {
  const own = ['Content-Type: application/json', `Content-Length: ${Buffer.byteLength(body)}`];
  return `POST /mcp HTTP/1.1\r\n${[...headers, ...own].join('\r\n')}\r\n\r\n${body}`;
}

/** Sends bytes. @returns What came back: so many answers, or all until the server hung up. */
export async function spoken(port: number, bytes: string, answers = Infinity): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(bytes);
  let text = '';
  for await (const chunk of socket) {
    text += String(chunk);
    if (text.split('"jsonrpc"').length > answers) break;
  }
  return text;
}
