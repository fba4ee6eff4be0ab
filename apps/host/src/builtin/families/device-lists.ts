import type { DeviceStatus } from '@nexus/models';
import { family, type Family } from '../family.ts';
import type { Sentence } from '../language/sentence.ts';
import { faultsOf, resultOf, resultsOf, type Outcome, type ToolRequest } from '../outcome.ts';
import { plural, typeWord } from '../present/amount.ts';
import { deviceTable } from '../present/device.ts';
import { floorsText, inPlace } from '../present/place.ts';
import { subjectOf } from '../subject.ts';
import { type Device, DeviceList } from '../wire.ts';

interface Filter {
  readonly zone_id?: string;
  readonly building?: string;
  readonly device_type?: string;
  readonly status?: DeviceStatus;
  readonly floors: readonly number[];
}

const DEVICES =
  /\b(?:devices?|sensors?|units?|controllers?|meters?|locks?|lights?|equipment|thermometers?|hvacs?|things)\b/;
const SHOWN = 20;

function filter(sentence: Sentence): Filter | undefined {
  const { building, device_type, status, floors, words } = sentence;
  if (sentence.devices.length > 0 || sentence.spans.length > 0 || sentence.metrics.length > 0) return undefined;
  if (device_type === undefined && !DEVICES.test(words)) return undefined;
  const subject = subjectOf(sentence);
  return {
    floors,
    ...(subject !== undefined && { zone_id: subject.name }),
    ...(building !== undefined && { building }),
    ...(device_type !== undefined && { device_type }),
    ...(status !== undefined && { status }),
  };
}

/** One call a floor, since the tool takes one. */
function listCalls({ floors, ...where }: Filter, limit: number): ToolRequest[] {
  const call = (floor?: number): ToolRequest => ({
    tool: 'list_devices',
    arguments: { ...where, ...(floor !== undefined && { floor }), limit },
  });
  return floors.length === 0 ? [call()] : floors.map(call);
}

function filterWords({ zone_id, building, device_type, status, floors }: Filter, total: number, asked: number): string {
  const type = total === 1 ? typeWord(device_type).replace(/s$/, '') : typeWord(device_type);
  const place = inPlace({ zone_id, floors: floors.slice(0, asked), building });
  return `${type}${status === undefined ? '' : ` with status ${status}`}${place}`;
}

function collect(outcomes: readonly Outcome[]): { devices: Device[]; total: number } | undefined {
  const lists = resultsOf(outcomes, 'list_devices', DeviceList);
  if (lists.length === 0 || lists.length < outcomes.length) return undefined;
  return {
    devices: lists.flatMap(({ devices }) => devices),
    total: lists.reduce((sum, { devices, total = devices.length }) => sum + total, 0),
  };
}

function floorNote({ floors }: Filter, asked: number): string {
  return floors.length > asked ? `\n  Not looked at: ${floorsText(floors.slice(asked))}; I ask for three at most.` : '';
}

const count = family<Filter>({
  name: 'how many devices',
  examples: [
    'How many temperature sensors are there in building North?',
    'count the door locks',
    'How many devices are in Zone A?',
    'number of smart meters on floors 2 and 3',
    'How many devices are online?',
  ],
  match: (sentence) =>
    /\b(?:how many|count|number of|total number)\b/.test(sentence.words) ? filter(sentence) : undefined,
  plan: (intent) => listCalls(intent, 1),
  present(intent, outcomes) {
    const found = collect(outcomes);
    if (found === undefined) return faultsOf(outcomes);
    const words = filterWords(intent, found.total, outcomes.length);
    return `There ${found.total === 1 ? 'is' : 'are'} ${found.total === 0 ? 'no' : found.total} ${words}.${floorNote(intent, outcomes.length)}`;
  },
});

const list = family<Filter>({
  name: 'list of devices',
  examples: [
    'List all smart meters in building SOUTH on floor 2',
    'Show me the devices in conference room 3B',
    'Which devices have the status error?',
    'degraded devices in building North',
    'all HVAC units',
    'Which devices are being updated (updating)?',
    'What sensors are there on the third floor?',
    'list decommissioned devices',
  ],
  match: filter,
  plan: (intent) => listCalls(intent, SHOWN),
  present(intent, outcomes) {
    const found = collect(outcomes);
    if (found === undefined) return faultsOf(outcomes);
    const { devices, total } = found;
    const words = filterWords(intent, total, outcomes.length);
    const note = floorNote(intent, outcomes.length);
    if (total === 0) return `There are no ${words}.${note}`;
    return `${total} ${words}:\n${deviceTable(devices, total)}${note}`;
  },
});

const search = family<{ query: string }>({
  name: 'devices found by words',
  examples: [
    'Find devices called "Thermostat"',
    'search for devices named "Cooling"',
    'Which device is named "Lobby CO2"?',
  ],
  match(sentence) {
    const [query] = sentence.places;
    const asks =
      /\b(?:find|search|called|named|look for)\b/.test(sentence.words) &&
      /\b(?:devices?|sensors?|units?)\b/.test(sentence.words);
    return asks && query !== undefined ? { query } : undefined;
  },
  plan: ({ query }) => [{ tool: 'list_devices', arguments: { query, limit: SHOWN } }],
  present({ query }, outcomes) {
    const result = resultOf(outcomes[0], DeviceList);
    if (result === undefined) return faultsOf(outcomes);
    const { devices, total = devices.length } = result;
    if (total === 0) return `No device has "${query}" in its name, its id or its zone.`;
    return `${plural(total, 'device')} with "${query}" in the name, the id or the zone:\n${deviceTable(devices, total)}`;
  },
});

export const deviceLists: readonly Family[] = [count, search, list];
