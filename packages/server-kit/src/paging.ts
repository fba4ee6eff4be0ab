import * as z from 'zod';

/** Arguments of a tool that lists; spread them into its input. */
export const pageInput = {
  limit: z.int().min(1).max(200).default(50).describe('At most so many.'),
  offset: z.int().min(0).max(1_000_000).default(0).describe('Skip so many.'),
};

/** What a tool that lists tells about the page; spread it into its output. */
export const pageOutput = {
  total: z.int().describe('All that match.'),
  offset: z.int(),
  limit: z.int(),
  next_offset: z
    .int()
    .optional()
    .describe('Where the rest begins; absent at the end. A page may end before its limit.'),
};

export interface Page {
  readonly limit: number;
  readonly offset: number;
}

/** Of JSON: times and figures cost a token for each 2.3 bytes or more, so an answer of it stays below 8,000. */
const MAX_ANSWER_BYTES = 16_000;

/** As many of a page's records as an answer can carry, at least one, and where to go on. */
export function pageOf<Item>(items: readonly Item[], total: number, { limit, offset }: Page) {
  const shown = fitAnswer(items);
  const next_offset = offset + shown.length;
  return { shown, page: { total, offset, limit, ...(shown.length > 0 && next_offset < total ? { next_offset } : {}) } };
}

/** The first records that fit into one answer, at least one. */
export function fitAnswer<Item>(items: readonly Item[], maxBytes: number = MAX_ANSWER_BYTES): Item[] {
  const encoder = new TextEncoder();
  let bytes = 0;
  const end = items.findIndex((item, index) => {
    bytes += encoder.encode(JSON.stringify(item)).length + 1;
    return bytes > maxBytes && index > 0;
  });
  return end === -1 ? [...items] : items.slice(0, end);
}
