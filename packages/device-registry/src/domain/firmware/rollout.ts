import type { JobState } from './job.ts';

export const ROLLOUT_STATES = ['running', 'paused', 'completed', 'stopped', 'cancelled'] as const;
export type RolloutState = (typeof ROLLOUT_STATES)[number];

/** The jobs of one wave by state; `waiting` are those whose turn has not come. */
export type WaveCounts = Readonly<Record<JobState | 'waiting', number>>;

export const NO_JOBS: WaveCounts = {
  waiting: 0,
  queued: 0,
  in_progress: 0,
  completed: 0,
  failed: 0,
  cancelled: 0,
  timed_out: 0,
};

export type RolloutAction =
  | { readonly kind: 'release'; readonly wave: number }
  | { readonly kind: 'stop' | 'complete' };

/**
 * What a roll-out has to do next, if anything.
 *
 * A wave begins when all before it have ended. Failures are counted within each wave, against all of its devices: one
 * that fails alone in the first wave stops the rest.
 */
export function nextAction(
  { state, max_failure_pct }: { readonly state: RolloutState; readonly max_failure_pct: number },
  waves: readonly WaveCounts[],
): RolloutAction | undefined {
  if (state !== 'running' && state !== 'paused') return undefined;
  if (waves.every((wave) => openIn(wave) === 0)) return { kind: 'complete' };
  if (waves.some((wave) => failuresIn(wave) * 100 > max_failure_pct * sizeOf(wave))) return { kind: 'stop' };
  if (state === 'paused') return undefined;
  const current = waves.findIndex((wave) => openIn(wave) > 0);
  return (waves[current]?.waiting ?? 0) > 0 ? { kind: 'release', wave: current } : undefined;
}

export type ControlAction = 'pause' | 'resume' | 'cancel';

/** The state that a control leads to; `undefined` when the roll-out cannot take it. */
export function controlled(state: RolloutState, action: ControlAction): RolloutState | undefined {
  if (action === 'pause') return state === 'running' ? 'paused' : undefined;
  if (action === 'resume') return state === 'paused' ? 'running' : undefined;
  return state === 'running' || state === 'paused' ? 'cancelled' : undefined;
}

export function openIn({ waiting, queued, in_progress }: WaveCounts): number {
  return waiting + queued + in_progress;
}

export function failuresIn({ failed, timed_out }: WaveCounts): number {
  return failed + timed_out;
}

export function sizeOf(wave: WaveCounts): number {
  return Object.values(wave).reduce((sum, count) => sum + count, 0);
}

export function sumOf(waves: readonly WaveCounts[]): WaveCounts {
  return waves.reduce((sum, wave) => {
    const added = Object.entries(sum).map(([state, count]) => [state, count + wave[state as keyof WaveCounts]]);
    return Object.fromEntries(added) as WaveCounts;
  }, NO_JOBS);
}
