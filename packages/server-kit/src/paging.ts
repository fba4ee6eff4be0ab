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
};

export interface Page {
  readonly limit: number;
  readonly offset: number;
}
