import type { Rule } from '../../../src/domain/rule.ts';
import { MINUTE_MS, START_MS } from './play.ts';

export interface Point {
  readonly ms: number;
  readonly value: number;
}

interface Alert {
  readonly from_ms: number;
  readonly severity: string;
  readonly isFlapping: boolean;
  raised_ms?: number;
  to_ms?: number;
}

/**
 * What a rule on values must bring about, found out from the whole history at once.
 *
 * It looks back over all readings for every question and keeps nothing but the alerts: no streaming, no timers.
 */
export function alertsOfValues(rule: Rule, points: readonly Point[]): string[] {
  const alerts: Alert[] = [];
  points.forEach((_, i) => {
    const open = alerts.find(({ to_ms }) => to_ms === undefined);
    if (open) follow(rule, points, i, open);
    else {
      const alert = begin(rule, points, i, alerts);
      if (alert) alerts.push(alert);
    }
  });
  return alerts.flatMap(({ from_ms, severity, isFlapping, raised_ms, to_ms }) => [
    `triggered hot D @${minutes(from_ms)} ${severity}${isFlapping ? ' flapping' : ''}`,
    ...(raised_ms === undefined ? [] : [`raised hot D @${minutes(raised_ms)} critical`]),
    ...(to_ms === undefined ? [] : [`cleared hot D @${minutes(to_ms)} returned`]),
  ]);
}

function begin(rule: Rule, points: readonly Point[], i: number, alerts: readonly Alert[]): Alert | undefined {
  const now_ms = points[i]?.ms ?? 0;
  if (!heldFor(rule, points, i, rule.threshold)) return undefined;
  const isCritical = rule.critical_threshold !== undefined && heldFor(rule, points, i, rule.critical_threshold);
  const severity = isCritical ? 'critical' : rule.severity;
  const last = alerts.at(-1);
  const lastSeverity = last && (last.raised_ms === undefined ? last.severity : 'critical');
  const isCoolingDown = last?.to_ms !== undefined && now_ms - last.to_ms < rule.cooldown_minutes * MINUTE_MS;
  if (isCoolingDown && !(severity === 'critical' && lastSeverity !== 'critical')) return undefined;
  const withinAnHour = alerts.filter(({ from_ms }) => now_ms - from_ms < 60 * MINUTE_MS).length;
  return { from_ms: now_ms, severity, isFlapping: withinAnHour >= 3 };
}

function follow(rule: Rule, points: readonly Point[], i: number, open: Alert): void {
  const now_ms = points[i]?.ms ?? 0;
  if (isBack(rule, points[i]?.value ?? 0)) {
    const notBack = points.slice(0, i).filter(({ ms, value }) => ms >= open.from_ms && !isBack(rule, value));
    if (open.isFlapping && now_ms - (notBack.at(-1)?.ms ?? 0) < 30 * MINUTE_MS) return;
    open.to_ms = now_ms;
  } else if (open.severity !== 'critical' && open.raised_ms === undefined && rule.critical_threshold !== undefined) {
    if (heldFor(rule, points, i, rule.critical_threshold)) open.raised_ms = now_ms;
  }
}

/** Whether every reading since `for_seconds` ago was beyond, with no gap in between. */
function heldFor(rule: Rule, points: readonly Point[], i: number, limit: number): boolean {
  const isBeyond = (at: number) => isAbove(rule, points[at]?.value ?? 0, limit);
  if (!isBeyond(i)) return false;
  let first = i;
  while (first > 0 && isBeyond(first - 1) && !isGap(points, first)) first -= 1;
  return (points[i]?.ms ?? 0) - (points[first]?.ms ?? 0) >= rule.for_seconds * 1000;
}

/** The reading came later than three times the distance before, and than 15 minutes. */
function isGap(points: readonly Point[], i: number): boolean {
  const [a, b, c] = [points[i - 2]?.ms, points[i - 1]?.ms, points[i]?.ms];
  return a !== undefined && b !== undefined && c !== undefined && c - b > Math.max(15 * MINUTE_MS, 3 * (b - a));
}

function isAbove({ condition }: Rule, value: number, limit: number): boolean {
  if (condition === 'lt') return value < limit;
  if (condition === 'lte') return value <= limit;
  if (condition === 'eq') return value === limit;
  return condition === 'gt' ? value > limit : value >= limit;
}

function isBack(rule: Rule, value: number): boolean {
  const { clear_threshold: clear, condition } = rule;
  if (isAbove(rule, value, rule.threshold)) return false;
  return clear === undefined || (condition === 'lt' || condition === 'lte' ? value >= clear : value <= clear);
}

/** What a rule on silence must bring about for one device alone, up to an instant. */
export function alertsOfSilence(rule: Rule, times: readonly number[], until_ms: number): string[] {
  const out: string[] = [];
  const { threshold, critical_threshold = Number.POSITIVE_INFINITY, cooldown_minutes } = rule;
  let cleared = { at_ms: Number.NEGATIVE_INFINITY, severity: '' };
  let interval_ms = 0;
  times.forEach((last_ms, i) => {
    if (i > 0) interval_ms = Math.max(0.75 * interval_ms, Math.min(last_ms - (times[i - 1] ?? 0), 480 * MINUTE_MS));
    const after = (least: number) => last_ms + Math.max(least * MINUTE_MS, 3 * interval_ms);
    const next_ms = times[i + 1] ?? Number.POSITIVE_INFINITY;
    const end_ms = Math.min(next_ms, until_ms);
    const cool_ms = cleared.at_ms + cooldown_minutes * MINUTE_MS;
    const warn_ms = Math.max(after(threshold), cool_ms);
    const isRise = cleared.severity !== 'critical';
    const worse_ms = after(critical_threshold);
    const critical_ms = isRise ? worse_ms : Math.max(worse_ms, cool_ms);
    const from_ms = Math.min(warn_ms, critical_ms);
    if (from_ms >= end_ms) return;
    let severity: string = from_ms >= worse_ms ? 'critical' : rule.severity;
    out.push(`triggered hot D @${minutes(from_ms)} ${severity}`);
    if (severity !== 'critical' && worse_ms < end_ms) {
      severity = 'critical';
      out.push(`raised hot D @${minutes(worse_ms)} critical`);
    }
    if (next_ms <= until_ms) {
      out.push(`cleared hot D @${minutes(next_ms)} returned`);
      cleared = { at_ms: next_ms, severity };
    }
  });
  return out;
}

function minutes(ms: number): number {
  return (ms - START_MS) / MINUTE_MS;
}
