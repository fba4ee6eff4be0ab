import type { BuildingTime } from '@nexus/models';
import { family, type Family } from '../family.ts';
import type { Sentence } from '../language/sentence.ts';
import { EMPTY_HINT, faultsOf, resultOf, type Outcome, type ToolRequest } from '../outcome.ts';
import { plural, typeWord } from '../present/amount.ts';
import { sinceText, whereText } from '../present/device.ts';
import { inPlace } from '../present/place.ts';
import { table } from '../present/table.ts';
import { subjectOf } from '../subject.ts';
import { DeviceList } from '../wire.ts';

interface Ask {
  readonly minutes?: number;
  readonly zone_id?: string;
  readonly building?: string;
  /** The tool has no such filters: they are applied to its answer. */
  readonly floors: readonly number[];
  readonly device_type?: string;
}

const OFFLINE =
  /\b(?:offline|unreachable|silent|disconnected|dead|down|not (?:been )?(?:seen|responding|reporting|heard|communicating|online|reachable)|(?:lost|no|out of) contact|stopped (?:reporting|responding|sending)|no heartbeat)\b|n't (?:been )?(?:seen|respond\w*|report\w*|heard|reachable)/;

function ask(sentence: Sentence, time: BuildingTime): Ask | undefined {
  if (
    !OFFLINE.test(sentence.words) ||
    sentence.metrics.some((metric) => metric !== 'occupancy_count') ||
    sentence.devices.length > 0
  )
    return undefined;
  const subject = subjectOf(sentence);
  const { building, device_type, floors, spans } = sentence;
  const since = spans[0] === undefined ? undefined : time.parse(spans[0].start);
  const offline_minutes =
    sentence.offline_minutes ?? (since === undefined ? undefined : Math.floor((time.nowMs() - since) / 60_000));
  return {
    floors,
    ...(offline_minutes !== undefined && { minutes: offline_minutes }),
    ...(subject !== undefined && { zone_id: subject.name }),
    ...(building !== undefined && { building }),
    ...(device_type !== undefined && { device_type }),
  };
}

function plan({ minutes, zone_id, building }: Ask): ToolRequest[] {
  const threshold = minutes === undefined ? {} : { minutes_threshold: minutes };
  const place = { ...(zone_id !== undefined && { zone_id }), ...(building !== undefined && { building }) };
  return [{ tool: 'get_offline_devices', arguments: { ...threshold, ...place } }];
}

/** Nothing offline where there is nothing at all would be a false comfort. */
function next({ zone_id, building }: Ask, outcomes: readonly Outcome[]): ToolRequest[] {
  const list = resultOf(outcomes[0], DeviceList);
  if (outcomes.length > 1 || list === undefined || list.devices.length > 0) return [];
  const place = { ...(zone_id !== undefined && { zone_id }), ...(building !== undefined && { building }) };
  return [{ tool: 'list_devices', arguments: { ...place, limit: 1 } }];
}

function present(intent: Ask, outcomes: readonly Outcome[]): string {
  const list = resultOf(outcomes[0], DeviceList);
  if (list === undefined) return faultsOf(outcomes);
  const { floors, device_type, minutes = 10 } = intent;
  const registered = resultOf(outcomes[1], DeviceList);
  if (registered?.devices.length === 0) {
    const place = inPlace({ zone_id: intent.zone_id, building: intent.building });
    return `No devices are registered${place}, so none can be offline.${place === '' ? `\n${EMPTY_HINT}` : ''}`;
  }
  const narrowed = floors.length > 0 || device_type !== undefined;
  const devices = list.devices
    .filter((device) => floors.length === 0 || floors.includes(device.floor ?? Number.NaN))
    .filter((device) => device_type === undefined || device.device_type === device_type);
  const total = narrowed ? devices.length : Math.max(list.total ?? 0, devices.length);
  const hours = minutes >= 120 || minutes % 60 === 0;
  const threshold = hours ? plural(Math.floor(minutes / 60), 'hour') : plural(minutes, 'minute');
  const where = placeWords(intent, devices);
  const what = total === 1 ? typeWord(device_type).replace(/s$/, '') : typeWord(device_type);
  const head = `${total === 0 ? 'No' : total} ${what}${where} ${total === 1 ? 'has' : 'have'} been offline for more than ${threshold}`;
  const cut =
    narrowed && (list.total ?? 0) > list.devices.length
      ? `\n  Only the first ${list.devices.length} of ${list.total} offline devices were looked at; name a zone.`
      : '';
  if (total === 0) return `${head}.${cut}`;
  const rows = devices.map((device) => [
    device.device_id,
    device.name,
    whereText(device),
    sinceText(device.minutes_since_seen),
    device.status ?? '-',
  ]);
  return `${head}:\n${table(['Device', 'Name', 'Where', 'Silent for', 'Status'], rows, total)}${cut}`;
}

function placeWords({ zone_id, building, floors }: Ask, devices: DeviceList['devices']): string {
  return inPlace({ zone_id: zone_id === undefined ? undefined : (devices[0]?.zone_name ?? zone_id), floors, building });
}

const inZone = family<Ask>({
  name: 'offline devices of a zone',
  examples: [
    'Show me all devices in Zone A that have been offline for more than 10 minutes.',
    'Which sensors in conference room 3B are offline?',
    'devices in the lobby not responding for 2 hours',
    'Which CO2 sensors in Zone A have been silent for over half an hour?',
  ],
  match(sentence, time) {
    const found = ask(sentence, time);
    return found?.zone_id === undefined ? undefined : found;
  },
  plan,
  next,
  present,
});

const inBuilding = family<Ask>({
  name: 'offline devices of a building',
  examples: [
    'Which devices in building North are offline?',
    'devices unreachable for half an hour in the south building',
    'How many sensors are down on floor 3 of building North?',
    'offline south',
  ],
  match(sentence, time) {
    const found = ask(sentence, time);
    return found?.building === undefined ? undefined : found;
  },
  plan,
  next,
  present,
});

const anywhere = family<Ask>({
  name: 'offline devices anywhere',
  examples: [
    'offline devices',
    'How many devices are offline?',
    'Which devices have not been seen for more than a day?',
    'Are any smart meters offline?',
    'Is anything down on floor 2?',
    'show ofline devics',
    'devices not seen since yesterday',
  ],
  match: ask,
  plan,
  next,
  present,
});

export const offline: readonly Family[] = [inZone, inBuilding, anywhere];
