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
import type { Catalogue } from './catalogue.ts';
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
  serveTools(server, runtime, contextOf);
  if (hasResources(catalogue)) serveResources(server, runtime, contextOf);
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
    tools: {},
    ...(hasTasks(catalogue) ? { tasks: { list: {}, cancel: {}, requests: { tools: { call: {} } } } } : {}),
    completions: {},
    ...(hasResources(catalogue) ? { resources: { subscribe: catalogue.subscribable } } : {}),
    ...(catalogue.prompts.size > 0 ? { prompts: {} } : {}),
  };
}

function serveTools<Deps>(server: Server, runtime: Runtime<Deps>, contextOf: ContextOf<Deps>): void {
  const { catalogue, log } = runtime;
  const store = hasTasks(catalogue) ? catalogue.spec.tasks?.(runtime.deps as Deps & AsyncDisposable) : undefined;
  const tasks = store && new Tasks(runtime, store);
  tasks?.serve(server, contextOf);
  answer(server, log, ListToolsRequestSchema, () => ({ tools: [...catalogue.wireTools] }));
  answer(server, log, CallToolRequestSchema, async (params, extra): Promise<CallToolResult | CreateTaskResult> => {
    const tool = catalogue.tools.get(params.name);
    if (tool === undefined) {
      if (catalogue.withheld.has(params.name)) return failedResult(readOnly(params.name), log, params.name);
      throw new WireError(ErrorCode.InvalidParams, `Unknown tool: ${cleanText(params.name, 64)}`);
    }
    const context = contextOf(extra);
    const call = () => callTool(tool, params.arguments, context);
    if (params.task !== undefined && (tasks === undefined || tool.task === undefined)) {
      throw new WireError(ErrorCode.MethodNotFound, `${tool.name} cannot be called as a task.`);
    }
    try {
      return params.task === undefined ? await call() : await tasks!.start(tool, params.task.ttl, context, call);
    } catch (error) {
      if (extra.signal.aborted) throw new WireError(ErrorCode.RequestTimeout, 'The call was cancelled.');
      return failedResult(error, log, tool.name);
    }
  });
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

function serveResources<Deps>(server: Server, runtime: Runtime<Deps>, contextOf: ContextOf<Deps>): void {
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
  if (!catalogue.subscribable) return;

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
  server.onclose = () => subscriptions.stop();
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
