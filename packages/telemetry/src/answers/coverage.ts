import * as z from 'zod';

/** How far an aggregate can be relied on; spread it into its output. */
export const coverageFields = {
  coverage_pct: z.number().describe('Received of expected readings.'),
  good_pct: z.number().describe('Good of received readings.'),
};

/** What statistics leave out. */
export const LeftOut = z
  .object({ uncertain: z.int().optional(), bad: z.int().optional(), missing: z.int().optional() })
  .describe('Readings of the window that are not good.');
