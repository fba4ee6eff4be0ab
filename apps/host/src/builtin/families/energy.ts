import type { BuildingTime } from '@nexus/models';
import { family, type Family } from '../family.ts';
import type { Span } from '../language/span.ts';
import { faultsOf, resultsOf } from '../outcome.ts';
import { amount, change, percent } from '../present/amount.ts';
import { dayTable, energyNotes, EnergyReport, groupTable, isUnmetered, totalText } from '../present/energy.ts';
import { windowText } from '../present/window.ts';
import { type EnergyAsk, energyAsk, plan, reportCall, scope, shown, unmeteredText } from './energy-ask.ts';

const full = family<EnergyAsk>({
  name: 'energy report',
  examples: [
    'Generate a weekly energy consumption report for floors 2 through 5.',
    'energy report for building North last week',
    'monthly electricity report',
    'Energy breakdown by zone on floor 3 this week',
    'Summarise the energy use of floors two and three in building South since 1 November',
    'energy consumption per floor from 2026-11-10 to 2026-11-16',
  ],
  match: (sentence) =>
    /\b(?:reports?|breakdown|summar\w+|overview|weekly|monthly|(?:per|by|each|every) (?:floor|zone|room|building|meter|device|level))\b/.test(
      sentence.words,
    )
      ? energyAsk(sentence)
      : undefined,
  plan,
  present: (intent, outcomes, time) =>
    shown(outcomes, intent, time, (result) => {
      const lines = [`Energy of ${scope(intent)}: ${totalText(result)}.`];
      if (result.groups.length > 0) lines.push(groupTable(result.groups, result.groups_omitted));
      if (result.days !== undefined && result.days.length > 1) lines.push('By day:', dayTable(result, time));
      return [...lines, ...energyNotes(result, time)].join('\n');
    }),
});

const total = family<EnergyAsk>({
  name: 'energy used',
  examples: [
    'How much energy did building North use yesterday?',
    'energy consumption of Zone A last week',
    'How many kWh did floor 3 use this month?',
    'electricity used by conference rooms 3A and 3B in the last 7 days',
    'energy today',
    'kwh north yday',
    'energy north vs south last week',
    'energy in Q3',
    'energy last weekend in building north',
  ],
  match: energyAsk,
  plan,
  present: (intent, outcomes, time) =>
    shown(outcomes, intent, time, (result) => {
      const groups = result.groups.length > 1 ? [groupTable(result.groups, result.groups_omitted)] : [];
      return [`Energy of ${scope(intent)}: ${totalText(result)}.`, ...groups, ...energyNotes(result, time)].join('\n');
    }),
});

const byDay = family<EnergyAsk>({
  name: 'energy day by day',
  examples: [
    'energy use per day for floor 2 last week',
    'Daily energy consumption of building South',
    'Show the electricity of Zone A day by day this week',
  ],
  match: (sentence) =>
    /\b(?:per day|by day|day by day|daily|each day|every day)\b/.test(sentence.words) &&
    !/\breport\b/.test(sentence.words)
      ? energyAsk(sentence)
      : undefined,
  plan,
  present: (intent, outcomes, time) =>
    shown(outcomes, intent, time, (result) => {
      const days = result.days ?? [];
      const head = `Energy of ${scope(intent)} by day: ${totalText(result)} in all.`;
      const rows =
        days.length === 0 ? '  The window is too long for days: ask for at most a month.' : dayTable(result, time);
      return [head, rows, ...energyNotes(result, time)].join('\n');
    }),
});

interface Periods extends EnergyAsk {
  readonly spans: readonly [Span, Span];
}

const twoPeriods = family<Periods>({
  name: 'energy of two times compared',
  examples: [
    'Compare the energy of building North this week with last week',
    'energy today vs yesterday in Zone A',
    'Did floor 3 use more electricity yesterday than today?',
    'energy last week vs the week before',
    'energy of building north october vs september',
  ],
  match(sentence) {
    const [a, b] = sentence.spans;
    const found = energyAsk(sentence);
    return found && a && b ? { ...found, spans: [a, b] } : undefined;
  },
  plan: (intent) => intent.spans.map((span) => reportCall(intent, span)),
  present(intent, outcomes, time) {
    const [a, b] = resultsOf(outcomes, 'get_energy_report', EnergyReport);
    if (a === undefined || b === undefined) return faultsOf(outcomes);
    const empty = [a, b].find(isUnmetered);
    if (empty !== undefined) {
      const [other] = [a, b].filter((one) => !isUnmetered(one));
      const known =
        other === undefined ? '' : `\n  ${windowText(other.window, time)}: ${amount(other.total_kwh, 'kWh')}`;
      return `${unmeteredText(intent, empty, time)}${known}`;
    }
    return periodsText(intent, a, b, time);
  },
});

/** A difference in coverage, in points, that says more of a difference in kWh than the use does. */
const MAX_COVERAGE_GAP = 10;

function periodsText(intent: EnergyAsk, a: EnergyReport, b: EnergyReport, time: BuildingTime): string {
  const hours = ({ window }: EnergyReport): number => (Date.parse(window.end) - Date.parse(window.start)) / 3_600_000;
  const line = (one: EnergyReport): string =>
    `  ${windowText(one.window, time)}: ${amount(one.total_kwh, 'kWh')}, ${amount(one.total_kwh / hours(one), 'kW')} on average, coverage ${one.coverage_pct === undefined ? 'unknown' : percent(one.coverage_pct)}`;
  const perHour = b.total_kwh === 0 ? undefined : 100 * (a.total_kwh / hours(a) / (b.total_kwh / hours(b)) - 1);
  const sameLength = Math.abs(hours(a) - hours(b)) < 1.5;
  const [least = 100, most = 100] = [a.coverage_pct ?? 100, b.coverage_pct ?? 100].sort((one, other) => one - other);
  const verdict =
    most - least > MAX_COVERAGE_GAP
      ? `; they cannot be compared, since the meters cover only ${percent(least)} of one of them`
      : perHour === undefined
        ? ''
        : `, ${change(perHour)}${sameLength ? '' : ' per hour, since the times differ in length'}`;
  return [
    `Energy of ${scope(intent)}: ${amount(a.total_kwh, 'kWh')} against ${amount(b.total_kwh, 'kWh')}${verdict}.`,
    line(a),
    line(b),
  ].join('\n');
}

export const energyPeriods: readonly Family[] = [twoPeriods];
export const energyUse: readonly Family[] = [byDay, full, total];
