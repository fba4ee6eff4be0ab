import { isActiveAt } from '../active-hours.ts';
import type { Rule } from '../rule.ts';
import { hoursOf } from './rule-hours.ts';
import { planOf } from './selection.ts';
import { type Silence, silenceDue } from './silence-due.ts';
import {
  type Effect,
  type EngineState,
  type Machine,
  machineKey,
  type Plan,
  type Surroundings,
  type Track,
  trackKey,
} from './state.ts';

/** One step under way: the state it changes, what it may ask, and what has come of it. */
export class Scene {
  readonly state: EngineState;
  readonly surroundings: Surroundings;
  readonly effects: Effect[] = [];

  constructor(state: EngineState, surroundings: Surroundings) {
    this.state = state;
    this.surroundings = surroundings;
  }

  planOf(track: Track): Plan {
    return planOf(this.state, track, this.surroundings.directory);
  }

  isActive(rule: Rule, at_ms: number): boolean {
    const hours = hoursOf(rule);
    return hours === undefined || isActiveAt(hours, at_ms, this.surroundings.time);
  }

  knownMachine(rule: Rule, subject: string): Machine | undefined {
    return this.state.machines.get(machineKey(rule.rule_id, subject));
  }

  /** To be changed by the caller. */
  machine(rule: Rule, subject: string): Machine {
    const key = machineKey(rule.rule_id, subject);
    this.state.touched.machines.add(key);
    const known = this.state.machines.get(key);
    if (known) return known;
    const machine: Machine = {};
    this.state.machines.set(key, machine);
    return machine;
  }

  keep(rule: Rule, subject: string, machine: Machine): void {
    const key = machineKey(rule.rule_id, subject);
    this.state.machines.set(key, machine);
    this.state.touched.machines.add(key);
  }

  drop(rule: Rule, subject: string): void {
    const key = machineKey(rule.rule_id, subject);
    this.state.machines.delete(key);
    this.state.touched.machines.add(key);
  }

  knownTrack(device_id: string, metric: string): Track | undefined {
    return this.state.tracks.get(trackKey(device_id, metric));
  }

  track(device_id: string, metric: string): Track {
    const key = trackKey(device_id, metric);
    const known = this.state.tracks.get(key);
    if (known) return known;
    const track: Track = { device_id, metric };
    this.state.tracks.set(key, track);
    return track;
  }

  /** Since when a series that has reported is silent, as far as somebody listened. */
  silenceOf(track: Track): Silence | undefined {
    const { last_ms, interval_ms } = track;
    return last_ms === undefined ? undefined : { from_ms: Math.max(last_ms, this.state.listening_ms), interval_ms };
  }

  /** Sees to it that the silence of a series is looked at when it is due; a timer that is too early looks again. */
  arm(track: Track): void {
    const silence = this.silenceOf(track);
    if (!silence) return;
    let due_ms = Number.POSITIVE_INFINITY;
    for (const rule of this.planOf(track).silences) {
      due_ms = Math.min(due_ms, silenceDue(rule, this.knownMachine(rule, track.device_id), silence) ?? due_ms);
    }
    if (due_ms >= (track.timer_ms ?? Number.POSITIVE_INFINITY)) return;
    track.timer_ms = due_ms;
    this.state.timers.push(due_ms, trackKey(track.device_id, track.metric), track);
  }
}
