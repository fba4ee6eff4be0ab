import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ToolInfo } from '../host.ts';

/** What a tool answered when it was recorded. */
export interface RecordedAnswer {
  readonly text: string;
  readonly isError: boolean;
}

export type Answer = (tool: string, args: Record<string, unknown>) => Promise<RecordedAnswer>;

export interface ReplayServer extends AsyncDisposable {
  readonly url: string;
}

interface Request {
  readonly id?: string | number;
  readonly method: string;
  readonly params?: {
    readonly protocolVersion?: string;
    readonly name?: string;
    readonly arguments?: Record<string, unknown>;
  };
}

/**
 * An MCP server in this process that has the tools of a recording, and answers their calls from it.
 *
 * @param tools As they are at the moment of the recording that is replayed.
 */
export async function openReplayServer(
  name: string,
  tools: () => readonly ToolInfo[],
  answer: Answer,
): Promise<ReplayServer> {
  const server = createServer((request, response) => {
    void respond(request, response, { name, tools, answer });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Served {
  readonly name: string;
  readonly tools: () => readonly ToolInfo[];
  readonly answer: Answer;
}

async function respond(request: IncomingMessage, response: ServerResponse, served: Served): Promise<void> {
  if (request.method !== 'POST') {
    response.writeHead(405).end(); // there is no stream of notifications
    return;
  }
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const message = JSON.parse(Buffer.concat(chunks).toString()) as Request;
  if (message.id === undefined) {
    response.writeHead(202).end();
    return;
  }
  const result = await resultOf(message, served);
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ jsonrpc: '2.0', id: message.id, result }));
}

async function resultOf({ method, params }: Request, { name, tools, answer }: Served): Promise<object> {
  if (method === 'initialize') {
    return {
      protocolVersion: params?.protocolVersion,
      capabilities: { tools: {} },
      serverInfo: { name, version: '0.0.0' },
    };
  }
  if (method === 'tools/list') return { tools: tools().map(definitionOf) };
  if (method !== 'tools/call') return {};
  const { text, isError } = await answer(params?.name ?? '', params?.arguments ?? {});
  return { content: [{ type: 'text', text }], isError };
}

function definitionOf({ name, title, description, input_schema: inputSchema, access }: ToolInfo): object {
  const annotations = { readOnlyHint: access === 'read', destructiveHint: access === 'destroy' };
  return { name, title, description, inputSchema, annotations };
}
