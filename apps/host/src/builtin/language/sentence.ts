import type { BuildingTime, DeviceStatus } from '@nexus/models';
import { takeDevices, takeDeviceType, takeStatus } from './devices.ts';
import { takeFloors } from './floors.ts';
import { takeMetrics } from './metrics.ts';
import {
  leftoverPlaces,
  takeBuilding,
  takeLooseBuilding,
  takeNumberedPlaces,
  takeRoomKind,
  withCodeOf,
} from './places.ts';
import {
  type Aggregate,
  type Limit,
  takeAggregates,
  takeFahrenheit,
  takeLimit,
  takeMinutes,
  takeVersion,
} from './quantities.ts';
import { Scanner } from './scanner.ts';
import { type Span, takeSpans } from './span.ts';

/** What a sentence is about, apart from what it asks. */
interface Entities {
  readonly metrics: readonly string[];
  readonly devices: readonly string[];
  /** Names of rooms and zones as written. */
  readonly places: readonly string[];
  readonly floors: readonly number[];
  readonly spans: readonly Span[];
  readonly aggregates: readonly Aggregate[];
  readonly building?: string;
  readonly device_type?: string;
  readonly status?: DeviceStatus;
  readonly limit?: Limit;
  readonly room_kind?: string;
  readonly offline_minutes?: number;
  readonly version?: string;
}

/** A question taken apart. Patterns look at `words` only for what is asked; who, where and when are entities. */
export interface Sentence extends Entities {
  /** Lower case, one line. */
  readonly words: string;
  /** A date that cannot be read. */
  readonly unclear_date?: string;
  readonly future: boolean;
  /** Asks for degrees Fahrenheit too. */
  readonly fahrenheit?: boolean;
}

const FOLLOW_UP =
  /^(?:(?:ok(?:ay)?|so|now|then|right|great|thanks)[,.]?\s+)*(?:and|but|what about|how about|what of|also|same|or|then|now|only|just)\b/i;
const OFFLINE_WORDS =
  /\b(?:offline|unreachable|silent|not\s+(?:been\s+)?(?:seen|responding|reporting|heard)|disconnected|down|dead)\b/i;

/** @param text Normalised. */
export function readSentence(text: string, time: BuildingTime): Sentence {
  const scanner = new Scanner(text);
  const aggregates = takeAggregates(scanner);
  scanner.take(/\btop\s+\d{1,2}\b/i);
  const quoted = scanner.takeAll(/"([^"]{1,100})"/, 4).map(([, name = '']) => name.trim());
  const fahrenheit = takeFahrenheit(scanner);
  const version = takeVersion(scanner);
  const devices = takeDevices(scanner);
  const floors = takeFloors(scanner);
  const offline_minutes = OFFLINE_WORDS.test(text) ? takeMinutes(scanner) : undefined;
  const { spans, unclear, future } = takeSpans(scanner, time);
  const numbered = takeNumberedPlaces(scanner);
  const room_kind = takeRoomKind(scanner);
  const limit = takeLimit(scanner);
  const device_type = takeDeviceType(scanner);
  const named_building = takeBuilding(scanner);
  const spoken = takeMetrics(scanner);
  const metrics = spoken.length === 0 && limit?.metric !== undefined ? [limit.metric] : spoken;
  const status = takeStatus(scanner);
  const building = named_building ?? takeLooseBuilding(scanner);
  const named = [...quoted, ...numbered];
  return {
    words: text.toLowerCase(),
    future,
    ...(fahrenheit && { fahrenheit }),
    metrics,
    devices,
    places: completed(inOrder([...named, ...leftoverPlaces(scanner.rest, named.length > 0)], text)),
    floors,
    spans,
    aggregates,
    ...(unclear !== undefined && { unclear_date: unclear }),
    ...(version !== undefined && { version }),
    ...(offline_minutes !== undefined && { offline_minutes }),
    ...(limit !== undefined && { limit }),
    ...(room_kind !== undefined && { room_kind }),
    ...(device_type !== undefined && { device_type }),
    ...(building !== undefined && { building }),
    ...(status !== undefined && { status }),
  };
}

function inOrder(places: readonly string[], text: string): string[] {
  const at = (place: string): number => text.indexOf(place.split(' ').at(-1) ?? place);
  return [...new Set(places)].sort((a, b) => at(a) - at(b)).slice(0, 4);
}

/** `conference room 3A` and `3B`: the second lends its kind from the first. */
function completed(places: readonly string[]): string[] {
  return places.map((place, index) => withCodeOf(index === 0 ? undefined : places[0], place));
}

/** Whether a sentence may only complete the one before it: it opens so, or is short and names something for certain. */
export function looksLikeFollowUp(sentence: Sentence): boolean {
  const { words, metrics, devices, places, floors, spans, aggregates, building, device_type, status, limit } = sentence;
  const certain = metrics.length + devices.length + floors.length + spans.length + aggregates.length;
  const named = certain > 0 || [building, device_type, status, limit].some((entity) => entity !== undefined);
  if (FOLLOW_UP.test(words)) return named || places.length > 0;
  return words.split(' ').length <= 4 && (named || places.some((place) => /\d/.test(place)));
}

/** An elliptical sentence, completed by the one before it: what it names replaces what was named, the question stays. */
export function mergeSentences(previous: Sentence, next: Sentence): Sentence {
  const moved = next.places.length + next.devices.length + next.floors.length > 0;
  const places = next.places.map((place) => withCodeOf(previous.places[0], place));
  const { building, limit, room_kind, device_type, status, offline_minutes, version, fahrenheit } = {
    ...previous,
    ...next,
  };
  return {
    words: previous.words,
    future: next.future,
    ...(fahrenheit !== undefined && { fahrenheit }),
    metrics: next.metrics.length > 0 ? next.metrics : previous.metrics,
    devices: moved ? next.devices : previous.devices,
    places: moved ? places : next.building !== undefined ? [] : previous.places,
    floors: moved || next.building !== undefined ? next.floors : previous.floors,
    spans: next.spans.length > 0 ? next.spans : previous.spans,
    aggregates: next.aggregates.length > 0 ? next.aggregates : previous.aggregates,
    ...(next.unclear_date !== undefined && { unclear_date: next.unclear_date }),
    ...(building !== undefined && { building }),
    ...(limit !== undefined && { limit }),
    ...(room_kind !== undefined && { room_kind }),
    ...(device_type !== undefined && { device_type }),
    ...(status !== undefined && { status }),
    ...(offline_minutes !== undefined && { offline_minutes }),
    ...(version !== undefined && { version }),
  };
}
