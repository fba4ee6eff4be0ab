import { type BuildingTime, cleanText } from '@nexus/models';
import * as z from 'zod';
import { Window } from '../wire.ts';
import { amount, change, number, percent } from './amount.ts';
import { table } from './table.ts';
import { localTime, windowText } from './window.ts';

const Figure = z.number().optional();

const Group = z.object({
  key: z.string(),
  name: z.string().transform((text) => cleanText(text, 80)),
  building: z
    .string()
    .transform((text) => cleanText(text, 80))
    .optional(),
  floor: Figure,
  energy_kwh: z.number(),
  share_pct: Figure,
  kwh_per_sqm: Figure,
  peak_kw: Figure,
  peak_at: z.string().optional(),
  baseload_kw: Figure,
  change_pct: Figure,
});
export type Group = z.infer<typeof Group>;

export const EnergyReport = z.object({
  window: Window,
  total_kwh: z.number(),
  previous_total_kwh: Figure,
  change_pct: Figure,
  peak: z.object({ start: z.string(), kw: z.number() }).optional(),
  coverage_pct: Figure,
  estimated_kwh: Figure,
  groups: z.array(Group),
  zones_without_meters: z.array(z.string().transform((text) => cleanText(text, 80))).optional(),
  groups_omitted: z.object({ count: z.number(), energy_kwh: z.number() }).optional(),
  days: z.array(z.object({ date: z.string(), energy_kwh: z.number() })).optional(),
  events: z.array(z.unknown()).optional(),
  events_omitted: Figure,
});
export type EnergyReport = z.infer<typeof EnergyReport>;

/** `Floor 2 (NORTH)` where the name alone does not tell buildings apart. */
export function groupName({ name, building }: Group): string {
  return building === undefined || name.includes(building) ? name : `${name} (${building})`;
}

/** Whether no meter sent anything in that time: a total of 0 kWh would say that nothing was used. */
export function isUnmetered({ coverage_pct, total_kwh }: EnergyReport): boolean {
  return coverage_pct === 0 && total_kwh === 0;
}

/** The total with the change against the period before. */
export function totalText({ total_kwh, change_pct, previous_total_kwh }: EnergyReport): string {
  const before =
    previous_total_kwh === undefined
      ? ''
      : ` (${change_pct === undefined ? '' : `${change(change_pct)} against `}${amount(previous_total_kwh, 'kWh')} in the period before)`;
  return `${amount(total_kwh, 'kWh')}${before}`;
}

export function groupTable(groups: readonly Group[], omitted: EnergyReport['groups_omitted']): string {
  const figure = (value: number | undefined, decimals: number): string =>
    value === undefined ? '-' : number(value, decimals);
  const rows = groups.map((group) => [
    groupName(group),
    number(group.energy_kwh, 1),
    group.share_pct === undefined ? '-' : `${number(group.share_pct, 1)} %`,
    group.change_pct === undefined ? '-' : change(group.change_pct),
    figure(group.kwh_per_sqm, 2),
    figure(group.peak_kw, 1),
    figure(group.baseload_kw, 1),
  ]);
  const headings = ['', 'kWh', 'Share', 'Change', 'kWh/m²', 'Peak kW', 'Base kW'];
  return table(headings, rows, groups.length + (omitted?.count ?? 0));
}

/** The days of a report; those that the window cuts say so. */
export function dayTable({ days = [], window }: EnergyReport, time: BuildingTime): string {
  const [from, until] = [localTime(window.start, time), localTime(window.end, time)];
  const rows = days.map(({ date, energy_kwh }) => {
    const cutStart = from.startsWith(date) && !from.endsWith(' 00:00') ? `from ${from.slice(11)}` : '';
    const cutEnd = until.startsWith(date) && !until.endsWith(' 00:00') ? `until ${until.slice(11)}` : '';
    return [cleanText(date, 10), number(energy_kwh, 1), `${cutStart} ${cutEnd}`.trim()];
  });
  return table(['Day', 'kWh', ''], rows);
}

/** Peak, coverage, estimated part, events, and the window. */
export function energyNotes(report: EnergyReport, time: BuildingTime): string[] {
  const { peak, coverage_pct, estimated_kwh, events = [], events_omitted = 0, zones_without_meters = [] } = report;
  const parts = [
    ...(peak === undefined ? [] : [`peak ${amount(peak.kw, 'kW')} in the hour from ${localTime(peak.start, time)}`]),
    ...(coverage_pct === undefined ? [] : [`coverage ${percent(coverage_pct)}`]),
    ...(estimated_kwh === undefined ? [] : [`estimated ${amount(estimated_kwh, 'kWh')}`]),
  ];
  const count = events.length + events_omitted;
  const meters =
    count === 0
      ? []
      : [
          `  ${count} meter ${count === 1 ? 'event' : 'events'} (resets, glitches, gaps) handled; none counts as consumption`,
        ];
  const unmetered =
    zones_without_meters.length === 0 ? [] : [`  without a meter, so not in it: ${zones_without_meters.join(', ')}`];
  return [`  ${parts.join(', ')}`, ...meters, ...unmetered, `  ${windowText(report.window, time)}`];
}
