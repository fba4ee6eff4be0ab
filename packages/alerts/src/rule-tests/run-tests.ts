import { BuildingTime, resolveMetric } from '@nexus/models';
import { checkRule } from '../domain/check-rule.ts';
import type { Effect, EngineState, Sample, Surroundings } from '../domain/engine/state.ts';
import { type EngineEvent, initialState, restoredState, step } from '../domain/engine/step.ts';
import { changedRule, type Rule } from '../domain/rule.ts';
import { expandValues } from './series-values.ts';
import type { ExpectedEvent, RuleTest, RuleTestFile } from './test-file.ts';

const SKEW_MS = 60_000;

/** What was otherwise than expected. */
export interface RuleTestFailure {
  readonly test: string;
  readonly message: string;
}

/** What happens to the engine, and when. */
interface Planned {
  readonly at_ms: number;
  readonly act: (engine: Engine) => void;
}

/** Runs every test of a file by the engine that evaluates the real readings. */
export function runRuleTests(file: RuleTestFile): RuleTestFailure[] {
  return file.tests.flatMap((test) => runTest(file, test).map((message) => ({ test: test.name, message })));
}

function runTest(file: RuleTestFile, test: RuleTest): string[] {
  const start_ms = Date.parse(file.start_timestamp);
  const interval_ms = test.interval ?? file.evaluation_interval;
  const engine = new Engine(file, start_ms);
  const arrivals = test.input_series.flatMap(({ series, values, delay = 0, offset = 0 }) =>
    expandValues(values).map(({ at, value }) => {
      const ms = start_ms + offset + at * interval_ms;
      const metric = resolveMetric(series.metric);
      const sample: Sample = { device_id: series.device_id, metric, ms, value: value ?? Number.NaN, isLife: true };
      return { at_ms: ms + delay, sample };
    }),
  );
  const last_ms = arrivals.reduce((last, { at_ms }) => Math.max(last, at_ms), start_ms);
  const until_ms = test.until === undefined ? last_ms + interval_ms : start_ms + test.until;
  const ticks = Math.floor((until_ms - start_ms) / file.evaluation_interval);
  const planned: Planned[] = [
    ...test.rule_edits.map(({ at, alertname, set }) => ({
      at_ms: start_ms + at,
      act: (one: Engine) => one.edit(alertname, set, start_ms + at),
    })),
    ...test.restart_at.map((at) => ({ at_ms: start_ms + at, act: (one: Engine) => one.restart() })),
    ...arrivals.map(({ at_ms, sample }) => ({ at_ms, act: (one: Engine) => one.read(sample, at_ms) })),
    ...Array.from({ length: ticks + 1 }, (_, i) => start_ms + i * file.evaluation_interval).map((at_ms) => ({
      at_ms,
      act: (one: Engine) => one.tick(at_ms),
    })),
  ];
  for (const { act } of planned.sort((a, b) => a.at_ms - b.at_ms)) act(engine);
  engine.tick(until_ms + file.lateness + 1);
  return [...wrongAlerts(test, engine.effects, start_ms), ...wrongEvents(test, engine.effects, start_ms)];
}

class Engine {
  readonly effects: Effect[] = [];
  readonly #tolerances: { readonly lateness_ms: number; readonly skew_ms: number };
  readonly #surroundings: Surroundings;
  #state: EngineState;
  #undecided: Sample[] = [];

  constructor(file: RuleTestFile, start_ms: number) {
    this.#tolerances = { lateness_ms: file.lateness, skew_ms: SKEW_MS };
    this.#surroundings = surroundingsOf(file);
    this.#state = initialState(this.#tolerances, start_ms - file.lateness);
    const rules = file.rules.map(({ rule_id, ...given }, i): Rule => {
      return { ...checkRule(given), rule_id: rule_id ?? `rule-${i + 1}`, version: 1 };
    });
    this.#tell({ kind: 'rules', now_ms: start_ms, rules });
  }

  read(sample: Sample, now_ms: number): void {
    this.#undecided = [...this.#undecided.filter(({ ms }) => ms > this.#state.clock_ms), sample];
    this.#tell({ kind: 'readings', now_ms, samples: [sample] });
  }

  tick(now_ms: number): void {
    this.#tell({ kind: 'tick', now_ms });
  }

  edit(alertname: string, set: RuleTest['rule_edits'][number]['set'], now_ms: number): void {
    this.tick(now_ms);
    const rules = this.#state.rules.map((rule) =>
      rule.name === alertname ? { ...rule, ...checkRule(changedRule(rule, set)), version: rule.version + 1 } : rule,
    );
    this.#tell({ kind: 'rules', now_ms, rules });
  }

  /** As after a crash: what the database has, and the readings that were not decided once more. */
  restart(): void {
    const { clock_ms, listening_ms, rules, tracks, machines } = this.#state;
    const saved = structuredClone({
      clock_ms,
      listening_ms,
      rules,
      tracks: [...tracks.values()].map(({ plan: _plan, timer_ms: _timer, ...track }) => track),
      machines: [...machines],
    });
    this.#state = restoredState(saved, this.#tolerances, this.#surroundings);
    this.#tell({ kind: 'readings', now_ms: clock_ms, samples: this.#undecided });
  }

  #tell(event: EngineEvent): void {
    this.effects.push(...step(this.#state, event, this.#surroundings));
  }
}

function surroundingsOf({ devices, timezone }: RuleTestFile): Surroundings {
  const byId = new Map(devices.map(({ in_use: isInUse, ...device }) => [device.device_id, { ...device, isInUse }]));
  return {
    time: new BuildingTime({ zone: timezone }),
    directory: {
      device: (device_id) => byId.get(device_id),
      behind: (gateway) => devices.filter((device) => device.gateway === gateway).map(({ device_id }) => device_id),
    },
  };
}

function wrongAlerts({ alert_rule_test }: RuleTest, effects: readonly Effect[], start_ms: number): string[] {
  return alert_rule_test.flatMap(({ eval_time, alertname, exp_alerts }) => {
    const open = new Map<string, { severity?: string; value?: number }>();
    for (const effect of effects) {
      if (effect.rule.name !== alertname || effect.at_ms > start_ms + eval_time) continue;
      if (effect.kind === 'cleared') open.delete(effect.device_id);
      else if (effect.kind !== 'joined') open.set(effect.device_id, { severity: effect.severity, value: effect.value });
    }
    const got = [...open].map(([device_id, alert]) => ({ device_id, ...alert }));
    const expected = exp_alerts.map(({ exp_labels }) => exp_labels);
    const isSame =
      got.length === expected.length && expected.every((labels) => got.some((alert) => matches(labels, alert)));
    if (isSame) return [];
    return [`at ${duration(eval_time)} "${alertname}": expected ${show(expected)}, got ${show(got)}`];
  });
}

function wrongEvents({ exp_events }: RuleTest, effects: readonly Effect[], start_ms: number): string[] {
  if (exp_events === undefined) return [];
  const got = effects.map((effect) => eventOf(effect, start_ms));
  const isSame = got.length === exp_events.length && exp_events.every((expected, i) => matches(expected, got[i] ?? {}));
  return isSame ? [] : [`expected the events ${showAll(exp_events)}\n  got ${showAll(got)}`];
}

function eventOf(effect: Effect, start_ms: number): ExpectedEvent {
  const { rule, device_id, at_ms } = effect;
  const event = effect.kind === 'cleared' && effect.why === 'superseded' ? 'superseded' : effect.kind;
  return {
    at: at_ms - start_ms,
    event,
    alertname: rule.name,
    device_id,
    ...('severity' in effect ? { severity: effect.severity, value: effect.value } : {}),
    ...(effect.kind === 'triggered' && effect.isFlapping ? { flapping: true } : {}),
    ...('members' in effect && effect.members ? { members: [...effect.members] } : {}),
  };
}

/** Everything that is expected is as expected; a value but for rounding. */
function matches(expected: object, got: object): boolean {
  const actual = new Map<string, unknown>(Object.entries(got));
  return Object.entries(expected).every(([key, value]: [string, unknown]) => {
    const other = actual.get(key);
    if (typeof value === 'number' && typeof other === 'number') return Math.abs(value - other) < 1e-6;
    return value === undefined || JSON.stringify(value) === JSON.stringify(other);
  });
}

function showAll(events: readonly ExpectedEvent[]): string {
  return events.map((event) => `\n    ${show({ ...event, at: duration(event.at) })}`).join('') || 'none';
}

function show(value: unknown): string {
  return JSON.stringify(value);
}

function duration(ms: number): string {
  return ms % 60_000 === 0 ? `${ms / 60_000}m` : `${ms / 1000}s`;
}
