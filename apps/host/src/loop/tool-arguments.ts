import type { JsonObject } from '@nexus/llm';
import { NexusError } from '@nexus/models';
import { jsonrepair } from 'jsonrepair';

export interface ReadArguments {
  readonly value: JsonObject;
  /** The text was not valid JSON, and this is what it most likely meant. */
  readonly repaired: boolean;
}

/**
 * Reads the arguments of a call as a model wrote them.
 *
 * Small models leave out quotes and brackets, or write the object as a string inside a string. What is repaired must
 * still be an object with something in it: a call is never made with `{}` because its arguments were unreadable.
 *
 * @throws {NexusError} `invalid_argument` when no object can be read from the text.
 */
export function readArguments(text: string): ReadArguments {
  const given = text.trim();
  if (given === '') return { value: {}, repaired: false };
  const parsed = attempt(() => unwrap(JSON.parse(given)));
  if (isObject(parsed)) return { value: parsed, repaired: false };
  // A plain sentence would "repair" to a string, and two objects in a row to a list: neither is an object.
  const repaired = parsed === undefined ? attempt(() => unwrap(JSON.parse(jsonrepair(given)))) : undefined;
  if (isObject(repaired) && Object.keys(repaired).length > 0) return { value: repaired, repaired: true };
  throw new NexusError('invalid_argument', 'The arguments are not a JSON object, so the tool was not called.', {
    hint: 'Call it again with arguments such as {"name":"value"}.',
  });
}

function unwrap(value: unknown): unknown {
  return typeof value === 'string' ? (JSON.parse(value) as unknown) : value;
}

function attempt(read: () => unknown): unknown {
  try {
    return read();
  } catch {
    return undefined; // the caller tries the next reading
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
