import type { TimeWindow } from '@nexus/models';
import { type Columns, QUALITIES } from '../columns.ts';
import { usualInterval } from '../coverage.ts';
import { Baseline, type Deviation } from './baseline.ts';
import type { Finding, Method } from './finding.ts';
import { FlatlineDetector, type Stillness } from './flatline.ts';
import type { Watch } from './limits.ts';
import type { LocalClock } from './local-clock.ts';
import { type PeerCourse, peerCourse, type PeerGrid } from './peer-course.ts';
import { scoreOf } from './score.ts';
import { Sentences } from './sentences.ts';

/** Usual intervals without a reading that make an episode. */
const GAP_INTERVALS = 6;
/** Findings closer than that many usual intervals are one episode, and never less than half an hour. */
const PAUSE_INTERVALS = 3;
/** Times the z threshold: a usual value at an unusual time is weaker evidence, and the weather brings it about. */
const SEASONAL_FACTOR = 1.5;
/** Of the bound: while values stay beyond so much of it, a deviation is not over. */
const NEAR = 0.75;
const WEEK_MS = 7 * 86_400_000;
const LEAST_PAUSE_MS = 30 * 60_000;

const GOOD = QUALITIES.indexOf('good');
const MISSING = QUALITIES.indexOf('missing');

export interface SeriesToExamine {
  /** The window's readings and those before it, from which is learnt what is usual. */
  readonly columns: Columns;
  readonly unit: string;
  readonly watch: Watch;
}

export interface Examination {
  readonly window: TimeWindow;
  readonly z_threshold: number;
  readonly now_ms: number;
  readonly clock: LocalClock;
  readonly grid: PeerGrid;
}

export interface Examined {
  /** A stuck sensor among them, whatever its peers do. */
  readonly findings: readonly Finding[];
  /** Findings closer than that are one episode. */
  readonly pause_ms: number;
  /** What its peers are held against. */
  readonly course: PeerCourse;
  /** Good readings of the window. */
  readonly examined: number;
  /** Readings of the window that are not good: no detector sees them. */
  readonly left_out: number;
  /** Less than a week up to the window's end: statistics do not know yet what a weekend is. */
  readonly isNew: boolean;
}

/** Finds what is odd about one series in a window; what is usual is learnt from its readings up to each instant. */
export function examineSeries(series: SeriesToExamine, examination: Examination): Examined {
  const { columns } = series;
  const { window } = examination;
  const reader = new Reader(series, examination);
  let examined = 0;
  let left_out = 0;
  for (let i = 0; i < columns.n; i += 1) {
    const timestamp_ms = columns.timestamp_ms[i] ?? 0;
    const isInside = timestamp_ms >= window.start_ms;
    if (columns.quality[i] === GOOD) {
      reader.read(timestamp_ms, columns.value[i] ?? 0, isInside);
      if (isInside) examined += 1;
    } else if (isInside) left_out += 1;
  }
  const interval_ms = usualInterval(columns.timestamp_ms) ?? 0;
  const findings = [...reader.findings, ...silences(series, examination, interval_ms)];
  return {
    findings,
    pause_ms: Math.max(LEAST_PAUSE_MS, PAUSE_INTERVALS * interval_ms),
    course: peerCourse(columns, examination.grid),
    examined,
    left_out,
    isNew: window.end_ms - (columns.timestamp_ms[0] ?? window.end_ms) < WEEK_MS,
  };
}

class Reader {
  readonly findings: Finding[] = [];
  readonly #watch: Watch;
  readonly #examination: Examination;
  readonly #sentences: Sentences;
  readonly #baseline = new Baseline();
  readonly #flatline = new FlatlineDetector();
  #before: { timestamp_ms: number; value: number } | undefined;
  /** Of each method that deviates, the last finding while values stay near the bound. */
  readonly #lasting = new Map<Method, Finding & { until_ms: number }>();

  constructor({ watch, unit }: SeriesToExamine, examination: Examination) {
    this.#watch = watch;
    this.#examination = examination;
    this.#sentences = new Sentences(unit);
  }

  read(timestamp_ms: number, value: number, isInside: boolean): void {
    const { hasStatistics } = this.#watch;
    const deviation = hasStatistics ? this.#baseline.push(this.#examination.clock.at(timestamp_ms), value) : undefined;
    const stillness = hasStatistics ? this.#flatline.push(timestamp_ms, value) : undefined;
    if (isInside) {
      this.#threshold(timestamp_ms, value);
      this.#rate(timestamp_ms, value);
      if (deviation) this.#deviation(timestamp_ms, value, deviation);
      if (stillness) this.#stillness(timestamp_ms, value, stillness);
    }
    this.#before = { timestamp_ms, value };
  }

  #threshold(at_ms: number, value: number): void {
    for (const limit of this.#watch.limits) {
      const { warning, critical } = limit;
      const sign = limit.direction === 'above' ? 1 : -1;
      const beyond = sign * (value - warning);
      if (beyond < 0) continue;
      const isCritical = critical !== undefined && sign * (value - critical) >= 0;
      const room = Math.abs((critical ?? warning * 1.25) - warning) || 1;
      this.findings.push({
        ...at(at_ms, value),
        method: 'threshold',
        direction: limit.direction,
        score: scoreOf(1 + (2 * beyond) / room),
        severity: isCritical ? 'critical' : 'warning',
        why: this.#sentences.threshold(value, isCritical ? critical : warning, limit),
      });
    }
  }

  #rate(at_ms: number, value: number): void {
    const before = this.#before;
    if (!before) return;
    const apart_ms = at_ms - before.timestamp_ms;
    const change = value - before.value;
    for (const limit of this.#watch.rateLimits) {
      if (apart_ms > limit.within_ms || Math.abs(change) < limit.change) continue;
      this.findings.push({
        ...at(at_ms, value),
        method: 'rate_of_change',
        direction: change > 0 ? 'above' : 'below',
        score: scoreOf(Math.abs(change) / limit.change),
        severity: 'warning',
        why: this.#sentences.rate(change, apart_ms, limit),
      });
    }
  }

  #deviation(at_ms: number, value: number, { z, mean, seasonal_z, expected }: Deviation): void {
    const threshold = this.#examination.z_threshold * this.#watch.z_factor;
    const deviations = [
      { method: 'z_score', distance: z, usual: mean, needed: threshold },
      { method: 'seasonal', distance: seasonal_z, usual: expected, needed: threshold * SEASONAL_FACTOR },
    ] as const;
    for (const { method, distance, usual, needed } of deviations) {
      const strength = distance / needed;
      const direction = value > usual ? 'above' : 'below';
      const lasting = this.#lasting.get(method);
      if (strength < 1) {
        if (lasting?.direction === direction && strength >= NEAR) lasting.until_ms = at_ms;
        else this.#lasting.delete(method);
        continue;
      }
      const finding: Finding & { until_ms: number } = {
        ...at(at_ms, value),
        until_ms: at_ms,
        method,
        direction,
        score: scoreOf(strength),
        severity: strength >= 2 ? 'warning' : 'info',
        why: this.#sentences[method](value, distance, usual),
      };
      this.#lasting.set(method, finding);
      this.findings.push(finding);
    }
  }

  #stillness(at_ms: number, value: number, stillness: Stillness): void {
    if (stillness.strength < 1) return;
    this.findings.push({
      method: 'flatline',
      start_ms: stillness.since_ms,
      end_ms: at_ms,
      value,
      score: scoreOf(stillness.strength),
      severity: 'warning',
      why: this.#sentences.flatline(value, at_ms, stillness),
    });
  }
}

function at(at_ms: number, value: number) {
  return { start_ms: at_ms, end_ms: at_ms, value };
}

/** The silences that reach into the window, the last one up to now; a series that begins later was not silent before. */
function silences({ columns, unit }: SeriesToExamine, examination: Examination, interval_ms: number): Finding[] {
  const { window, now_ms } = examination;
  const limit_ms = interval_ms * GAP_INTERVALS;
  const found: Finding[] = [];
  let last_ms: number | undefined;
  const look = (until_ms: number) => {
    const from_ms = last_ms ?? until_ms;
    if (until_ms - from_ms >= limit_ms && limit_ms > 0 && until_ms > window.start_ms) {
      found.push({
        method: 'gap',
        start_ms: from_ms,
        end_ms: until_ms,
        score: scoreOf((until_ms - from_ms) / limit_ms),
        severity: 'info',
        why: new Sentences(unit).gap(until_ms - from_ms, interval_ms),
      });
    }
    last_ms = until_ms;
  };
  for (let i = 0; i < columns.n; i += 1) if (columns.quality[i] !== MISSING) look(columns.timestamp_ms[i] ?? 0);
  look(Math.min(window.end_ms, now_ms));
  return found;
}
