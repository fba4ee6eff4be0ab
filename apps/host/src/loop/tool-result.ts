import type { CallToolResult, ContentBlock } from '@modelcontextprotocol/sdk/types.js';
import { NexusError } from '@nexus/models';
import { plainText } from './plain-text.ts';

/** Above what a server of the platform ever answers (8,000 tokens), so that only foreign ones are cut. */
export const MAX_RESULT_CHARS = 40_000;

const HEAD_SHARE = 0.75;

/** A result as the model reads it: the structured content where there is one, else the text; never both. */
export function resultText(result: CallToolResult, maxChars: number = MAX_RESULT_CHARS): string {
  return capText(wholeResultText(result), maxChars);
}

/** The same without a limit. */
export function wholeResultText(result: CallToolResult): string {
  if (result.isError === true) return `Error: ${blocksText(result.content)}`;
  const text = result.structuredContent === undefined ? blocksText(result.content) : jsonText(result.structuredContent);
  return text === '' ? 'Done; the tool returned nothing.' : text;
}

/** A failure as the model reads it, with the next step where one is known. */
export function errorText(error: unknown): string {
  if (NexusError.is(error)) return `Error: ${error.message}${error.hint === undefined ? '' : `\n${error.hint}`}`;
  return `Error: ${plainText(error instanceof Error ? error.message : String(error))}`;
}

/** The first three quarters and the last quarter of what is allowed; the cut says how much is missing, and what to do. */
export function capText(text: string, maxChars: number, advice = 'ask for less at once'): string {
  if (text.length <= maxChars) return text;
  const head = text.slice(0, Math.floor(maxChars * HEAD_SHARE));
  const tail = text.slice(text.length - (maxChars - head.length));
  const missing = text.length - head.length - tail.length;
  const mark = `\n[… ${missing} of ${text.length} characters left out here: ${advice} …]\n`;
  return `${head}${mark}${tail}`.toWellFormed();
}

function jsonText(value: unknown): string {
  const clean = (_key: string, item: unknown) => (typeof item === 'string' ? plainText(item) : item);
  return plainText(JSON.stringify(value, clean));
}

function blocksText(blocks: readonly ContentBlock[]): string {
  return blocks.map(blockText).join('\n');
}

function blockText(block: ContentBlock): string {
  if (block.type === 'text') return plainText(block.text);
  if (block.type === 'resource_link') return plainText(`[resource ${block.name}: ${block.uri}]`);
  if (block.type !== 'resource') return plainText(`[${block.type}, ${block.mimeType}, not shown]`);
  const { resource } = block;
  return plainText('text' in resource ? resource.text : `[resource ${resource.uri}, binary, not shown]`);
}
