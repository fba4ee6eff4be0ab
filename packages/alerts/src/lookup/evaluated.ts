import { setTimeout as sleep } from 'node:timers/promises';
import { type BuildingTime, Instant } from '@nexus/models';
import * as z from 'zod';
import type { Deps } from '../deps.ts';

/** An evaluator that works says so every ten seconds. */
const FRESH_MS = 30_000;
const LONGEST_WAIT_MS = 5_000;
const PAUSE_MS = 50;

/** What an answer tells of how far it can be relied on; spread it into its output. */
export const evaluatedOutput = {
  evaluated_at: Instant.optional().describe('Up to when readings were looked at.'),
  missing: z.string().optional().describe('Why nothing, or nothing newer, was evaluated.'),
};

/** Waits a little for a server that has just been started: its first look takes a moment. */
export async function evaluated(
  deps: Deps,
  time: BuildingTime,
  signal: AbortSignal,
): Promise<z.infer<z.ZodObject<typeof evaluatedOutput>>> {
  const telemetry = await deps.telemetry();
  const until = performance.now() + LONGEST_WAIT_MS;
  for (;;) {
    const evaluated_ms = await deps.alerts.evaluatedMs();
    const told = evaluated_ms === undefined ? {} : { evaluated_at: time.iso(evaluated_ms) };
    if (!telemetry) return { ...told, missing: 'There is no telemetry database yet, so there are no readings.' };
    if (evaluated_ms !== undefined && time.nowMs() - evaluated_ms < FRESH_MS) return told;
    if (deps.readOnly || performance.now() >= until)
      return { ...told, missing: 'No server is evaluating readings now.' };
    await sleep(PAUSE_MS, undefined, { signal });
  }
}
