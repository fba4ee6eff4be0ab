import type { Rule } from '../rule.ts';
import { isWorse, type Severity } from '../severity.ts';
import type { Effect, Machine } from './state.ts';

const MINUTE_MS = 60_000;
/** Alerts within an hour that make a rule flapping for a device. */
const FLAPPING_ALERTS = 4;
const FLAPPING_WINDOW_MS = 60 * MINUTE_MS;
/** So long must a flapping value be back before its alert clears. */
const FLAPPING_QUIET_MS = 30 * MINUTE_MS;

/** One good reading, as one rule looks at it. */
export interface Measured {
  readonly device_id: string;
  readonly at_ms: number;
  /** What is compared with the threshold; `undefined` while it cannot be told. */
  readonly value: number | undefined;
  /** It came after a silence, during which nobody knows whether the condition held. */
  readonly isAfterGap: boolean;
  readonly isActive: boolean;
}

/** Moves one rule on by one reading; changes `machine`. */
export function judge(rule: Rule, machine: Machine, measured: Measured): Effect | undefined {
  const { at_ms, value } = measured;
  if (value === undefined || measured.isAfterGap) {
    machine.since_ms = undefined;
    machine.critical_since_ms = undefined;
    if (value === undefined) return undefined;
  }
  const { critical_threshold } = rule;
  const holds = measured.isActive && isBeyond(rule, rule.threshold, value);
  const isCritical = holds && critical_threshold !== undefined && isBeyond(rule, critical_threshold, value);
  machine.since_ms = holds ? (machine.since_ms ?? at_ms) : undefined;
  machine.critical_since_ms = isCritical ? (machine.critical_since_ms ?? at_ms) : undefined;
  return machine.open ? ofOpen(rule, machine, measured, value) : ofQuiet(rule, machine, measured, value);
}

function ofOpen(rule: Rule, machine: Machine, { device_id, at_ms }: Measured, value: number): Effect | undefined {
  const { open } = machine;
  if (!open) return undefined;
  if (!isBack(rule, value)) {
    machine.breach_ms = at_ms;
    if (!isWorse('critical', open.severity) || !isDue(rule, machine.critical_since_ms, at_ms)) return undefined;
    open.severity = 'critical';
    const threshold = rule.critical_threshold ?? rule.threshold;
    return { kind: 'raised', rule, device_id, at_ms, value, threshold, severity: 'critical' };
  }
  if (open.isFlapping && at_ms - (machine.breach_ms ?? open.triggered_ms) < FLAPPING_QUIET_MS) return undefined;
  close(machine, at_ms);
  return { kind: 'cleared', rule, device_id, at_ms, why: 'returned' };
}

function ofQuiet(rule: Rule, machine: Machine, { device_id, at_ms }: Measured, value: number): Effect | undefined {
  if (!isDue(rule, machine.since_ms, at_ms)) return undefined;
  const isCritical = isDue(rule, machine.critical_since_ms, at_ms);
  const severity = isCritical ? 'critical' : rule.severity;
  if (isHeldBack(rule, machine, severity, at_ms)) return undefined;
  const isFlapping = open(machine, severity, at_ms);
  const threshold = isCritical ? (rule.critical_threshold ?? rule.threshold) : rule.threshold;
  return { kind: 'triggered', rule, device_id, at_ms, value, threshold, severity, isFlapping };
}

/** @returns Whether the alert is flapping. */
function open(machine: Machine, severity: Severity, at_ms: number): boolean {
  const earlier = (machine.raised_ms ?? []).filter((ms) => at_ms - ms < FLAPPING_WINDOW_MS);
  machine.raised_ms = [...earlier, at_ms];
  const isFlapping = machine.raised_ms.length >= FLAPPING_ALERTS;
  machine.open = { triggered_ms: at_ms, severity, isFlapping };
  machine.breach_ms = at_ms;
  return isFlapping;
}

/** Begins the cool-down. */
export function close(machine: Machine, at_ms: number): void {
  machine.cleared_ms = at_ms;
  machine.cleared_severity = machine.open?.severity;
  machine.open = undefined;
  machine.breach_ms = undefined;
  machine.since_ms = undefined;
  machine.critical_since_ms = undefined;
}

/** Whether the cool-down holds back an alert of this severity. */
function isHeldBack(rule: Rule, machine: Machine, severity: Severity, at_ms: number): boolean {
  const { cleared_severity } = machine;
  if (cleared_severity === undefined) return false;
  return at_ms < cooledDown(rule, machine) && !isWorse(severity, cleared_severity);
}

/** When the cool-down ends; in the past where there is none. */
export function cooledDown(rule: Rule, { cleared_ms }: Machine): number {
  return cleared_ms === undefined ? Number.NEGATIVE_INFINITY : cleared_ms + rule.cooldown_minutes * MINUTE_MS;
}

/** After a reading: nothing of it will ever be asked for again. */
export function isIdle(rule: Rule, machine: Machine, at_ms: number): boolean {
  const { open, since_ms, raised_ms } = machine;
  return (
    open === undefined &&
    since_ms === undefined &&
    at_ms >= cooledDown(rule, machine) &&
    (raised_ms ?? []).every((ms) => at_ms - ms >= FLAPPING_WINDOW_MS)
  );
}

function isDue(rule: Rule, since_ms: number | undefined, at_ms: number): boolean {
  return since_ms !== undefined && at_ms - since_ms >= rule.for_seconds * 1000;
}

function isBeyond({ condition }: Rule, limit: number, value: number): boolean {
  return BEYOND[condition](value, limit);
}

const atLeast = (value: number, limit: number) => value >= limit;
const BEYOND: Readonly<Record<Rule['condition'], (value: number, limit: number) => boolean>> = {
  gt: (value, limit) => value > limit,
  lt: (value, limit) => value < limit,
  lte: (value, limit) => value <= limit,
  eq: (value, limit) => value === limit,
  gte: atLeast,
  rate_of_change: atLeast,
  anomaly: atLeast,
  no_data: () => false, // no value can tell
};

/** Back to the usual: between the thresholds an alert stays as it is. */
function isBack(rule: Rule, value: number): boolean {
  const { clear_threshold, condition } = rule;
  if (clear_threshold === undefined) return !isBeyond(rule, rule.threshold, value);
  const isLow = condition === 'lt' || condition === 'lte';
  const isInside = isLow ? value >= clear_threshold : value <= clear_threshold;
  return isInside && !isBeyond(rule, rule.threshold, value);
}
