import type { BuildingTime } from '@nexus/models';
import type { Alert, AlertHistory, AlertList } from '../wire.ts';
import { number, plural } from './amount.ts';
import { table } from './table.ts';
import { localTime, windowText } from './window.ts';

export function alertTable(alerts: readonly Alert[], total: number, time: BuildingTime): string {
  const rows = alerts.map((alert) => [
    alert.severity,
    alert.rule_name,
    alert.what,
    [alert.device_name ?? alert.device_id, alert.zone_name, alert.building].filter(Boolean).join(', '),
    localTime(alert.triggered_at, time),
    alert.acknowledged_by === undefined ? alert.state : `${alert.state}, ${alert.acknowledged_by}`,
  ]);
  return table(['Severity', 'Alert', 'What', 'Where', 'Since', 'State'], rows, total);
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
