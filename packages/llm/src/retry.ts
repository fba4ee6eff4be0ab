import { setTimeout as wait } from 'node:timers/promises';
import { isObject } from './json.ts';

/** The longest wait that a server may ask for; one that asks for more gets no second request. */
const MAX_WAIT_MS = 60_000;
const FIRST_WAIT_MS = 500;

/** How long to wait before a failed request is repeated; undefined when it should not be. */
export function retryWaitMs(error: unknown, attempt: number, now: number = Date.now()): number | undefined {
  if (!isObject(error) || !isPassing(error['status'], error)) return undefined;
  const asked = askedWaitMs(error['headers'], now);
  if (asked !== undefined) return asked <= MAX_WAIT_MS ? asked : undefined;
  // Spread, so that several hosts do not come back at once.
  return FIRST_WAIT_MS * 2 ** attempt * (0.75 + Math.random() / 2);
}

/** What the server asks for, in `Retry-After` (seconds or a date) or `retry-after-ms`. */
export function askedWaitMs(headers: unknown, now: number = Date.now()): number | undefined {
  if (!(headers instanceof Headers)) return undefined;
  const exact = Number(headers.get('retry-after-ms') ?? Number.NaN);
  if (exact >= 0) return exact;
  const given = headers.get('retry-after')?.trim();
  if (given === undefined || given === '') return undefined;
  const ms = /^\d+(?:\.\d+)?$/u.test(given) ? Number(given) * 1000 : Date.parse(given) - now;
  return Number.isNaN(ms) ? undefined : Math.max(0, ms);
}

/** Waits, but no longer than until the signal fires. @throws The signal's reason. */
export async function waitOrAbort(ms: number, signal: AbortSignal | undefined): Promise<void> {
  await wait(ms, undefined, { signal }).catch(() => signal?.throwIfAborted());
}

function isPassing(status: unknown, error: object): boolean {
  if (typeof status === 'number') return [408, 409, 429].includes(status) || status >= 500;
  return error instanceof Error && error.constructor.name === 'APIConnectionError';
}
