import { family, type Family, MAX_CALLS } from '../family.ts';
import type { Sentence } from '../language/sentence.ts';
import { EMPTY_HINT, faultsOf, hasFailed, resultOf, type Outcome, type ToolRequest } from '../outcome.ts';
import { number, plural } from '../present/amount.ts';
import { inPlace } from '../present/place.ts';
import { table } from '../present/table.ts';
import { subjectOf } from '../subject.ts';
import { type Zone, ZoneList } from '../wire.ts';

interface Where {
  readonly building?: string;
  readonly floors: readonly number[];
}

const MAX_ZONES = 100;
const ZONES = /\b(?:zones?|rooms?|areas?|spaces?)\b/;

function where(sentence: Sentence): Where | undefined {
  const { building, floors, metrics, devices, device_type, spans } = sentence;
  if (
    metrics.length + devices.length + spans.length > 0 ||
    device_type !== undefined ||
    subjectOf(sentence) !== undefined
  )
    return undefined;
  return { floors, ...(building !== undefined && { building }) };
}

function zoneCalls({ building, floors }: Where): ToolRequest[] {
  const place = building === undefined ? {} : { building };
  const call = (floor?: number): ToolRequest => ({
    tool: 'list_zones',
    arguments: { ...place, ...(floor !== undefined && { floor }), limit: MAX_ZONES },
  });
  return floors.length === 0 ? [call()] : floors.map(call);
}

function collect(outcomes: readonly Outcome[]): { zones: Zone[]; total: number } | undefined {
  const lists = outcomes.map((outcome) => resultOf(outcome, ZoneList));
  let total = 0;
  const zones: Zone[] = [];
  for (const list of lists) {
    if (list === undefined) return undefined;
    zones.push(...list.zones);
    total += list.total ?? list.zones.length;
  }
  return { zones, total };
}

function placeWords({ building, floors }: Where): string {
  return inPlace({ floors: floors.slice(0, MAX_CALLS), building });
}

const list = family<Where>({
  name: 'zones of a building or floor',
  examples: [
    'Which zones are there in building North?',
    'list the rooms on floor 3',
    'How many rooms does building South have?',
    'all zones',
    'rooms on floors 2 and 3',
    'floor 3',
  ],
  match(sentence) {
    const alone = sentence.floors.length > 0 && sentence.words.split(' ').length <= 2;
    return alone || ZONES.test(sentence.words) ? where(sentence) : undefined;
  },
  plan: zoneCalls,
  present(intent, outcomes) {
    const found = collect(outcomes);
    if (found === undefined) return faultsOf(outcomes);
    const { zones, total } = found;
    if (total === 0) {
      const place = placeWords(intent);
      return place === '' ? `There are no zones.\n${EMPTY_HINT}` : `There are no zones${place}.`;
    }
    const rows = zones.map(({ name, zone_id, building, floor, area_sqm, device_count }) => [
      name,
      zone_id,
      building,
      String(floor),
      area_sqm === undefined ? '-' : number(area_sqm, 0),
      String(device_count ?? '-'),
    ]);
    return `${plural(total, 'zone')}${placeWords(intent)}:\n${table(['Zone', 'Id', 'Building', 'Floor', 'm²', 'Devices'], rows, total)}`;
  },
});

const buildings = family<Where>({
  name: 'buildings',
  examples: [
    'Which buildings are there?',
    'list all buildings',
    'How many buildings do you know?',
    'How many floors does building south have?',
    'how big is building north',
  ],
  match(sentence) {
    const found = where(sentence);
    const asks = /\bbuildings\b|\bhow (?:many (?:floors|levels|store?ys)|big|large)\b/.test(sentence.words);
    return asks && found?.floors.length === 0 ? found : undefined;
  },
  plan: zoneCalls,
  present(_intent, outcomes) {
    const found = collect(outcomes);
    if (found === undefined) return faultsOf(outcomes);
    const byBuilding = new Map<string, Zone[]>();
    for (const zone of found.zones) byBuilding.set(zone.building, [...(byBuilding.get(zone.building) ?? []), zone]);
    const rows = [...byBuilding].map(([name, zones]) => [
      name,
      String(new Set(zones.map(({ floor }) => floor)).size),
      String(zones.length),
      String(zones.reduce((sum, { device_count = 0 }) => sum + device_count, 0)),
      number(
        zones.reduce((sum, { area_sqm = 0 }) => sum + area_sqm, 0),
        0,
      ),
    ]);
    const note =
      found.zones.length < found.total ? `\n  from the first ${found.zones.length} of ${found.total} zones` : '';
    return `${plural(rows.length, 'building')}:\n${table(['Building', 'Floors', 'Zones', 'Devices', 'm²'], rows)}${note}`;
  },
});

const details = family<{ query: string; building?: string }>({
  name: 'where and how large a room is',
  examples: [
    'Where is conference room 3B?',
    'How big is the cafeteria?',
    'On which floor is the Server Room?',
    'Which building is Zone A in?',
    'find the executive suite',
  ],
  match(sentence) {
    const subject = subjectOf(sentence);
    const { metrics, device_type, spans, building, words } = sentence;
    const asks =
      /\b(?:where|how (?:big|large)|area|size|square|which (?:floor|building)|what (?:floor|building)|find|locat\w+)\b/.test(
        words,
      );
    const aboutDevices = device_type !== undefined || /\b(?:devices?|sensors?|units?)\b/.test(words);
    if (!asks || subject?.kind !== 'zone' || metrics.length + spans.length > 0 || aboutDevices) return undefined;
    return { query: subject.name, ...(building !== undefined && { building }) };
  },
  plan: (intent) => [{ tool: 'list_zones', arguments: { ...intent, limit: 20 } }],
  // A list without a match is no error; a device filter by that zone is, and names the nearest.
  next: ({ query }, outcomes) => {
    const found = outcomes.length === 1 ? resultOf(outcomes[0], ZoneList) : undefined;
    return found?.zones.length === 0 ? [{ tool: 'list_devices', arguments: { zone_id: query, limit: 1 } }] : [];
  },
  present({ query }, outcomes) {
    const found = collect(outcomes.slice(0, 1));
    if (found === undefined) return faultsOf(outcomes);
    if (found.zones.length > 0) return found.zones.map(zoneLine).join('\n');
    return hasFailed(outcomes[1]) ? faultsOf(outcomes.slice(1)) : `There is no zone with "${query}" in its name.`;
  },
});

function zoneLine({ name, zone_id, building, floor, area_sqm, device_count, description }: Zone): string {
  const area = area_sqm === undefined ? '' : `, ${number(area_sqm, 0)} m²`;
  const devices = device_count === undefined ? '' : `, ${plural(device_count, 'device')}`;
  return `${name} (${zone_id}) is in building ${building} on floor ${floor}${area}${devices}.${description === undefined ? '' : ` ${description}`}`;
}

export const zones: readonly Family[] = [details, buildings, list];
