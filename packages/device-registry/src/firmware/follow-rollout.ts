import { setTimeout as sleep } from 'node:timers/promises';
import type { Context } from '@nexus/server-kit';
import type { Deps } from '../deps.ts';
import { openIn, sizeOf, sumOf } from '../domain/firmware/rollout.ts';
import type { StoredRollout } from '../store/store.ts';

const LOOK_EVERY_MS = 500;

/**
 * Tells the client each change of a roll-out until its last job has ended or the call does.
 *
 * @param atMostMs Where it is given, no longer than this, nor while the roll-out is paused and no device is at it.
 */
export async function followRollout(
  rolloutId: string,
  { deps, progress, signal }: Context<Deps>,
  atMostMs = Number.POSITIVE_INFINITY,
): Promise<StoredRollout> {
  const began = performance.now();
  let told = '';
  for (;;) {
    const rollout = await deps.store.firmware.rollout(rolloutId);
    const all = sumOf(rollout.waves);
    const message = `${rollout.state}: ${all.completed} updated, ${all.failed + all.timed_out} failed, ${openIn(all)} to go`;
    // Progress has to grow, and a device that ends is what grows.
    if (message !== told) await progress(sizeOf(all) - openIn(all), sizeOf(all), message);
    told = message;
    const left = atMostMs - (performance.now() - began);
    if (rollout.finished_ms !== undefined || left <= 0) return rollout;
    if (Number.isFinite(atMostMs) && rollout.state === 'paused' && all.in_progress === 0) return rollout;
    await sleep(Math.min(LOOK_EVERY_MS, left), undefined, { signal });
  }
}
