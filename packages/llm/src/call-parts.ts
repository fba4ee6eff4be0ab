import type { ChatToolCall, JsonObject } from './backend.ts';
import { filled, isArray, isObject, parseJson } from './json.ts';

interface Draft {
  index: number | undefined;
  id: string | undefined;
  name: string;
  arguments: string;
  extra: JsonObject | undefined;
}

interface Part {
  readonly index: number | undefined;
  readonly id: string | undefined;
  readonly name: string | undefined;
  readonly arguments: string;
  readonly extra: JsonObject | undefined;
}

/** Puts streamed pieces of tool calls together, whatever the server makes of ids and indexes. */
export class CallParts {
  readonly #drafts: Draft[] = [];

  /** Takes the `tool_calls` of a whole message: each is one call, whatever its index and id. */
  addWhole(toolCalls: unknown): void {
    if (!isArray(toolCalls)) return;
    for (const part of toolCalls.map(readPart)) {
      if (part !== undefined) this.#drafts.push({ ...part, index: undefined, name: part.name ?? '' });
    }
  }

  /** Takes the `tool_calls` of one delta. */
  add(toolCalls: unknown): void {
    if (!isArray(toolCalls)) return;
    for (const [position, raw] of toolCalls.entries()) {
      const part = readPart(raw);
      if (part === undefined) continue;
      const draft = this.#draftFor(part, toolCalls.length > 1 ? position : undefined);
      draft.id ??= part.id;
      draft.name ||= part.name ?? '';
      draft.arguments += part.arguments;
      draft.extra ??= part.extra;
    }
  }

  /** The finished calls in order, each with an id of its own; a call that names no function is not one. */
  finish(newId: () => string): ChatToolCall[] {
    const seen = new Set<string>();
    return this.#drafts
      .filter(({ name }) => name !== '')
      .map((draft) => {
        const id = draft.id === undefined || seen.has(draft.id) ? newId() : draft.id;
        seen.add(id);
        const call = { name: draft.name, arguments: normalArguments(draft.arguments) };
        return { id, type: 'function', function: call, ...(draft.extra && { extra_content: draft.extra }) };
      });
  }

  #draftFor(part: Part, position: number | undefined): Draft {
    const candidate = this.#candidate(part, position);
    if (candidate !== undefined && continues(candidate, part)) return candidate;
    const draft: Draft = { index: part.index, id: part.id, name: '', arguments: '', extra: undefined };
    this.#drafts.push(draft);
    return draft;
  }

  #candidate(part: Part, position: number | undefined): Draft | undefined {
    if (part.index !== undefined) return this.#drafts.findLast(({ index }) => index === part.index);
    const sameId = part.id === undefined ? undefined : this.#drafts.find(({ id }) => id === part.id);
    if (sameId !== undefined || part.id !== undefined) return sameId ?? this.#drafts.at(-1);
    return position === undefined || part.name !== undefined ? this.#drafts.at(-1) : this.#drafts[position];
  }
}

/**
 * Whether a part belongs to the call under way.
 *
 * Some servers repeat id and name in every part, some invent a new id for every part, and some give every call the
 * index 0. So a new name begins a call; a new id does when a name comes with it; and anything that names a function
 * does once the arguments under way are complete.
 */
function continues(draft: Draft, part: Part): boolean {
  if (part.name === undefined) return part.id === undefined || part.id === draft.id || !isComplete(draft.arguments);
  if (draft.name === '') return part.id === undefined || draft.id === undefined || part.id === draft.id;
  if (part.name !== draft.name) return false;
  if (part.id !== undefined && draft.id !== undefined) return part.id === draft.id;
  return part.arguments === '' || !isComplete(draft.arguments);
}

function isComplete(text: string): boolean {
  return isObject(parseJson(text));
}

function readPart(raw: unknown): Part | undefined {
  if (!isObject(raw)) return undefined;
  const call = isObject(raw['function']) ? raw['function'] : {};
  return {
    index: typeof raw['index'] === 'number' ? raw['index'] : undefined,
    id: filled(raw['id']),
    name: filled(call['name']),
    arguments: argumentText(call['arguments']),
    extra: isObject(raw['extra_content']) ? raw['extra_content'] : undefined,
  };
}

function argumentText(value: unknown): string {
  if (typeof value === 'string') return value;
  return isObject(value) ? JSON.stringify(value) : '';
}

function normalArguments(text: string): string {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed === 'null') return '{}';
  const value = parseJson(trimmed);
  // Encoded twice.
  return typeof value === 'string' && isComplete(value) ? value : text;
}
