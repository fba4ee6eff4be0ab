import { cleanText, NexusError } from '@nexus/models';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import {
  CallToolRequestSchema,
  CompleteRequestSchema,
  ErrorCode,
  GetPromptRequestSchema,
  ListPromptsRequestSchema,
  ListResourcesRequestSchema,
  ListResourceTemplatesRequestSchema,
  ListToolsRequestSchema,
  ReadResourceRequestSchema,
  SetLevelRequestSchema,
  SubscribeRequestSchema,
  UnsubscribeRequestSchema,
  type CallToolResult,
  type CreateTaskResult,
} from '@modelcontextprotocol/sdk/types.js';
import { parseArguments } from './arguments.ts';
import { callContext, type Runtime } from './call-context.ts';
import { type Catalogue, wireSourcedTool } from './catalogue.ts';
import { complete } from './completion.ts';
import { failedRequest, failedResult, WireError } from './fault.ts';
import { formValidator } from './form-validator.ts';
import type { LogLevel } from './log.ts';
import { listResources, listTemplates, readResource, versionOf } from './read-resource.ts';
import { answer, type Extra } from './request-handler.ts';
import { resultOf } from './tool-result.ts';
import { Tasks } from './tasks/serve-tasks.ts';
import { Subscriptions } from './subscriptions.ts';
import type { Context, Tool } from './tool.ts';
import type { ToolSource } from './tool-source.ts';
import { watchTools } from './tool-watch.ts';

export type { Runtime } from './call-context.ts';

/** One connection's server: cheap, since the catalogue is computed already. Connect it to one transport. */
export function buildServer<Deps>(runtime: Runtime<Deps>): Server {
  const { catalogue, log } = runtime;
  const { name, title, version, instructions } = catalogue.spec;
  const server = new Server(
    { name, title, version },
    { instructions, capabilities: capabilities(catalogue), jsonSchemaValidator: formValidator },
  );
  server.onerror = (error) => log.warning('protocol error', { error: error.message });

  let level: LogLevel = 'info';
  const levelOf = () => level;
  const contextOf = (extra: Extra) => callContext(server, runtime, extra, levelOf);

  answer(server, log, SetLevelRequestSchema, (params) => {
    level = params.level;
    return {};
  });
  answer(server, log, CompleteRequestSchema, (params, extra) => complete(catalogue, params, contextOf(extra)));
  const ends = [serveTools(server, runtime, contextOf)];
  if (hasResources(catalogue)) ends.push(serveResources(server, runtime, contextOf));
  server.onclose = () => {
    for (const end of ends) end();
  };
  if (catalogue.prompts.size > 0) servePrompts(server, runtime, contextOf);
  return server;
}

type ContextOf<Deps> = (extra: Extra) => Context<Deps>;

function hasResources<Deps>(catalogue: Catalogue<Deps>): boolean {
  return catalogue.fixed.size + catalogue.templates.length > 0;
}

function hasTasks<Deps>({ spec, tools }: Catalogue<Deps>): boolean {
  return spec.tasks !== undefined && [...tools.values()].some((tool) => tool.task !== undefined);
}

function capabilities<Deps>(catalogue: Catalogue<Deps>) {
  return {
    logging: {},
    tools: catalogue.toolSource === undefined ? {} : { listChanged: true },
    ...(hasTasks(catalogue) ? { tasks: { list: {}, cancel: {}, requests: { tools: { call: {} } } } } : {}),
    completions: {},
    ...(hasResources(catalogue) ? { resources: { subscribe: catalogue.subscribable } } : {}),
    ...(catalogue.prompts.size > 0 ? { prompts: {} } : {}),
  };
}

/** @returns What ends what it started. */
function serveTools<Deps>(server: Server, runtime: Runtime<Deps>, contextOf: ContextOf<Deps>): () => void {
  // Not `deps`, which may not be open yet.
  const { catalogue, log } = runtime;
  const source = catalogue.toolSource;
  const tasks = hasTasks(catalogue) ? new Tasks(runtime) : undefined;
  tasks?.serve(server, contextOf);
  answer(server, log, ListToolsRequestSchema, async () => ({
    tools: [
      ...catalogue.wireTools,
      ...(source === undefined ? [] : await sourcedTools(catalogue, source, runtime.deps)),
    ],
  }));
  answer(server, log, CallToolRequestSchema, async (params, extra): Promise<CallToolResult | CreateTaskResult> => {
    const tool = catalogue.tools.get(params.name);
    if (tool === undefined && catalogue.withheld.has(params.name)) {
      return failedResult(readOnly(params.name), log, params.name);
    }
    const context = contextOf(extra);
    if (params.task !== undefined && tool !== undefined && (tasks === undefined || tool.task === undefined)) {
      throw new WireError(ErrorCode.MethodNotFound, `${tool.name} cannot be called as a task.`);
    }
    try {
      if (tool !== undefined) {
        const call = () => callTool(tool, params.arguments, context);
        return tasks && params.task ? await tasks.start(tool, params.task.ttl, context, call) : await call();
      }
      const output = await source?.call(params.name, params.arguments ?? {}, context);
      if (output !== undefined) {
        return { content: [{ type: 'text', text: JSON.stringify(output) }], structuredContent: output };
      }
    } catch (error) {
      if (extra.signal.aborted) throw new WireError(ErrorCode.RequestTimeout, 'The call was cancelled.');
      return failedResult(error, log, params.name);
    }
    throw new WireError(ErrorCode.InvalidParams, `Unknown tool: ${cleanText(params.name, 64)}`);
  });
  let end = (): void => {};
  if (source !== undefined) {
    // Only a client with a session is told; one that sends a single request is not watched for.
    server.oninitialized = () => {
      end = watchTools(
        () => source.version(runtime.deps),
        () => server.sendToolListChanged(),
        log,
      );
    };
  }
  return () => end();
}

async function sourcedTools<Deps>(catalogue: Catalogue<Deps>, source: ToolSource<Deps>, deps: Deps) {
  const tools = await source.list(deps);
  return tools
    .filter(({ name }) => !catalogue.tools.has(name) && !catalogue.withheld.has(name))
    .map(wireSourcedTool)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function callTool<Deps>(tool: Tool<Deps>, given: unknown, context: Context<Deps>): Promise<CallToolResult> {
  const output = tool.output.parse(await tool.run(parseArguments(tool.input, given), context));
  return resultOf(tool, output);
}

function readOnly(tool: string): NexusError {
  return new NexusError('permission_denied', `${tool} changes data, and this server was started read-only.`, {
    hint: 'Start it without --read-only and NEXUS_READ_ONLY to change data.',
  });
}

/** @returns What ends what it started. */
function serveResources<Deps>(server: Server, runtime: Runtime<Deps>, contextOf: ContextOf<Deps>): () => void {
  const { catalogue, log } = runtime;
  answer(server, log, ListResourcesRequestSchema, (params, extra) =>
    listResources(catalogue, params?.cursor, contextOf(extra)),
  );
  answer(server, log, ListResourceTemplatesRequestSchema, () => listTemplates(catalogue));
  answer(server, log, ReadResourceRequestSchema, async ({ uri }, extra) => {
    try {
      return await readResource(catalogue, uri, contextOf(extra));
    } catch (error) {
      throw failedRequest(error, log, 'resources/read', uri.slice(0, 500));
    }
  });
  if (!catalogue.subscribable) return () => {};

  const subscriptions = new Subscriptions(
    // The kit looks on its own account: nobody's log level applies.
    (uri, signal) =>
      versionOf(
        catalogue,
        uri,
        callContext(server, runtime, { signal }, () => 'emergency'),
      ),
    (uri) => server.sendResourceUpdated({ uri }),
    log,
  );
  answer(server, log, SubscribeRequestSchema, async ({ uri }) => {
    try {
      await subscriptions.add(uri);
    } catch (error) {
      throw failedRequest(error, log, 'resources/subscribe', uri.slice(0, 500));
    }
    return {};
  });
  answer(server, log, UnsubscribeRequestSchema, ({ uri }) => {
    subscriptions.remove(uri);
    return {};
  });
  return () => subscriptions.stop();
}

function servePrompts<Deps>(server: Server, { catalogue, log }: Runtime<Deps>, contextOf: ContextOf<Deps>): void {
  answer(server, log, ListPromptsRequestSchema, () => ({ prompts: [...catalogue.wirePrompts] }));
  answer(server, log, GetPromptRequestSchema, async (params, extra) => {
    const prompt = catalogue.prompts.get(params.name);
    if (prompt === undefined) {
      throw new WireError(ErrorCode.InvalidParams, `Unknown prompt: ${cleanText(params.name, 64)}`);
    }
    const made = await prompt.run(parseArguments(prompt.arguments, params.arguments), contextOf(extra));
    const messages =
      typeof made === 'string' ? [{ role: 'user' as const, content: { type: 'text' as const, text: made } }] : made;
    return { description: prompt.description, messages };
  });
}
