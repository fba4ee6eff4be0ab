import { family, type Family } from '../family.ts';
import type { Limit } from '../language/quantities.ts';
import type { Sentence } from '../language/sentence.ts';
import { faultsOf, resultsOf, type Outcome, type ToolRequest } from '../outcome.ts';
import { amount, metricLabel, metricWord, plural } from '../present/amount.ts';
import { inPlace } from '../present/place.ts';
import { isStale, trustText, valueText } from '../present/reading.ts';
import { table } from '../present/table.ts';
import { subjectOf } from '../subject.ts';
import { type Device, DeviceList, type Reading, Snapshot } from '../wire.ts';

interface Ask {
  readonly metric: string;
  readonly highest: boolean;
  readonly floor?: number;
  readonly building?: string;
  readonly limit?: Limit;
  /** Rooms of that kind only, such as `conference`. */
  readonly kind?: string;
  /** The rooms as they are, not the highest of them. */
  readonly level?: true;
}

/** The type of device that measures a metric in rooms: HVAC units measure temperature too, but of what they blow out. */
const ROOM_SENSOR: Readonly<Record<string, string>> = {
  temperature: 'temperature_sensor',
  humidity: 'humidity_sensor',
  co2_ppm: 'co2_sensor',
  occupancy_count: 'occupancy_sensor',
  illuminance_lux: 'lighting_controller',
  pm25_ugm3: 'air_quality_sensor',
  voc_ppb: 'air_quality_sensor',
  power_kw: 'smart_meter',
};
const MAX_DEVICES = 80;
/** Whoever looks for a free room has no use for the others. */
const NOBODY: Limit = { side: 'below', value: 1 };

function plan({ metric, floor, building }: Ask): ToolRequest[] {
  const device_type = ROOM_SENSOR[metric];
  const where = { ...(building !== undefined && { building }), ...(floor !== undefined && { floor }) };
  return [
    {
      tool: 'list_devices',
      arguments: { ...where, ...(device_type !== undefined && { device_type }), limit: MAX_DEVICES },
    },
  ];
}

function next({ metric }: Ask, outcomes: readonly Outcome[]): ToolRequest[] {
  const device_ids =
    resultsOf(outcomes, 'list_devices', DeviceList)[0]?.devices.map(({ device_id }) => device_id) ?? [];
  if (outcomes.length !== 1 || device_ids.length === 0) return [];
  return [
    { tool: 'get_zone_snapshot', arguments: { device_ids: device_ids.slice(0, MAX_DEVICES), metrics: [metric] } },
  ];
}

interface Ranked {
  readonly room: string;
  readonly reading: Reading;
  readonly value: number;
}

/** One reading a room; stale and doubtful ones stand apart, since an old extreme would always win. */
function rank(
  devices: readonly Device[],
  snapshot: Snapshot,
  { highest, kind, level }: Ask,
): { sound: Ranked[]; doubtful: number } {
  const places = new Map(devices.map((device) => [device.device_id, device]));
  const rooms = new Map<string, Ranked>();
  const sign = highest ? -1 : 1;
  let doubtful = 0;
  for (const reading of snapshot.readings) {
    const device = places.get(reading.device_id ?? '');
    if (device === undefined || reading.value === undefined || !isOfKind(device, kind)) continue;
    if (reading.quality !== 'good' || isStale(reading)) {
      doubtful += 1;
      continue;
    }
    const where = [device.building, device.floor === undefined ? undefined : `floor ${device.floor}`].filter(
      (part) => part !== undefined,
    );
    const room = `${device.zone_name ?? device.zone_id ?? device.name} (${where.join(', ')})`;
    const known = rooms.get(room);
    if (known === undefined || (level === undefined && sign * (reading.value - known.value) < 0))
      rooms.set(room, { room, reading, value: reading.value });
  }
  return { sound: [...rooms.values()].sort((a, b) => sign * (a.value - b.value)), doubtful };
}

function present(intent: Ask, outcomes: readonly Outcome[]): string {
  const [list] = resultsOf(outcomes, 'list_devices', DeviceList);
  const [snapshot] = resultsOf(outcomes, 'get_zone_snapshot', Snapshot);
  const where = placeWords(intent);
  if (list !== undefined && list.devices.length === 0)
    return `No device that measures ${metricWord(intent.metric)} is registered ${where}.${groundNote(intent)}`;
  if (list === undefined || snapshot === undefined) return faultsOf(outcomes);
  const { sound, doubtful } = rank(list.devices, snapshot, intent);
  const notes = notesOf(list, snapshot, doubtful);
  const [best] = sound;
  if (best === undefined)
    return [`There is no fresh reading of ${metricWord(intent.metric)} ${where}.`, ...notes].join('\n');
  const { limit } = intent;
  const kept =
    limit === undefined
      ? sound
      : sound.filter(({ value }) => (limit.side === 'above' ? value > limit.value : value < limit.value));
  const rows = kept.map(({ room, reading }) => [room, valueText(reading), trustText(reading), reading.device_id ?? '']);
  const shown = rows.length === 0 ? [] : [table(['Room', metricLabel(intent.metric), 'Quality, age', 'Device'], rows)];
  const head =
    intent.level === undefined
      ? headline(intent, best, kept.length, sound.length, where)
      : levelText(intent, sound, where);
  return [head, ...shown, ...notes].join('\n');
}

/** People say meeting room for conference room. */
function isOfKind({ zone_name = '' }: Device, kind: string | undefined): boolean {
  const words = kind === 'meeting' || kind === 'conference' ? ['meeting', 'conference'] : [kind ?? ''];
  return words.some((word) => zone_name.toLowerCase().includes(word));
}

/** Of a floor or building: its people in all, else the range and the mean of its rooms. */
function levelText({ metric, kind }: Ask, sound: readonly Ranked[], where: string): string {
  const values = sound.map(({ value }) => value);
  const sum = values.reduce((total, value) => total + value, 0);
  const rooms = roomsText(sound.length, kind);
  if (metric === 'occupancy_count') return `${plural(sum, 'person', 'people')} ${where}, counted in ${rooms}.`;
  const unit = sound[0]?.reading.unit ?? '';
  const [low, mean, high] = [Math.min(...values), sum / values.length, Math.max(...values)];
  return `${metricLabel(metric)} ${where}: ${amount(low, unit)} to ${amount(high, unit)}, mean ${amount(mean, unit)} over ${rooms}, one sensor each.`;
}

function roomsText(count: number, kind: string | undefined): string {
  return plural(count, kind === undefined ? 'room' : `${kind} room`);
}

function headline(
  { metric, highest, limit, kind }: Ask,
  best: Ranked,
  kept: number,
  count: number,
  where: string,
): string {
  const label = metricLabel(metric);
  const word = highest ? 'highest' : 'lowest';
  const rooms = roomsText(count, kind);
  const extreme = `${best.room}, ${valueText(best.reading)}, ${trustText(best.reading)}`;
  if (limit === undefined) return `${label} is ${word} in ${extreme} (${rooms} ${where}).`;
  if (limit === NOBODY)
    return kept === 0
      ? `None of ${rooms} ${where} is empty now; the fewest people are in ${extreme}.`
      : `${kept} of ${rooms} ${where} ${kept === 1 ? 'is' : 'are'} empty now:`;
  const bound = `${limit.side} ${amount(limit.value, best.reading.unit ?? '')}`;
  if (kept === 0)
    return `No ${kind === undefined ? '' : `${kind} `}room ${where} has ${metricWord(metric)} ${bound} now; the ${word} is ${extreme}.`;
  return `${kept} of ${rooms} ${where} ${kept === 1 ? 'has' : 'have'} ${metricWord(metric)} ${bound} now:`;
}

function notesOf({ devices, total = devices.length }: DeviceList, snapshot: Snapshot, doubtful: number): string[] {
  const looked =
    devices.length < total
      ? [`  ${devices.length} of ${total} devices were looked at; name a floor for the rest.`]
      : [];
  const omitted = (snapshot.total ?? 0) - snapshot.readings.length;
  const cut = omitted > 0 ? [`  ${plural(omitted, 'reading')} did not fit into the answer; name a floor.`] : [];
  const left =
    doubtful > 0
      ? [
          `  left out: ${plural(doubtful, 'reading')} that ${doubtful === 1 ? 'is' : 'are'} stale or not of good quality`,
        ]
      : [];
  return [...looked, ...cut, ...left];
}

function groundNote({ floor }: Ask): string {
  return floor === 0 ? ' Floors may begin at 1 here: ask for floor 1.' : '';
}

function placeWords({ floor, building }: { floor?: number; building?: string }): string {
  return inPlace({ floors: floor === undefined ? [] : [floor], building }).trim() || 'in all buildings';
}

function ask(sentence: Sentence): Ask | undefined {
  const [metric] = sentence.metrics;
  const [floor, more] = sentence.floors;
  if (metric === undefined || metric === 'energy_kwh' || more !== undefined || sentence.spans.length > 0)
    return undefined;
  if (subjectOf(sentence) !== undefined) return undefined;
  const { building, limit, words, room_kind } = sentence;
  const lowest =
    /\b(?:lowest|least|minimum|cold\w*|cool\w*|chill\w+|dr(?:iest|yest|ier)|dark\w*|empt\w+|free)\b/.test(words) ||
    limit?.side === 'below';
  return {
    metric,
    highest: !lowest,
    ...(floor !== undefined && { floor }),
    ...(building !== undefined && { building }),
    ...(limit !== undefined && { limit }),
    ...(room_kind !== undefined && { kind: room_kind }),
  };
}

const overLimit = family<Ask>({
  name: 'rooms above or below a limit',
  examples: [
    'Which rooms have CO2 above 1000 ppm on floor 3?',
    'rooms in building North colder than 19 °C',
    'Is any room on the second floor over 26 degrees warm?',
    'Which zones have humidity below 30 %?',
    'which rooms are above 25 C',
    'rooms above 77°F',
    'rooms with more than 800 ppm',
  ],
  match(sentence) {
    const found = ask(sentence);
    return found?.limit === undefined ? undefined : found;
  },
  plan,
  next,
  present,
});

const SUPERLATIVE =
  /\b(?:\w+est|most|least|maximum|minimum|top|rank\w*|free|empty|occupied|stuffy|too (?:hot|warm|cold|dry|humid)|warm|hot|cold|humid|busy)\b/;

const hottest = family<Ask>({
  name: 'rooms with the highest or lowest value',
  examples: [
    'Which rooms on floor 3 are hottest?',
    'most humid room in building South',
    "What's the warmest room in building North?",
    'where is the CO2 highest on the second floor?',
    'Which room has the lowest temperature?',
    'Which meeting rooms are free on floor 3?',
    'Which conference room has the highest CO2?',
    'Which rooms are empty?',
  ],
  match(sentence) {
    const found = SUPERLATIVE.test(sentence.words) ? ask(sentence) : undefined;
    const isFree = found?.metric === 'occupancy_count' && /\b(?:free|empty)\b/.test(sentence.words);
    return isFree ? { ...found, limit: NOBODY } : found;
  },
  plan,
  next,
  present,
});

const floorNow = family<Ask>({
  name: 'metric of a floor or building now',
  examples: [
    'What is the temperature on floor 2?',
    'CO2 levels in building North',
    'humidity on the third floor of building South',
    'average temperature of building north',
    'how many people are on floor 2?',
    'How many people are in the building right now?',
    'co2 in all conference rooms',
    'temperature floor 2 south',
    'temperature everywhere',
  ],
  match(sentence) {
    const found = ask(sentence);
    const everywhere = /\b(?:everywhere|(?:the|whole|all|both) buildings?|(?:all|every) (?:the )?rooms?)\b/.test(
      sentence.words,
    );
    const named = found && [found.floor, found.building, found.kind].some((one) => one !== undefined);
    const overTime = /\b(?:trends?|chart|graph|plot|histor\w+|time ?series|develop\w*)\b/.test(sentence.words);
    return found && !overTime && (named || everywhere) ? { ...found, level: true } : undefined;
  },
  plan,
  next,
  present,
});

export const rankings: readonly Family[] = [overLimit, hottest];
export const floorReadings: readonly Family[] = [floorNow];
