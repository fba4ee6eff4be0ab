import { type BuildingTime, metricUnit } from '@nexus/models';
import type { Logger } from '@nexus/server-kit';
import type { FeedBatch, TelemetryStore } from '@nexus/telemetry/store';
import type { EscalationPolicy } from '../domain/escalation.ts';
import type { Effect, EngineState, Sample, Tolerances } from '../domain/engine/state.ts';
import { type EngineEvent, restoredState, step } from '../domain/engine/step.ts';
import type { Rule } from '../domain/rule.ts';
import type { Evaluating } from '../store/index.ts';
import { expectedReadings, seenOf, storedSamples, watchedBy } from './history.ts';
import type { RegistryDirectory } from './registry-directory.ts';
import { samplesOf } from './samples.ts';

/** At the very first start so much of what is stored is evaluated, for what is wrong now began before. */
const FIRST_LOOK_MS = 24 * 3_600_000;
const MOST_READINGS = 500_000;
/** So long without a look, and nothing was heard meanwhile: the machine slept, was off, or its clock was put forward. */
const AWAY_MS = 60_000;
/** A batch of the feed with fewer readings has all there are, and is written together with what time brings. */
const MUCH = 10_000;
/** Without a change the commit only says that the evaluator is alive. */
const SIGN_OF_LIFE_MS = 10_000;

export interface EvaluationDeps {
  readonly evaluating: Evaluating;
  readonly telemetry: TelemetryStore;
  readonly directory: RegistryDirectory;
  readonly policies: readonly EscalationPolicy[];
  readonly tolerances: Tolerances;
  readonly time: BuildingTime;
  readonly log: Logger;
}

/** The engine over one database: what it finds, its state and its place in the feed are written in one transaction. */
export class Evaluation {
  readonly #deps: EvaluationDeps;
  readonly #units = new Map<string, string>();
  readonly #state: EngineState;
  #effects: Effect[] = [];
  #cursor: number;
  /** When the feed was last looked at to its end. */
  #looked_ms: number;
  /** Batches with readings that are not decided yet: after a crash they must be told again. */
  #undecided: { readonly before: number; readonly newest_ms: number }[] = [];
  #written = { cursor: Number.NaN, at_ms: Number.NEGATIVE_INFINITY, rules: undefined as readonly Rule[] | undefined };

  private constructor(deps: EvaluationDeps, state: EngineState, cursor: number, looked_ms: number) {
    this.#looked_ms = looked_ms;
    this.#deps = deps;
    this.#state = state;
    this.#cursor = cursor;
  }

  /** Goes on where the last one stopped; the first one looks at the last day. */
  static async open(deps: EvaluationDeps, rules: readonly Rule[]): Promise<Evaluation> {
    const { evaluating, telemetry, tolerances, directory, time } = deps;
    const { clock_ms, cursor, looked_ms, ...saved } = await evaluating.load();
    const end = await telemetry.feedEnd();
    const isFirst = clock_ms === undefined;
    const start_ms = clock_ms ?? time.nowMs() - FIRST_LOOK_MS;
    const state = restoredState({ ...saved, clock_ms: start_ms }, tolerances, { directory, time });
    const evaluation = new Evaluation(deps, state, cursor ?? end, looked_ms ?? time.nowMs());
    if (isFirst) await evaluation.#firstLook(rules);
    else await evaluation.setRules(rules); // they, and the devices, may have changed since
    return evaluation;
  }

  /**
   * Follows the feed until there is little new, and time to when it was looked at last.
   *
   * @returns Whether there were readings.
   */
  async round(): Promise<boolean> {
    const { telemetry, evaluating, time } = this.#deps;
    this.#followClock(time.nowMs());
    for (let taken = 0; ;) {
      evaluating.signal.throwIfAborted();
      const before = this.#cursor;
      const look_ms = time.nowMs(); // all that was stored by then is in the batch
      const batch = await telemetry.feed(before);
      this.#noticeAbsence(batch, time.nowMs());
      if (batch.missed) await this.#readStored();
      const n = this.#take(batch, before);
      taken += n;
      if (n >= MUCH) {
        await this.#commit();
        continue;
      }
      this.#tell({ kind: 'tick', now_ms: look_ms });
      await this.#commit();
      return taken > 0;
    }
  }

  /** A clock that was set back would otherwise be waited for until it is there again. */
  #followClock(now_ms: number): void {
    if (now_ms + this.#deps.tolerances.skew_ms >= Math.max(this.#state.clock_ms, this.#looked_ms)) return;
    this.#deps.log.warning('the clock was set back', { seconds: Math.round((this.#looked_ms - now_ms) / 1000) });
    this.#tell({ kind: 'set_back', now_ms });
    this.#looked_ms = now_ms;
  }

  /** Nobody knows who was silent while nobody listened; what others stored meanwhile shows that they did. */
  #noticeAbsence({ runs, missed }: FeedBatch, now_ms: number): void {
    const [from_ms, until_ms] = [this.#looked_ms, now_ms - AWAY_MS];
    this.#looked_ms = now_ms;
    if (from_ms >= until_ms || missed) return;
    const isHeard = (ms: number) => ms > from_ms && ms <= until_ms;
    if (runs.some(({ columns }) => columns.timestamp_ms.subarray(0, columns.n).some(isHeard))) return;
    this.#deps.log.warning('nothing was heard for a while', { seconds: Math.round((now_ms - from_ms) / 1000) });
    this.#tell({ kind: 'awake', now_ms });
  }

  /** The rules are others now. */
  async setRules(rules: readonly Rule[]): Promise<void> {
    const now_ms = this.#deps.time.nowMs();
    this.#tell({ kind: 'rules', now_ms, rules });
    this.#tell({ kind: 'seen', series: seenOf(await this.#deps.telemetry.series({})) });
  }

  directoryChanged(): void {
    this.#tell({ kind: 'directory', now_ms: this.#deps.time.nowMs() });
  }

  async #firstLook(rules: readonly Rule[]): Promise<void> {
    const { telemetry, time } = this.#deps;
    const end_ms = time.nowMs();
    const series = await telemetry.series({});
    const watched = watchedBy(rules, series);
    let span_ms = FIRST_LOOK_MS;
    while (expectedReadings(watched, { start_ms: end_ms - span_ms, end_ms }) > MOST_READINGS) span_ms /= 2;
    const window = { start_ms: end_ms - span_ms, end_ms: end_ms + this.#deps.tolerances.skew_ms };
    this.#state.clock_ms = window.start_ms;
    this.#tell({ kind: 'rules', now_ms: window.start_ms, rules });
    for await (const samples of storedSamples(telemetry, watched, window)) this.#read(samples, end_ms);
    this.#tell({ kind: 'seen', series: seenOf(series) });
    this.#tell({ kind: 'tick', now_ms: time.nowMs() });
    // Nobody is told of what was long over, or known, before there was an alert server.
    await this.#commit([]);
  }

  /** What came after the clock, from the stored series, where the feed no longer has it. */
  async #readStored(): Promise<void> {
    const { telemetry, time, log, tolerances } = this.#deps;
    const window = { start_ms: this.#state.clock_ms, end_ms: time.nowMs() + tolerances.skew_ms };
    log.warning('readings are missing from the feed and are read from the store', { from: time.iso(window.start_ms) });
    const watched = watchedBy(this.#state.rules, await telemetry.series({}));
    for await (const samples of storedSamples(telemetry, watched, window)) this.#read(samples, time.nowMs());
  }

  /** @returns How many readings there were. */
  #take({ cursor, runs }: FeedBatch, before: number): number {
    for (const { metric, unit } of runs) this.#units.set(metric, unit);
    const samples = runs.flatMap(({ device_id, metric, columns }) => samplesOf(device_id, metric, columns));
    this.#cursor = cursor;
    const now_ms = this.#deps.time.nowMs();
    this.#read(samples, now_ms);
    const limit_ms = now_ms + this.#deps.tolerances.skew_ms;
    const newest_ms = samples.reduce((newest, { ms }) => (ms > limit_ms ? newest : Math.max(newest, ms)), 0);
    this.#undecided.push({ before, newest_ms });
    return samples.length;
  }

  #read(samples: readonly Sample[], now_ms: number): void {
    this.#tell({ kind: 'readings', now_ms, samples });
  }

  #tell(event: EngineEvent): void {
    this.#effects.push(...step(this.#state, event, { directory: this.#deps.directory, time: this.#deps.time }));
  }

  /** Nothing of the state may be used after a failure: the database is behind it. */
  async #commit(policies: readonly EscalationPolicy[] = this.#deps.policies): Promise<void> {
    const { evaluating, directory, time } = this.#deps;
    const { touched, machines, clock_ms, listening_ms, rules } = this.#state;
    const at_ms = time.nowMs();
    this.#undecided = this.#undecided.filter(({ newest_ms }) => newest_ms > clock_ms);
    const cursor = this.#undecided[0]?.before ?? this.#cursor;
    const isChanged =
      this.#effects.length > 0 ||
      touched.tracks.size > 0 ||
      touched.machines.size > 0 ||
      cursor !== this.#written.cursor ||
      rules !== this.#written.rules ||
      Math.abs(at_ms - this.#written.at_ms) >= SIGN_OF_LIFE_MS ||
      (await evaluating.isEscalationDue(at_ms));
    if (!isChanged) return;
    await evaluating.commit({
      at_ms,
      cursor,
      clock_ms,
      listening_ms,
      rules: rules === this.#written.rules ? undefined : rules,
      tracks: touched.tracks,
      machines: [...touched.machines].map((key) => [key, machines.get(key)] as const),
      effects: this.#effects,
      placeOf: (device_id) => directory.placeOf(device_id),
      unitOf: ({ rule }) => this.#unitOf(rule),
      policies,
    });
    touched.tracks.clear();
    touched.machines.clear();
    this.#effects = [];
    this.#written = { cursor, at_ms, rules };
  }

  #unitOf({ condition, metric }: Rule): string {
    if (condition === 'no_data') return 'min';
    if (condition === 'anomaly') return 'σ';
    const unit = metricUnit(metric) ?? this.#units.get(metric) ?? '';
    return condition === 'rate_of_change' ? `${unit}/min` : unit;
  }
}
