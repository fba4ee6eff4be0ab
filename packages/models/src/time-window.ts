import * as z from 'zod';
import { Instant } from './instant.ts';

/** Half-open `[start_ms, end_ms)` in Unix milliseconds. */
export interface TimeWindow {
  readonly start_ms: number;
  readonly end_ms: number;
}

export const WINDOW_START_DESCRIPTION =
  'Window start: RFC 3339, YYYY-MM-DD, -24h, -7d, today, yesterday, this_week, last_week, this_month or last_month.';
export const WINDOW_END_DESCRIPTION =
  'Window end, exclusive, same forms. Default: now, or the end of the period that start names.';

export const WindowStart = z.string().max(64).optional().describe(WINDOW_START_DESCRIPTION);
export const WindowEnd = z.string().max(64).optional().describe(WINDOW_END_DESCRIPTION);

/** A window on the wire; `end` is exclusive. */
export const Window = z.object({ start: Instant, end: Instant.describe('Exclusive.') });
export type Window = z.infer<typeof Window>;
