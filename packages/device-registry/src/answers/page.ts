import { type Page, pageOutput } from '@nexus/server-kit';
import * as z from 'zod';

/** Of JSON: at three bytes a token, what identifiers and times cost, a page stays below 8,000 tokens. */
const MAX_PAGE_BYTES = 20_000;

/** What a list tells about its page; spread it into the output. */
export const listOutput = {
  ...pageOutput,
  next_offset: z
    .int()
    .optional()
    .describe('Where the rest begins; absent at the end. A page may end before its limit.'),
};

/** As many of a page's records as an answer can carry, at least one, and where to go on. */
export function pageOf<Item>(items: readonly Item[], total: number, { limit, offset }: Page) {
  const shown = fit(items);
  const next_offset = offset + shown.length;
  return { shown, page: { total, offset, limit, ...(shown.length > 0 && next_offset < total ? { next_offset } : {}) } };
}

/** The first records that fit into one answer. */
export function fit<Item>(items: readonly Item[], maxBytes = MAX_PAGE_BYTES): Item[] {
  const encoder = new TextEncoder();
  let bytes = 0;
  const end = items.findIndex((item, index) => {
    bytes += encoder.encode(JSON.stringify(item)).length + 1;
    return bytes > maxBytes && index > 0;
  });
  return end === -1 ? [...items] : items.slice(0, end);
}
