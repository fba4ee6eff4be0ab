import { BuildingTime } from '@nexus/models';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { CallToolResultSchema, type CallToolResult, type ClientCapabilities } from '@modelcontextprotocol/sdk/types.js';
import type * as z from 'zod';
import { buildServer } from './build-server.ts';
import { catalogue } from './catalogue.ts';
import { ERROR_CODE_META } from './fault.ts';
import { silentLogger, type Logger } from './log.ts';
import { stopTasks } from './tasks/serve-tasks.ts';
import type { ServerSpec } from './server-spec.ts';

export interface ConnectOptions {
  readonly readOnly?: boolean;
  readonly time?: BuildingTime;
  readonly log?: Logger;
  readonly capabilities?: ClientCapabilities;
  /** `test` by default. */
  readonly clientName?: string;
}

/** A real MCP client on the other end of an in-process transport. */
export interface Connection extends AsyncDisposable {
  readonly client: Client;
  /** Calls a tool; a failed call is a result too. */
  call(name: string, args?: Record<string, unknown>): Promise<CallToolResult>;
  /** The structured content of a call that must succeed. @throws with the tool's own message when it fails. */
  value(name: string, args?: Record<string, unknown>): Promise<Record<string, unknown>>;
  /** The code and text of a call that must fail. */
  failure(name: string, args?: Record<string, unknown>): Promise<{ code: string; text: string }>;
}

/** Connects a client to a declared server in this process, over the given dependencies (which stay the caller's). */
export async function connect<Config extends z.ZodObject, Deps extends AsyncDisposable>(
  spec: ServerSpec<Config, Deps>,
  deps: Deps,
  options: ConnectOptions = {},
): Promise<Connection> {
  const runtime = {
    catalogue: catalogue(spec, options.readOnly ?? false),
    deps,
    log: options.log ?? silentLogger,
    time: options.time ?? new BuildingTime({ zone: 'UTC' }),
  };
  const server = buildServer(runtime);
  const client = new Client(
    { name: options.clientName ?? 'test', version: '1.0.0' },
    { capabilities: options.capabilities ?? {} },
  );
  const [clientSide, serverSide] = InMemoryTransport.createLinkedPair();
  await server.connect(serverSide);
  await client.connect(clientSide);
  const call = async (name: string, args: Record<string, unknown> = {}) =>
    CallToolResultSchema.parse(await client.callTool({ name, arguments: args }));
  return {
    client,
    call,
    async value(name, args) {
      const result = await call(name, args);
      if (result.isError === true) throw new Error(textOf(result));
      return result.structuredContent ?? {};
    },
    async failure(name, args) {
      const result = await call(name, args);
      if (result.isError !== true) throw new Error(`${name} did not fail: ${textOf(result)}`);
      return { code: String(result._meta?.[ERROR_CODE_META]), text: textOf(result) };
    },
    async [Symbol.asyncDispose]() {
      await client.close();
      await server.close();
      await stopTasks(runtime);
    },
  };
}

function textOf(result: CallToolResult): string {
  return result.content.map((block) => (block.type === 'text' ? block.text : `[${block.type}]`)).join('\n');
}
