import type { JsonObject } from './backend.ts';
import { isArray, isObject, parseJson } from './json.ts';

interface PrintedCall {
  readonly name: string;
  readonly arguments: JsonObject;
}

interface PrintedCalls {
  readonly calls: readonly PrintedCall[];
  /** What stands in front of the calls. */
  readonly content: string;
}

const TAGGED = /(?:<tool_call>|\[TOOL_REQUEST\])([\s\S]*?)(?:<\/tool_call>|\[END_TOOL_REQUEST\]|$)/gu;
const OPENING = /<tool_call>|\[TOOL_REQUEST\]/u;
const FENCED = /^```(?:json|tool_call)?[ \t]*\n([\s\S]*?)\n?```$/u;

/**
 * Reads the calls that a model printed as text instead of making them.
 *
 * Three forms: `<tool_call>{…}</tool_call>` blocks at the end of the text, which LM Studio writes `[TOOL_REQUEST]`, and a fenced or bare `{"name", "arguments"}`
 * (or a list of them) that is all of the text. What a model merely quotes must not run, hence those places, known names
 * and object arguments only; and if one of several calls does not qualify, none does.
 *
 * @returns undefined when the text holds no such call.
 */
export function readPrintedCalls(text: string, toolNames: ReadonlySet<string>): PrintedCalls | undefined {
  const first = text.search(OPENING);
  const { pieces, content } = first >= 0 ? taggedPieces(text, first) : wholePiece(text);
  const calls = pieces
    .map((piece) => parseJson(piece.trim()))
    .flatMap((value) => (isArray(value) ? value : [value]))
    .map((value) => callFrom(value, toolNames));
  const known = calls.filter((call) => call !== undefined);
  return known.length > 0 && known.length === calls.length ? { calls: known, content } : undefined;
}

function taggedPieces(text: string, first: number) {
  const tail = text.slice(first);
  // Prose after a block means that the model speaks about calls.
  const pieces =
    tail.replace(TAGGED, '').trim() === '' ? [...tail.matchAll(TAGGED)].map((match) => match[1] ?? '') : [];
  return { pieces, content: text.slice(0, first).trimEnd() };
}

function wholePiece(text: string) {
  const whole = text.trim();
  return { pieces: [FENCED.exec(whole)?.[1] ?? whole], content: '' };
}

function callFrom(value: unknown, toolNames: ReadonlySet<string>): PrintedCall | undefined {
  if (!isObject(value)) return undefined;
  const { name } = value;
  // Llama 3.1 prints `parameters`.
  const given = value['arguments'] ?? value['parameters'];
  return typeof name === 'string' && toolNames.has(name) && isObject(given) ? { name, arguments: given } : undefined;
}
