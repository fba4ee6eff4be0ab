import type { Rule } from '../rule.ts';
import { isWorse, type Severity } from '../severity.ts';
import type { Machine, Track } from './state.ts';
import { cooledDown } from './value-rule.ts';

export const MINUTE_MS = 60_000;
/** Usual intervals without a reading that make a silence, of a device that reports more rarely than a rule expects. */
const SILENT_INTERVALS = 3;
const LONGEST_INTERVAL_MS = 8 * 60 * MINUTE_MS;
/** A burst of readings does not make a rare reporter a frequent one. */
const INTERVAL_MEMORY = 0.75;

/** The silence of a series, since it reported or since somebody listens. */
export type Silence = Pick<Track, 'interval_ms'> & { readonly from_ms: number };

/** The usual interval after one more reading: the longest of the last ones, faded. */
export function usualInterval(known_ms: number | undefined, gap_ms: number): number {
  return Math.max(Math.min(gap_ms, LONGEST_INTERVAL_MS), INTERVAL_MEMORY * (known_ms ?? 0));
}

/** How long a series must be silent for `minutes` of a rule to be over. */
export function patience(minutes: number, { interval_ms = 0 }: Pick<Track, 'interval_ms'>): number {
  return Math.max(minutes * MINUTE_MS, SILENT_INTERVALS * interval_ms);
}

/** When a silence is to be looked at next by a rule; `undefined` while only a reading can change anything. */
export function silenceDue(rule: Rule, machine: Machine | undefined, silence: Silence): number | undefined {
  if (machine?.isBehind === true) return undefined;
  const not_before_ms = machine?.not_before_ms ?? 0;
  if (!machine?.open) return Math.max(alertDue(rule, machine ?? {}, silence), not_before_ms);
  if (rule.critical_threshold === undefined || !isWorse('critical', machine.open.severity)) return undefined;
  return Math.max(criticalDue(rule.critical_threshold, silence), not_before_ms);
}

/** When a silence is long enough for an alert that the cool-down of `machine` lets pass. */
export function alertDue(rule: Rule, machine: Machine, silence: Silence): number {
  const { cleared_severity } = machine;
  const held = (severity: Severity, due_ms: number) =>
    cleared_severity === undefined || isWorse(severity, cleared_severity)
      ? due_ms
      : Math.max(due_ms, cooledDown(rule, machine));
  const due_ms = held(rule.severity, silence.from_ms + patience(rule.threshold, silence));
  if (rule.critical_threshold === undefined) return due_ms;
  return Math.min(due_ms, held('critical', criticalDue(rule.critical_threshold, silence)));
}

export function criticalDue(minutes: number, silence: Silence): number {
  return silence.from_ms + patience(minutes, silence);
}
