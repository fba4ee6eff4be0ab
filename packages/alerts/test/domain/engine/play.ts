import { BuildingTime } from '@nexus/models';
import type { Rule } from '../../../src/domain/rule.ts';
import type {
  DeviceFacts,
  Directory,
  Effect,
  EngineState,
  Machine,
  Sample,
  Surroundings,
  Track,
} from '../../../src/domain/engine/state.ts';
import { type EngineEvent, initialState, restoredState, step } from '../../../src/domain/engine/step.ts';

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
/** A Monday, midnight in UTC. */
export const START_MS = Date.parse('2026-06-01T00:00:00Z');
export const LATENESS_MS = 90_000;
export const SKEW_MS = 60_000;
const TOLERANCES = { lateness_ms: LATENESS_MS, skew_ms: SKEW_MS };
export const time = new BuildingTime({ zone: 'UTC' });

export function ruleOf(given: Partial<Rule> = {}): Rule {
  return {
    rule_id: 'hot',
    version: 1,
    name: 'Too warm',
    metric: 'temperature',
    condition: 'gt',
    threshold: 30,
    severity: 'warning',
    enabled: true,
    cooldown_minutes: 0,
    for_seconds: 0,
    ...given,
  };
}

/** A directory of devices by their facts. */
export function directoryOf(devices: Readonly<Record<string, Partial<DeviceFacts>>>): Directory {
  const facts = (given: Partial<DeviceFacts>): DeviceFacts => ({
    device_type: 'temperature_sensor',
    zone_id: 'Z',
    building: 'NORTH',
    isInUse: true,
    ...given,
  });
  return {
    device: (id) => (devices[id] ? facts(devices[id]) : undefined),
    behind: (gateway) => Object.keys(devices).filter((id) => devices[id]?.gateway === gateway),
  };
}

export function surroundingsOf(devices: Readonly<Record<string, Partial<DeviceFacts>>> = {}): Surroundings {
  return { directory: directoryOf(devices), time };
}

export function sampleOf(ms: number, value: number, given: Partial<Sample> = {}): Sample {
  return { device_id: 'D', metric: 'temperature', ms, value, isLife: true, ...given };
}

/** A reading, and when it arrives. */
export interface Arrival {
  readonly sample: Sample;
  readonly at_ms: number;
}

/** An engine that is told readings as they arrive, and can be stopped and started again. */
export class Play {
  state: EngineState;
  readonly effects: Effect[] = [];
  readonly #surroundings: Surroundings;
  readonly #written = { tracks: new Map<string, Track>(), machines: new Map<string, Machine>() };
  #told: Sample[] = [];

  constructor(rules: readonly Rule[], surroundings: Surroundings = surroundingsOf(), start_ms = START_MS) {
    this.#surroundings = surroundings;
    this.state = initialState(TOLERANCES, start_ms - LATENESS_MS);
    this.tell({ kind: 'rules', now_ms: start_ms, rules });
  }

  tell(event: EngineEvent): readonly Effect[] {
    const effects = step(this.state, event, this.#surroundings);
    this.effects.push(...effects);
    if (event.kind === 'readings') this.#told.push(...event.samples);
    return effects;
  }

  readings(now_ms: number, ...samples: Sample[]): readonly Effect[] {
    return this.tell({ kind: 'readings', now_ms, samples });
  }

  tick(now_ms: number): readonly Effect[] {
    return this.tell({ kind: 'tick', now_ms });
  }

  /** As after a crash: only what was written down is left, and readings are told again from the first undecided on. */
  restart(now_ms: number): void {
    this.#write();
    const { clock_ms, listening_ms, rules } = this.state;
    const saved = {
      clock_ms,
      listening_ms,
      rules,
      tracks: [...this.#written.tracks.values()].map(copy),
      machines: [...this.#written.machines].map(copy),
    };
    this.state = restoredState(saved, TOLERANCES, this.#surroundings);
    const undecided = this.#told.findIndex(({ ms }) => ms > clock_ms);
    if (undecided >= 0) this.effects.push(...step(this.state, this.#again(undecided, now_ms), this.#surroundings));
  }

  /** Writes down what has changed, and nothing else. */
  #write(): void {
    const { touched, machines } = this.state;
    for (const { plan: _plan, timer_ms: _timer, ...track } of touched.tracks) {
      this.#written.tracks.set(`${track.device_id} ${track.metric}`, copy(track));
    }
    for (const key of touched.machines) {
      const machine = machines.get(key);
      if (machine) this.#written.machines.set(key, copy(machine));
      else this.#written.machines.delete(key);
    }
    touched.tracks.clear();
    touched.machines.clear();
  }

  #again(from: number, now_ms: number): EngineEvent {
    return { kind: 'readings', now_ms, samples: this.#told.slice(from) };
  }
}

/** What comes back of what is kept as JSON. */
function copy<Kept>(kept: Kept): Kept {
  return JSON.parse(JSON.stringify(kept)) as Kept;
}

/** All readings in the order of their arrival, with ticks between them, and one long after the last. */
export function play(
  rules: readonly Rule[],
  arrivals: readonly Arrival[],
  options: {
    readonly tickEvery_ms?: number;
    readonly restartEvery?: number;
    readonly surroundings?: Surroundings;
    readonly end_ms: number;
  },
): readonly Effect[] {
  const engine = new Play(rules, options.surroundings);
  const { tickEvery_ms = Number.POSITIVE_INFINITY, restartEvery } = options;
  let next_ms = tickEvery_ms === Number.POSITIVE_INFINITY ? tickEvery_ms : START_MS;
  let events = 0;
  const told = (now_ms: number) => {
    events += 1;
    if (restartEvery !== undefined && events % restartEvery === 0) engine.restart(now_ms);
  };
  for (const { sample, at_ms } of arrivals) {
    for (; next_ms < at_ms; next_ms += tickEvery_ms) {
      engine.tick(next_ms);
      told(next_ms);
    }
    engine.readings(at_ms, sample);
    told(at_ms);
  }
  engine.tick(options.end_ms);
  return engine.effects;
}

/** An effect in one line: what, for whom, when in minutes since the start, and how severe. */
export function line(effect: Effect): string {
  const minutes = (effect.at_ms - START_MS) / MINUTE_MS;
  const head = `${effect.kind} ${effect.rule.rule_id} ${effect.device_id} @${minutes}`;
  if (effect.kind === 'cleared') return `${head} ${effect.why}`;
  const members = effect.kind !== 'raised' && effect.members ? ` [${effect.members.join(' ')}]` : '';
  if (effect.kind === 'joined') return `${head}${members}`;
  const flapping = effect.kind === 'triggered' && effect.isFlapping ? ' flapping' : '';
  return `${head} ${effect.severity}${flapping}${members}`;
}

/** In the order of time; what happens at the same time in the order of the lines. */
export function lines(effects: readonly Effect[]): string[] {
  return effects
    .map((effect) => ({ at_ms: effect.at_ms, text: line(effect) }))
    .sort((a, b) => a.at_ms - b.at_ms || (a.text < b.text ? -1 : a.text > b.text ? 1 : 0))
    .map(({ text }) => text);
}
