import { family, type Family } from '../family.ts';
import { amount, number, percent } from '../present/amount.ts';
import { energyNotes, type EnergyReport, type Group, groupName, groupTable } from '../present/energy.ts';
import { localTime } from '../present/window.ts';
import { table } from '../present/table.ts';
import { type EnergyAsk, energyAsk, plan, scope, shown } from './energy-ask.ts';

function ranked(result: EnergyReport, figure: (group: Group) => number | undefined, least: boolean): Group[] {
  const known = result.groups.filter((group) => figure(group) !== undefined);
  return known.sort((a, b) => (least ? 1 : -1) * ((figure(a) ?? 0) - (figure(b) ?? 0)));
}

interface Ranking extends EnergyAsk {
  readonly least: boolean;
}

const LEAST = /\b(?:least|lowest|smallest|minimum|most efficient|lowest)\b/;

const most = family<Ranking>({
  name: 'who used the most or least energy',
  examples: [
    'Which floor used the most energy last week?',
    'Which zone in building North consumed the least electricity yesterday?',
    'top energy consumers by meter this week',
    'Which building uses most energy?',
    'top 5 energy consumers by meter last week',
  ],
  match(sentence) {
    const asks =
      /\b(?:which|what|who|top|biggest|largest|most|least|highest|lowest|rank\w*)\b/.test(sentence.words) &&
      sentence.aggregates.length > 0;
    const found = asks || /\bbiggest\b|\brank/.test(sentence.words) ? energyAsk(sentence) : undefined;
    return found && { ...found, least: LEAST.test(sentence.words) };
  },
  plan,
  present: ({ least, ...intent }, outcomes, time) =>
    shown(outcomes, intent, time, (result) => {
      const groups = ranked(result, ({ energy_kwh }) => energy_kwh, least);
      const [best] = groups;
      if (best === undefined)
        return [`No energy is metered in ${scope(intent)}.`, ...energyNotes(result, time)].join('\n');
      const share = best.share_pct === undefined ? '' : `, ${percent(best.share_pct)} of the total`;
      const head = `${groupName(best)} used the ${least ? 'least' : 'most'} energy: ${amount(best.energy_kwh, 'kWh')}${share}.`;
      return [head, groupTable(groups, result.groups_omitted), ...energyNotes(result, time)].join('\n');
    }),
});

const intensity = family<Ranking>({
  name: 'energy per square metre',
  examples: [
    'Energy per square metre by floor last week',
    'Which zone is the most energy efficient in building North?',
    'kWh per m2 of floors 2 to 4 this month',
  ],
  match(sentence) {
    const asks = /\b(?:per (?:square met(?:re|er)|sqm|m2|area)|efficien\w+|intensity)\b|kwh\/m2/.test(sentence.words);
    const found = asks ? energyAsk(sentence) : undefined;
    return found && { ...found, least: LEAST.test(sentence.words) || /\befficient\b/.test(sentence.words) };
  },
  plan,
  present: ({ least, ...intent }, outcomes, time) =>
    shown(outcomes, intent, time, (result) => {
      const groups = ranked(result, ({ kwh_per_sqm }) => kwh_per_sqm, least);
      const [best] = groups;
      if (best?.kwh_per_sqm === undefined)
        return [
          `The areas of ${scope(intent)} are not known, so there is no energy per m².`,
          ...energyNotes(result, time),
        ].join('\n');
      const head = `${groupName(best)} used the ${least ? 'least' : 'most'} energy per area: ${number(best.kwh_per_sqm, 2)} kWh/m².`;
      return [head, groupTable(groups, result.groups_omitted), ...energyNotes(result, time)].join('\n');
    }),
});

const demand = family<EnergyAsk>({
  name: 'peak demand and baseload',
  examples: [
    'What was the peak demand of building North last week?',
    'baseload of floors 2 to 5',
    'When was the peak load in Zone A yesterday?',
    'base load per floor this week',
    'peak kw north last week',
  ],
  match: (sentence) =>
    /\b(?:baseload|base load|peak|highest (?:load|demand|power))\b/.test(sentence.words)
      ? energyAsk(sentence)
      : undefined,
  plan,
  present: (intent, outcomes, time) =>
    shown(outcomes, intent, time, (result) => {
      const { peak, groups } = result;
      const rows = groups.map((group) => [
        groupName(group),
        group.peak_kw === undefined ? '-' : number(group.peak_kw, 1),
        group.peak_at === undefined ? '-' : localTime(group.peak_at, time),
        group.baseload_kw === undefined ? '-' : number(group.baseload_kw, 1),
      ]);
      const head =
        peak === undefined
          ? 'no peak is known'
          : `peak ${amount(peak.kw, 'kW')} in the hour from ${localTime(peak.start, time)}`;
      const [only, another] = groups;
      const base =
        only?.baseload_kw === undefined || another !== undefined ? '' : `, baseload ${amount(only.baseload_kw, 'kW')}`;
      return [
        `Demand of ${scope(intent)}: ${head}${base} (highest hourly mean; baseload is its 5th percentile).`,
        table(['', 'Peak kW', 'Peak hour', 'Base kW'], rows, groups.length + (result.groups_omitted?.count ?? 0)),
        ...energyNotes(result, time),
      ].join('\n');
    }),
});

export const energyRankings: readonly Family[] = [demand, intensity, most];
