import { UriTemplate } from '@modelcontextprotocol/sdk/shared/uriTemplate.js';
import type { Prompt as WirePrompt, Tool as WireTool } from '@modelcontextprotocol/sdk/types.js';
import * as z from 'zod';
import type { Prompt } from './prompt.ts';
import type { FixedResource, TemplateResource } from './resource.ts';
import type { Route } from './route.ts';
import { toolSchema } from './schema.ts';
import type { ServerSpec } from './server-spec.ts';
import type { Access, Tool } from './tool.ts';
import type { SourcedTool, ToolSource } from './tool-source.ts';

const TOOL_NAME = /^[a-z][a-z0-9]*(_[a-z0-9]+)+$/;

/** A declared server with everything computed that all its connections share. */
export interface Catalogue<Deps> {
  readonly spec: Pick<
    ServerSpec<z.ZodObject, Deps & AsyncDisposable>,
    'name' | 'title' | 'version' | 'instructions' | 'tasks'
  >;
  readonly tools: ReadonlyMap<string, Tool<Deps>>;
  /** Names of the tools that are not offered because the server is read-only. */
  readonly withheld: ReadonlySet<string>;
  /** In the order of their names, so that the list never changes without a reason. */
  readonly wireTools: readonly WireTool[];
  readonly toolSource: ToolSource<Deps> | undefined;
  readonly fixed: ReadonlyMap<string, FixedResource<Deps>>;
  readonly templates: readonly { readonly resource: TemplateResource<Deps>; readonly template: UriTemplate }[];
  readonly prompts: ReadonlyMap<string, Prompt<Deps>>;
  readonly wirePrompts: readonly WirePrompt[];
  readonly subscribable: boolean;
  readonly readOnly: boolean;
  /** By path. */
  readonly routes: ReadonlyMap<string, Route<Deps>>;
}

/**
 * Checks a declaration and computes its lists.
 *
 * @param readOnly Leaves out every tool that writes.
 * @throws {Error} when a name, a description or a schema would fail at a client.
 */
export function catalogue<Config extends z.ZodObject, Deps extends AsyncDisposable>(
  spec: ServerSpec<Config, Deps>,
  readOnly: boolean,
): Catalogue<Deps> {
  const checked = uncheckedCatalogue(spec, readOnly);
  void checked.wireTools;
  return checked;
}

/** The same, but the tools' schemas are checked and computed at the first look at `wireTools`. */
export function uncheckedCatalogue<Config extends z.ZodObject, Deps extends AsyncDisposable>(
  spec: ServerSpec<Config, Deps>,
  readOnly: boolean,
): Catalogue<Deps> {
  const tools = unique(spec.tools, (tool) => tool.name, 'tool');
  const offered = [...tools.values()].filter((tool) => !readOnly || tool.access === 'read');
  const fixed = new Map<string, FixedResource<Deps>>();
  const templates = [];
  for (const resource of unique(spec.resources, (resource) => resource.name, 'resource').values()) {
    if (resource.uri !== undefined) fixed.set(resource.uri, resource);
    else templates.push({ resource, template: new UriTemplate(resource.uriTemplate) });
  }
  const prompts = unique(spec.prompts, (prompt) => prompt.name, 'prompt');
  let wireTools: readonly WireTool[] | undefined;
  return {
    spec,
    tools: new Map(offered.map((tool) => [tool.name, tool])),
    withheld: new Set([...tools.keys()].filter((name) => !offered.some((tool) => tool.name === name))),
    get wireTools() {
      wireTools ??= offered.map(wireTool).sort((a, b) => (a.name < b.name ? -1 : 1));
      return wireTools;
    },
    toolSource: spec.toolSource,
    fixed,
    templates,
    prompts,
    wirePrompts: [...prompts.values()].map(wirePrompt),
    readOnly,
    routes: unique(spec.routes ?? [], (route) => route.path, 'route'),
    subscribable: spec.resources.some((resource) => resource.version !== undefined),
  };
}

/** The hints of the protocol that follow from a tool's access. */
function annotations(access: Access) {
  return {
    readOnlyHint: access === 'read',
    destructiveHint: access === 'destroy',
    idempotentHint: access === 'read',
    openWorldHint: false,
  };
}

function wireTool<Deps>(tool: Tool<Deps>): WireTool {
  if (!TOOL_NAME.test(tool.name) || tool.name.length > 40) {
    throw new Error(`${tool.name}: a tool is named verb_noun, in at most 40 characters`);
  }
  if (tool.description.trim() === '') throw new Error(`${tool.name}: the description is missing`);
  return {
    name: tool.name,
    title: tool.title,
    description: tool.description,
    inputSchema: toolSchema(tool.input, 'input', tool.name) as WireTool['inputSchema'],
    outputSchema: toolSchema(tool.output, 'output', tool.name) as NonNullable<WireTool['outputSchema']>,
    annotations: { title: tool.title, ...annotations(tool.access) },
    ...(tool.task !== undefined && { execution: { taskSupport: 'optional' as const } }),
  };
}

/** A tool of a source as it is listed. */
export function wireSourcedTool({ name, title, description, inputSchema, outputSchema }: SourcedTool): WireTool {
  return {
    name,
    title,
    description,
    inputSchema: inputSchema as WireTool['inputSchema'],
    outputSchema: outputSchema as NonNullable<WireTool['outputSchema']>,
    annotations: { title, ...annotations('read') },
  };
}

function wirePrompt<Deps>(prompt: Prompt<Deps>): WirePrompt {
  return {
    name: prompt.name,
    title: prompt.title,
    description: prompt.description,
    arguments: Object.entries<z.core.$ZodType>(prompt.arguments.shape).map(([name, field]) => {
      const description = z.globalRegistry.get(field)?.description;
      const required = field._zod.optin === undefined;
      return { name, ...(description === undefined ? {} : { description }), required };
    }),
  };
}

function unique<Item>(items: readonly Item[], nameOf: (item: Item) => string, kind: string): Map<string, Item> {
  const map = new Map<string, Item>();
  for (const item of items) {
    if (map.has(nameOf(item))) throw new Error(`two ${kind}s are named ${nameOf(item)}`);
    map.set(nameOf(item), item);
  }
  return map;
}
