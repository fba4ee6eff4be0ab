import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { cleanText } from '@nexus/models';
import { propertyNames } from '../routing/coerce-arguments.ts';
import type { Route, Routes } from '../routing/routes.ts';

/** One value that a call would set. */
export interface ValueChange {
  readonly field: string;
  /** As it is now, on one line. */
  readonly before: string;
  readonly after: string;
}

type Json = Readonly<Record<string, unknown>>;

const PATIENCE_MS = 3_000;
const LONGEST_VALUE = 200;

/** Which tool tells what a tool is about to change, where the names do not. */
const READERS: Readonly<Record<string, string>> = {
  update_device_status: 'get_device',
  initiate_firmware_update: 'get_device',
  update_alert_rule: 'get_alert_rules',
};

/**
 * The values that a call would set, beside what they are now.
 *
 * They are asked of a reading tool of the same server: `get_x` for `update_x` and `set_x`, by the same id. Where there is
 * none, or it fails, the list is empty: an approval does not depend on it.
 */
export async function valueChanges(
  route: Route,
  args: Json,
  routes: Routes,
  signal: AbortSignal,
): Promise<readonly ValueChange[]> {
  const reader = readerOf(route, routes);
  if (reader === undefined) return [];
  const id = (route.tool.inputSchema.required ?? []).find((name) => isId(name) && Object.hasOwn(args, name));
  if (id === undefined) return [];
  const isAsked = propertyNames(reader.tool.inputSchema).includes(id);
  if (!(reader.tool.inputSchema.required ?? []).every((name) => name === id)) return [];
  const options = { signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]) };
  const record = await reader.connection.call(reader.tool, isAsked ? { [id]: args[id] } : {}, options).then(
    (result) => recordOf(result, id, args[id]),
    () => undefined, // whatever kept it from answering, the person decides without it
  );
  signal.throwIfAborted();
  return record === undefined ? [] : compare(record, args);
}

function readerOf({ tool, connection }: Route, routes: Routes): Route | undefined {
  const [, thing] = /^(?:update|set)_(.+)$/u.exec(tool.name) ?? [];
  const name = Object.hasOwn(READERS, tool.name) ? READERS[tool.name] : thing && `get_${thing}`;
  return routes.all.find((each) => each.tool.name === name && each.connection === connection && each.access === 'read');
}

/** The thing that was asked for: the result itself, or the entry of its list with that id. */
function recordOf({ structuredContent, isError }: CallToolResult, id: string, value: unknown): Json | undefined {
  if (structuredContent === undefined || isError === true) return undefined;
  if (Object.hasOwn(structuredContent, id)) return structuredContent;
  const items = Object.values(structuredContent).flatMap((list): unknown[] => (Array.isArray(list) ? list : []));
  return items.filter(isJson).find((item) => item[id] === value);
}

function compare(record: Json, args: Json): ValueChange[] {
  return Object.entries(args).flatMap(([name, value]) => {
    const plain = name.replace(/^(?:new|target)_/u, '');
    const names = Object.keys(record);
    const field =
      [name, plain].find((each) => names.includes(each)) ?? names.find((each) => each.endsWith(`_${plain}`));
    if (field === undefined || isId(name)) return [];
    return [{ field, before: shown(record[field]), after: shown(value) }];
  });
}

function shown(value: unknown): string {
  return cleanText(typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing'), LONGEST_VALUE);
}

function isId(name: string): boolean {
  return name === 'id' || name.endsWith('_id');
}

function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
