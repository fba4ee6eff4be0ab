import { Buffer } from 'node:buffer';
import { NexusError } from '@nexus/models';
import {
  ErrorCode,
  type ListResourcesResult,
  type ListResourceTemplatesResult,
  type ReadResourceResult,
} from '@modelcontextprotocol/sdk/types.js';
import { isBrokenText } from './arguments.ts';
import type { Catalogue } from './catalogue.ts';
import { WireError } from './fault.ts';
import type { FixedResource, ResourceBody, TemplateResource } from './resource.ts';
import type { Context } from './tool.ts';

const PAGE = 100;
const MAX_URI = 2_000;

type Found<Deps> =
  | { readonly resource: FixedResource<Deps>; readonly variables: undefined }
  | { readonly resource: TemplateResource<Deps>; readonly variables: Record<string, string> };

/** Every resource of the server, a page at a time; the cursor is opaque to the client. */
export async function listResources<Deps>(
  catalogue: Catalogue<Deps>,
  cursor: string | undefined,
  context: Context<Deps>,
): Promise<ListResourcesResult> {
  const all: ListResourcesResult['resources'] = [...catalogue.fixed.values()].map((resource) => ({
    uri: resource.uri,
    ...describe(resource),
  }));
  for (const { resource } of catalogue.templates) {
    for (const item of (await resource.list?.(context)) ?? []) all.push({ mimeType: resource.mimeType, ...item });
  }
  const start = cursor === undefined ? 0 : decodeCursor(cursor, all.length);
  const end = start + PAGE;
  return { resources: all.slice(start, end), ...(end < all.length ? { nextCursor: encodeCursor(end) } : {}) };
}

export function listTemplates<Deps>(catalogue: Catalogue<Deps>): ListResourceTemplatesResult {
  return {
    resourceTemplates: catalogue.templates.map(({ resource }) => ({
      uriTemplate: resource.uriTemplate,
      ...describe(resource),
    })),
  };
}

/** @throws {NexusError} `not_found` when no resource has this address. */
export async function readResource<Deps>(
  catalogue: Catalogue<Deps>,
  uri: string,
  context: Context<Deps>,
): Promise<ReadResourceResult> {
  const found = find(catalogue, uri);
  const body =
    found.variables === undefined
      ? await found.resource.read(context)
      : await found.resource.read(found.variables, context);
  return { contents: [{ uri, mimeType: found.resource.mimeType, ...encodeBody(body) }] };
}

/** What changes when the resource does. @throws {NexusError} when there is none, or it cannot be subscribed to. */
export async function versionOf<Deps>(
  catalogue: Catalogue<Deps>,
  uri: string,
  context: Context<Deps>,
): Promise<string | number> {
  const found = find(catalogue, uri);
  const version =
    found.variables === undefined
      ? await found.resource.version?.(context)
      : await found.resource.version?.(found.variables, context);
  if (version !== undefined) return version;
  throw new NexusError('invalid_argument', 'This resource cannot be subscribed to.', {
    hint: 'Read it again instead.',
  });
}

function find<Deps>(catalogue: Catalogue<Deps>, uri: string): Found<Deps> {
  const fixed = catalogue.fixed.get(uri);
  if (fixed !== undefined) return { resource: fixed, variables: undefined };
  if (uri.length <= MAX_URI) {
    for (const { resource, template } of catalogue.templates) {
      const variables = decode(template.match(uri));
      if (variables !== undefined) return { resource, variables };
    }
  }
  throw new NexusError('not_found', 'There is no such resource.', {
    hint: 'See resources/list and resources/templates/list.',
  });
}

/** The template's variables, percent-decoded; undefined when one of them is not valid text. */
function decode(match: Readonly<Record<string, string | string[]>> | null): Record<string, string> | undefined {
  if (match === null) return undefined;
  const variables: Record<string, string> = {};
  for (const [name, value] of Object.entries(match)) {
    if (typeof value !== 'string') return undefined;
    try {
      variables[name] = decodeURIComponent(value);
    } catch {
      return undefined; // a broken percent sequence names nothing
    }
    if (isBrokenText(variables[name])) return undefined;
  }
  return variables;
}

function describe(resource: { name: string; title: string; description: string; mimeType: string }) {
  const { name, title, description, mimeType } = resource;
  return { name, title, description, mimeType };
}

function encodeBody(body: ResourceBody): { text: string } | { blob: string } {
  if (typeof body === 'string') return { text: body };
  if (body instanceof Uint8Array) return { blob: Buffer.from(body).toString('base64') };
  return { text: JSON.stringify(body) };
}

function encodeCursor(start: number): string {
  return Buffer.from(String(start)).toString('base64url');
}

function decodeCursor(cursor: string, length: number): number {
  const text = Buffer.from(cursor.slice(0, 32), 'base64url').toString();
  const start = Number(text);
  if (!/^\d{1,9}$/.test(text) || start >= Math.max(length, 1)) {
    throw new WireError(ErrorCode.InvalidParams, 'Invalid cursor');
  }
  return start;
}
