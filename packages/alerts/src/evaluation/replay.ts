import type { TimeWindow } from '@nexus/models';
import type { SeriesInfo, TelemetryStore } from '@nexus/telemetry/store';
import type { Effect, Surroundings } from '../domain/engine/state.ts';
import { initialState, type Seen, step } from '../domain/engine/step.ts';
import { ANY_METRIC, type Rule } from '../domain/rule.ts';
import type { Severity } from '../domain/severity.ts';
import { storedSamples } from './history.ts';

/** What is stored has arrived. */
const NOTHING_LATE = { lateness_ms: 0, skew_ms: 0 };

/** An alert that a rule would have raised. */
export interface Fired {
  readonly device_id: string;
  readonly value: number;
  readonly triggered_ms: number;
  severity: Severity;
  cleared_ms?: number;
}

interface Replay {
  readonly rule: Rule;
  readonly series: readonly SeriesInfo[];
  readonly window: TimeWindow;
  readonly surroundings: Surroundings;
  readonly signal: AbortSignal;
  readonly progress: (done: number, total?: number, message?: string) => Promise<void>;
}

/** Runs one rule over stored readings, by the engine that evaluates the live ones. */
export async function replay(
  telemetry: TelemetryStore,
  { rule, series, window, surroundings, signal, progress }: Replay,
): Promise<{ readonly fired: readonly Fired[]; readonly readings: number }> {
  const state = initialState(NOTHING_LATE, window.start_ms);
  const effects: Effect[] = [];
  step(state, { kind: 'rules', now_ms: window.start_ms, rules: [rule] }, surroundings);
  if (rule.condition === 'no_data') {
    const seen = await seenBefore(telemetry, rule, series, window.start_ms);
    effects.push(...step(state, { kind: 'seen', series: seen }, surroundings));
  }
  let readings = 0;
  for await (const samples of storedSamples(telemetry, series, window)) {
    signal.throwIfAborted();
    readings += samples.length;
    effects.push(...step(state, { kind: 'readings', now_ms: window.end_ms, samples }, surroundings));
    await progress(state.clock_ms - window.start_ms, window.end_ms - window.start_ms, 'Replaying readings');
  }
  effects.push(...step(state, { kind: 'tick', now_ms: window.end_ms }, surroundings));
  return { fired: firedOf(effects), readings };
}

/** The last reading before the window, for a silence that was there already. */
async function seenBefore(
  telemetry: TelemetryStore,
  { metric }: Rule,
  series: readonly SeriesInfo[],
  start_ms: number,
): Promise<Seen[]> {
  const newest = new Map<string, Seen>();
  for (const { device_id, metric: of, first_ms, last_ms, count } of series) {
    if (first_ms >= start_ms) continue;
    const before = await telemetry.before(device_id, of, start_ms);
    const interval_ms = count > 1 ? (last_ms - first_ms) / (count - 1) : undefined;
    const known = newest.get(device_id);
    newest.set(device_id, {
      device_id,
      metric: metric === ANY_METRIC ? ANY_METRIC : of,
      last_ms: Math.max(before?.timestamp_ms ?? 0, known?.last_ms ?? 0),
      interval_ms: Math.min(interval_ms ?? Infinity, known?.interval_ms ?? Infinity),
    });
  }
  return [...newest.values()].map((seen) =>
    seen.interval_ms === Infinity ? { ...seen, interval_ms: undefined } : seen,
  );
}

function firedOf(effects: readonly Effect[]): Fired[] {
  const fired: Fired[] = [];
  const open = new Map<string, Fired>();
  for (const effect of effects) {
    const { device_id, at_ms } = effect;
    if (effect.kind === 'triggered') {
      const alert: Fired = { device_id, value: effect.value, triggered_ms: at_ms, severity: effect.severity };
      fired.push(alert);
      open.set(device_id, alert);
    }
    const alert = open.get(device_id);
    if (alert && effect.kind === 'raised') alert.severity = effect.severity;
    if (alert && effect.kind === 'cleared') {
      alert.cleared_ms = at_ms;
      open.delete(device_id);
    }
  }
  return fired.sort((a, b) => a.triggered_ms - b.triggered_ms);
}
