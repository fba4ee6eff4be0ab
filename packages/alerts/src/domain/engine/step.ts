import { ANY_METRIC, type Rule } from '../rule.ts';
import { deviation } from './baseline.ts';
import { Scene } from './scene.ts';
import { forgetPlans, selects } from './selection.ts';
import { setBack } from './set-back.ts';
import { usualInterval } from './silence-due.ts';
import { endSilence, lookAtSilence } from './silence-rule.ts';
import {
  type Effect,
  type EngineState,
  type Machine,
  type Sample,
  type Surroundings,
  type Tolerances,
  type Track,
  trackKey,
} from './state.ts';
import { Timers } from './timers.ts';
import { isIdle, judge } from './value-rule.ts';

const MINUTE_MS = 60_000;
/** A silence up to this never counts as one, however often a device reports otherwise. */
const LEAST_GAP_MS = 15 * MINUTE_MS;
const GAP_INTERVALS = 3;
/** What comes later than that behind everything else is history, and raises nothing. */
const HISTORY_MS = 60 * MINUTE_MS;

/** What the engine is told. */
export type EngineEvent =
  /** Readings that have arrived, in any order. Time goes on up to the newest of them, but not beyond now. */
  | { readonly kind: 'readings'; readonly now_ms: number; readonly samples: readonly Sample[] }
  /** Nothing more is under way: time goes on up to now. */
  | { readonly kind: 'tick'; readonly now_ms: number }
  /** All rules there are now. */
  | { readonly kind: 'rules'; readonly now_ms: number; readonly rules: readonly Rule[] }
  /** The directory has changed. */
  | { readonly kind: 'directory'; readonly now_ms: number }
  /** Nobody has listened for a while, and nothing came meanwhile: the machine slept, or its clock was put forward. */
  | { readonly kind: 'awake'; readonly now_ms: number }
  /** The clock was set back: what is remembered of later is of now. */
  | { readonly kind: 'set_back'; readonly now_ms: number }
  /** Series that there are; of those that are not followed yet nothing but their silence is known. */
  | { readonly kind: 'seen'; readonly series: readonly Seen[] };

export interface Seen {
  readonly device_id: string;
  readonly metric: string;
  readonly last_ms: number;
  readonly interval_ms?: number | undefined;
}

export function initialState(tolerances: Tolerances, clock_ms: number): EngineState {
  return {
    tolerances,
    clock_ms,
    listening_ms: Number.NEGATIVE_INFINITY,
    rules: [],
    tracks: new Map(),
    machines: new Map(),
    waiting: [],
    passedOver: { late: 0, future: 0 },
    timers: new Timers(),
    plans: new Map(),
    watchesAny: false,
    touched: { tracks: new Set(), machines: new Set() },
  };
}

/** What is written down of a state; readings that were not decided are to be told again. */
export interface SavedState {
  readonly clock_ms: number;
  readonly listening_ms?: number | undefined;
  readonly rules: readonly Rule[];
  readonly tracks: readonly Track[];
  readonly machines: readonly (readonly [key: string, machine: Machine])[];
}

export function restoredState(saved: SavedState, tolerances: Tolerances, surroundings: Surroundings): EngineState {
  const state = initialState(tolerances, saved.clock_ms);
  state.listening_ms = saved.listening_ms ?? state.listening_ms;
  state.rules = saved.rules;
  for (const track of saved.tracks) state.tracks.set(trackKey(track.device_id, track.metric), track);
  for (const [key, machine] of saved.machines) state.machines.set(key, machine);
  replan(new Scene(state, surroundings));
  return state;
}

/**
 * Tells the engine one thing; everything that comes of it depends on event times only.
 *
 * The order in which readings arrive within the lateness, how often time ticks, and restarts change nothing.
 *
 * @param state Changed in place, and nothing else is.
 * @returns In the order of their event times, but for those of readings that came later than the lateness.
 */
export function step(state: EngineState, event: EngineEvent, surroundings: Surroundings): readonly Effect[] {
  const scene = new Scene(state, surroundings);
  const { lateness_ms } = state.tolerances;
  switch (event.kind) {
    case 'readings': {
      const newest_ms = admit(scene, event.samples, event.now_ms);
      goOn(scene, Math.min(event.now_ms, newest_ms) - lateness_ms);
      break;
    }
    case 'tick':
      goOn(scene, event.now_ms - lateness_ms);
      break;
    case 'awake':
      state.listening_ms = event.now_ms;
      break;
    case 'set_back':
      setBack(state, event.now_ms);
      replan(scene);
      break;
    case 'rules':
      reselect(scene, event.rules, event.now_ms);
      break;
    case 'directory':
      reselect(scene, state.rules, event.now_ms);
      break;
    case 'seen':
      for (const { device_id, metric, last_ms, interval_ms } of event.series) {
        // Of a series that is followed, and of one that began just now, readings are still to be told.
        const isFollowed = scene.knownTrack(device_id, metric)?.last_ms !== undefined;
        if (isFollowed || last_ms > state.clock_ms) continue;
        scene.track(device_id, metric).interval_ms = interval_ms;
        see(scene, device_id, metric, last_ms);
      }
      break;
  }
  return scene.effects;
}

/** Puts readings into the line; one that is there already is replaced. @returns The newest time among them. */
function admit({ state }: Scene, samples: readonly Sample[], now_ms: number): number {
  let newest_ms = Number.NEGATIVE_INFINITY;
  const limit_ms = now_ms + state.tolerances.skew_ms;
  for (const sample of samples) {
    if (sample.ms > limit_ms) {
      state.passedOver.future += 1;
      continue;
    }
    newest_ms = Math.max(newest_ms, sample.ms);
    state.waiting.push(sample);
  }
  // Stable, so that of two readings of one instant the one that arrived last comes last.
  state.waiting.sort((a, b) => a.ms - b.ms || compare(a.device_id, b.device_id) || compare(a.metric, b.metric));
  return newest_ms;
}

/** Decides everything up to an instant, in the order of time. */
function goOn(scene: Scene, to_ms: number): void {
  const { state } = scene;
  const clock_ms = Math.max(state.clock_ms, to_ms);
  const { waiting } = state;
  let done = 0;
  for (; done < waiting.length; done += 1) {
    const sample = waiting[done];
    if (!sample || sample.ms > clock_ms) break;
    runTimers(scene, sample.ms);
    const next = waiting[done + 1];
    const isReplaced = next?.ms === sample.ms && next.device_id === sample.device_id && next.metric === sample.metric;
    if (!isReplaced) evaluate(scene, sample);
  }
  if (done > 0) state.waiting = waiting.slice(done);
  runTimers(scene, clock_ms);
  state.clock_ms = clock_ms;
}

/** Those strictly before: a reading of that very instant may still be under way. */
function runTimers(scene: Scene, limit_ms: number): void {
  for (;;) {
    const timer = scene.state.timers.popBefore(limit_ms);
    if (!timer) return;
    const { item: track, at_ms } = timer;
    if (track.timer_ms !== at_ms) continue; // an earlier one took its place
    track.timer_ms = undefined;
    lookAtSilence(scene, track, at_ms);
  }
}

function evaluate(scene: Scene, sample: Sample): void {
  const { state } = scene;
  const { device_id, metric, ms, value, isLife } = sample;
  if (!isLife) return;
  const track = scene.track(device_id, metric);
  if (ms <= (track.last_ms ?? Number.NEGATIVE_INFINITY) || ms < state.clock_ms - HISTORY_MS) {
    if (ms !== track.last_ms) state.passedOver.late += 1;
    return;
  }
  if (state.watchesAny) see(scene, device_id, ANY_METRIC, ms);
  if (!Number.isNaN(value)) evaluateValue(scene, track, ms, value);
  see(scene, device_id, metric, ms);
}

/** A sign of life at an instant. */
function see(scene: Scene, device_id: string, metric: string, ms: number): void {
  const track = scene.track(device_id, metric);
  if (track.last_ms !== undefined) {
    if (ms <= track.last_ms) return;
    const wasHeard = track.last_ms >= scene.state.listening_ms || ms < scene.state.listening_ms;
    if (wasHeard) track.interval_ms = usualInterval(track.interval_ms, ms - track.last_ms);
  }
  track.last_ms = ms;
  scene.state.touched.tracks.add(track);
  const { silences } = scene.planOf(track);
  for (const rule of silences) endSilence(scene, rule, track, ms);
  if (silences.length > 0) scene.arm(track);
}

function evaluateValue(scene: Scene, track: Track, at_ms: number, value: number): void {
  const { device_id } = track;
  const { values, hasAnomaly } = scene.planOf(track);
  const gap_ms = track.good_ms === undefined ? undefined : at_ms - track.good_ms;
  const isAfterGap =
    gap_ms !== undefined && track.gap_ms !== undefined && gap_ms > Math.max(LEAST_GAP_MS, GAP_INTERVALS * track.gap_ms);
  const rate =
    gap_ms === undefined || isAfterGap ? undefined : (Math.abs(value - (track.value ?? value)) / gap_ms) * MINUTE_MS;
  const z = hasAnomaly ? deviation((track.baseline ??= { n: 0, mean: 0, variance: 0 }), value) : undefined;
  for (const rule of values) {
    const { condition } = rule;
    const measure = condition === 'rate_of_change' ? rate : condition === 'anomaly' ? z : value;
    const known = scene.knownMachine(rule, device_id);
    const machine = known ?? {};
    const isActive = scene.isActive(rule, at_ms);
    const effect = judge(rule, machine, { device_id, at_ms, value: measure, isAfterGap, isActive });
    if (effect) scene.effects.push(effect);
    if (!isIdle(rule, machine, at_ms)) scene.keep(rule, device_id, machine);
    else if (known) scene.drop(rule, device_id);
  }
  track.good_ms = at_ms;
  track.value = value;
  if (gap_ms !== undefined) track.gap_ms = gap_ms;
}

/** Alerts of rules that are gone, changed, or no longer about the device are closed. */
function reselect(scene: Scene, rules: readonly Rule[], now_ms: number): void {
  const { state } = scene;
  const { directory } = scene.surroundings;
  const before = new Map(state.rules.map((rule) => [rule.rule_id, rule]));
  const now = new Map(rules.map((rule) => [rule.rule_id, rule]));
  state.rules = rules;
  for (const [key, machine] of [...state.machines].sort(([a], [b]) => compare(a, b))) {
    const [rule_id = '', subject = ''] = key.split('\u0000');
    const was = before.get(rule_id);
    const is = now.get(rule_id);
    const isSame = is?.enabled === true && is.version === was?.version;
    const members = machine.open?.members ?? [];
    const isAbout = [subject, ...members].some((device_id) => is !== undefined && selects(is, device_id, directory));
    if (isSame && isAbout) continue;
    if (machine.open && was) {
      scene.effects.push({ kind: 'cleared', rule: was, device_id: subject, at_ms: now_ms, why: 'superseded' });
    }
    state.machines.delete(key);
    state.touched.machines.add(key);
  }
  replan(scene);
}

/** Finds out anew which rules are about which series, and when their silences are due. */
function replan(scene: Scene): void {
  const { state } = scene;
  forgetPlans(state);
  state.timers.clear();
  for (const track of state.tracks.values()) {
    track.timer_ms = undefined;
    scene.arm(track);
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
