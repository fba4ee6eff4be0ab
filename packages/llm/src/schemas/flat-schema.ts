import type { JsonObject } from '../backend.ts';
import { filled, isArray, isObject } from '../json.ts';

/** A part of a schema with its references followed and its conjunctions merged, and the references that led to it. */
export interface FlatSchema {
  readonly schema: JsonObject;
  readonly seen: readonly string[];
}

/** @returns undefined for what refers to itself, which nothing without references can say. */
export function flatSchema(schema: unknown, root: unknown, seen: readonly string[] = []): FlatSchema | undefined {
  if (!isObject(schema)) return { schema: {}, seen };
  const { $ref, allOf, ...own } = schema;
  const reference = filled($ref);
  if (reference !== undefined) {
    if (seen.includes(reference)) return undefined;
    const meant = flatSchema(definition(reference, root), root, [...seen, reference]);
    return meant && { ...meant, schema: merged(meant.schema, own) };
  }
  if (!isArray(allOf)) return { schema, seen };
  let result: FlatSchema = { schema: {}, seen };
  for (const part of [...allOf, own]) {
    const flat = flatSchema(part, root, result.seen);
    if (flat === undefined) return undefined;
    result = { schema: merged(result.schema, flat.schema), seen: flat.seen };
  }
  return result;
}

/** Both together; where they differ, the second. */
function merged(one: JsonObject, two: JsonObject): JsonObject {
  const both = { ...one, ...two };
  const properties = { ...objectIn(one['properties']), ...objectIn(two['properties']) };
  const required = [...new Set([...listIn(one['required']), ...listIn(two['required'])])];
  return {
    ...both,
    ...(Object.keys(properties).length > 0 && { properties }),
    ...(required.length > 0 && { required }),
  };
}

function definition(reference: string, root: unknown): unknown {
  let found = root;
  for (const step of reference.replace(/^#\/?/u, '').split('/')) found = isObject(found) ? found[step] : undefined;
  return found;
}

function objectIn(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

function listIn(value: unknown): readonly unknown[] {
  return isArray(value) ? value : [];
}
