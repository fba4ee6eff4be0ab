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
  /** Normalised; for names of people, tools and rules, and for reasons. */
  readonly text: string;
  /** Lower case, one line. */
  readonly words: string;
  /** A date that cannot be read. */
  readonly unclear_date?: string;
  readonly future: boolean;
  /** Asks for degrees Fahrenheit too. */
  readonly fahrenheit?: boolean;
}

const OFFLINE_WORDS =
  /\b(?:offline|unreachable|silent|not\s+(?:been\s+)?(?:seen|responding|reporting|heard)|disconnected|down|dead)\b/i;

/**
 * @param text Normalised.
 * @param before The span of time of the question before it.
 */
export function readSentence(text: string, time: BuildingTime, before?: Span): Sentence {
  const scanner = new Scanner(text);
  const aggregates = takeAggregates(scanner);
  scanner.take(/\btop\s+\d{1,2}\b/i);
  const quoted = scanner.takeAll(/"([^"]{1,100})"/, 4).map(([, name = '']) => name.trim());
  const fahrenheit = takeFahrenheit(scanner);
  const version = takeVersion(scanner);
  const devices = takeDevices(scanner);
  const floors = takeFloors(scanner);
  const offline_minutes = OFFLINE_WORDS.test(text) ? takeMinutes(scanner) : undefined;
  const { spans, unclear, future } = takeSpans(scanner, time, before);
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
    text,
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
