import type { Sentence } from '../language/sentence.ts';
import type { Span } from '../language/span.ts';
import { faultsOf, resultOf, type Outcome, type ToolRequest } from '../outcome.ts';
import { EnergyReport, isUnmetered } from '../present/energy.ts';
import { windowText } from '../present/window.ts';
import type { BuildingTime } from '@nexus/models';
import { floorsText } from '../present/place.ts';

type GroupBy = 'floor' | 'zone' | 'building' | 'device';

export interface EnergyAsk {
  readonly building?: string;
  readonly floors: readonly number[];
  readonly zones: readonly string[];
  readonly span: Span | undefined;
  readonly group_by: GroupBy;
}

const ENERGY =
  /\b(?:energy|electricity|kwh|consum\w+|power (?:use|usage)|baseload|base load|load peak|peak (?:load|demand|power|kw)|power demand)\b/;

const SIDE_BY_SIDE =
  /\b(north|south|east|west)\s+(?:building\s+)?(?:and|or|vs\.?|versus|against|with|than)\s+(?:the\s+)?(?:building\s+)?(?!\1)(?:north|south|east|west)\b/;

export function energyAsk(sentence: Sentence): EnergyAsk | undefined {
  const { building, floors, places, spans, words, devices, metrics, device_type } = sentence;
  const isEnergy =
    metrics.includes('energy_kwh') || (ENERGY.test(words) && metrics.every((metric) => metric === 'power_kw'));
  if (!isEnergy || devices.length > 0 || (device_type !== undefined && device_type !== 'smart_meter')) return undefined;
  // `north vs south` are two buildings, which stand side by side in a report on all.
  const several = SIDE_BY_SIDE.test(words);
  return {
    floors,
    zones: several ? [] : places,
    span: spans[0] ?? period(words),
    group_by: several ? 'building' : grouping(sentence),
    ...(building !== undefined && !several && { building }),
  };
}

/** `weekly`, `daily` and the like without dates: the whole time just passed. */
function period(words: string): Span | undefined {
  if (/\bweek(?:ly|'s)?\b/.test(words)) return { start: '-7d' };
  if (/\bmonth(?:ly|'s)?\b/.test(words)) return { start: 'last_month' };
  if (/\bdaily report\b/.test(words)) return { start: 'yesterday' };
  return /\b(?:now|current\w*|so far)\b/.test(words) ? { start: 'today' } : undefined;
}

function grouping({ places, floors, words, building }: Sentence): GroupBy {
  if (/\b(?:meters?|devices?|machines?)\b/.test(words) && /\b(?:which|per|by|each|every)\b/.test(words))
    return 'device';
  if (places.length > 0 || /\b(?:zones?|rooms?|areas?|offices?)\b/.test(words)) return 'zone';
  if (floors.length > 0 || /\b(?:floors?|levels?|store?ys?)\b/.test(words)) return 'floor';
  return building === undefined || /\bbuildings\b|\bwhich building\b/.test(words) ? 'building' : 'floor';
}

export function reportCall({ building, floors, zones, group_by }: EnergyAsk, span: Span | undefined): ToolRequest {
  return {
    tool: 'get_energy_report',
    arguments: {
      ...(building !== undefined && { building }),
      ...(floors.length > 0 && { floors }),
      ...(zones.length > 0 && { zone_ids: zones }),
      ...span,
      group_by,
    },
  };
}

export const plan = (intent: EnergyAsk): ToolRequest[] => [reportCall(intent, intent.span)];

export function scope({ building, floors, zones }: EnergyAsk): string {
  const parts = [
    ...(zones.length === 0 ? [] : [zones.join(' and ')]),
    ...(floors.length === 0 ? [] : [floorsText(floors)]),
    ...(building === undefined ? [] : [`building ${building}`]),
  ];
  return parts.length === 0 ? 'all buildings' : parts.join(' of ');
}

export function shown(
  outcomes: readonly Outcome[],
  intent: EnergyAsk,
  time: BuildingTime,
  show: (report: EnergyReport) => string,
): string {
  const result = resultOf(outcomes[0], EnergyReport);
  if (result === undefined) return faultsOf(outcomes);
  return isUnmetered(result) ? unmeteredText(intent, result, time) : show(result);
}

export function unmeteredText(intent: EnergyAsk, { window }: EnergyReport, time: BuildingTime): string {
  return `Energy of ${scope(intent)}: no meter sent readings from ${windowText(window, time)}.`;
}
