import { type BuildingTime, isKnownMetric, METRICS } from '@nexus/models';
import type { Alert, AlertHistory, AlertList, AlertRule } from '../wire-alerts.ts';
import { amount, metricLabel, number, plural } from './amount.ts';
import { table } from './table.ts';
import { localTime, windowText } from './window.ts';

export function alertTable(alerts: readonly Alert[], total: number, time: BuildingTime): string {
  const rows = alerts.map((alert) => [
    alert.alert_id,
    alert.severity,
    alert.rule_name,
    alert.what,
    whereOf(alert),
    localTime(alert.triggered_at, time),
    alert.acknowledged_by === undefined ? alert.state : `${alert.state}, ${alert.acknowledged_by}`,
  ]);
  return table(['Id', 'Severity', 'Alert', 'What', 'Where', 'Since', 'State'], rows, total);
}

function whereOf({ device_name, device_id, zone_name, building }: Alert): string {
  return [device_name ?? device_id, zone_name, building].filter(Boolean).join(', ');
}

/** `CO₂ high (ALERT-12) of CO2 sensor 3B, Conference Room 3B, NORTH`. */
export function alertLine(alert: Alert): string {
  return `${alert.rule_name} (${alert.alert_id}) of ${whereOf(alert)}`;
}

export function figuresText({ window, figures }: AlertHistory, time: BuildingTime): string {
  const { alerts, mean_minutes_to_acknowledge: minutes, flood } = figures;
  const head = `${alerts === 0 ? 'No alert was' : `${plural(alerts, 'alert')} ${alerts === 1 ? 'was' : 'were'}`} raised from ${windowText(window, time)}.`;
  return [
    head,
    ...(minutes === undefined ? [] : [`Acknowledged after ${number(minutes, 0)} min on average.`]),
    ...(flood === true ? ['More came at once than a person can deal with.'] : []),
  ].join(' ');
}

/** Why nothing newer is known. */
export function missingText({ missing }: Pick<AlertList, 'missing'>): string[] {
  return missing === undefined ? [] : [missing];
}

const RELATIONS: Readonly<Record<string, string>> = {
  gt: 'above',
  gte: 'at or above',
  lt: 'below',
  lte: 'at or below',
  eq: 'equal to',
};

/** What a rule waits for: `CO₂ at or above 1,220 ppm for 10 min, critical from 1,770 ppm`. */
export function ruleText({
  metric,
  condition,
  threshold,
  critical_threshold,
  for_seconds,
  active_hours,
}: AlertRule): string {
  const unit = isKnownMetric(metric) ? METRICS[metric].unit : '';
  const label = metric === 'any' ? 'anything' : metricLabel(metric);
  const relation = RELATIONS[condition];
  const what =
    relation !== undefined
      ? `${label} ${relation} ${amount(threshold, unit)}`
      : condition === 'no_data'
        ? `no readings of ${label} for ${number(threshold, 0)} min`
        : condition === 'rate_of_change'
          ? `${label} changing by ${amount(threshold, unit)} a minute or more`
          : `${label} ${number(threshold, 1)} standard deviations from its mean`;
  return [
    what,
    ...(for_seconds === 0 ? [] : [` for ${number(for_seconds / 60, 0)} min`]),
    ...(critical_threshold === undefined ? [] : [`, critical from ${amount(critical_threshold, unit)}`]),
    ...(active_hours === undefined ? [] : [`, ${active_hours} only`]),
  ].join('');
}

export function ruleTable(rules: readonly AlertRule[], total: number): string {
  const rows = rules.map((rule) => [
    rule.rule_id,
    rule.name,
    ruleText(rule),
    [rule.device_id, rule.device_type, rule.zone_id, rule.building].filter(Boolean).join(', ') || 'everywhere',
    rule.severity,
    rule.enabled ? 'on' : 'off',
  ]);
  return table(['Id', 'Rule', 'Raised by', 'Of', 'Severity', ''], rows, total);
}
