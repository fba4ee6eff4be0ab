import { isKnownMetric, resolveMetric } from '@nexus/models';
import { CUT, type Scanner } from './scanner.ts';
import { STOP_WORDS } from './stop-words.ts';

const COMPASS = 'north|south|east|west|main|central';
const NOT_A_NAME = String.raw`(?:the|this|that|our|my|whole|entire|each|every|which|what|all|any|per|by|of|in|and|or|is|are|was|were|has|have|had|that|overview|status|today|now|energy|summary|report|s|name|names|id|do|does|there|with|for|on|at|from|a|an|smart|one|consume[sd]?|use[sd]?|right|now|currently|so|have|run|south's|north's)`;
const BUILDING_BEFORE = new RegExp(
  String.raw`\bbuilding\s+(?:called\s+|named\s+)?(?!${NOT_A_NAME}\b)([\p{L}\p{N}][\p{L}\p{N}_-]*)`,
  'iu',
);
const BUILDING_AFTER = new RegExp(
  String.raw`(?<![\p{L}\p{N}_-])(?!${NOT_A_NAME}\b)([\p{L}\p{N}][\p{L}\p{N}_-]*)\s+(?:building|tower|campus)\b`,
  'iu',
);
const BUILDING_BARE = new RegExp(
  String.raw`\b(?:in|at|of|for|from|to|about|and|is|are)\s+(?:the\s+)?(${COMPASS})(?=\s*(?:$|[?!.,;:${CUT}]|\b(?:and|or|that|which|have|has|been|is|are|doing|use[sd]?|consume[sd]?|today|right|now)\b))`,
  'iu',
);

/** The building that a sentence names: `Building North`, `the north tower`, `in NORTH`. */
export function takeBuilding(scanner: Scanner): string | undefined {
  return (scanner.take(BUILDING_BEFORE) ?? scanner.take(BUILDING_AFTER) ?? scanner.take(BUILDING_BARE))?.[1];
}

const LOOSE = /(?:^|\s)(north|south|east|west)(?=$|[\s?!.,;:])/iu;

/** A building said without a word for it, `offline south`: once all else is cut out, it stands alone. */
export function takeLooseBuilding(scanner: Scanner): string | undefined {
  const found = LOOSE.exec(scanner.rest);
  const [, name = ''] = found ?? [];
  if (found === null) return undefined;
  const before = /(\S*)\s*$/.exec(scanner.rest.slice(0, found.index))?.[1] ?? '';
  const after = /^\S*\s*(\S*)/.exec(scanner.rest.slice(found.index).trimStart())?.[1] ?? '';
  // `South Entrance` and `north vs south` are names of places, not of the one building meant.
  if ([before, after].some((word) => !standsApart(word))) return undefined;
  scanner.cut(found.index, found.index + found[0].length);
  return name;
}

function standsApart(word: string): boolean {
  const bare = word.replace(/[?!.,;:]+$/, '');
  return (
    bare === '' ||
    bare === CUT ||
    (STOP_WORDS.has(bare.toLowerCase()) && !/^(?:and|or|vs\.?|versus|than|with|room|zone|area)$/i.test(bare)) ||
    /^(?:in|on|at|of|for|from|to)$/i.test(bare)
  );
}

const CODE = String.raw`(?:[A-Za-z]{0,2}-?\d[\w.-]*\w|\d|[A-Za-z])(?![\w-])`;
const NOUN = String.raw`(?:rooms?|zones?|offices?|labs?|suites?|halls?|areas?|spaces?|wings?|booths?|desks?|studios?)`;
const LIST = String.raw`(?:\s*(?:,\s*and|,|&|\band\b|\bor\b|\bvs\.?|\bversus\b|\bwith\b|\bto\b|\bthan\b)\s*(?:(?:in|the)\s+)?${CODE})*`;
const NUMBERED = new RegExp(
  String.raw`\b(?<noun>${NOUN})\s+(?<codes>(?:(?:${COMPASS})\s+)?${CODE}(?:\s+(?:${COMPASS})\b|${LIST}))`,
  'iu',
);
const CODES = new RegExp(String.raw`(?<![\w-])${CODE}`, 'g');

const HAS_COMPASS = new RegExp(String.raw`\b(?:${COMPASS})\b`, 'i');

/** Rooms and zones called by a noun and a code, such as `conference rooms 3A and 3B` or `Zone A`. */
export function takeNumberedPlaces(scanner: Scanner): string[] {
  const places: string[] = [];
  for (
    let found = NUMBERED.exec(scanner.rest);
    found !== null && places.length < 4;
    found = NUMBERED.exec(scanner.rest)
  ) {
    const { noun = '', codes = '' } = found.groups ?? {};
    const before = /(?:\p{L}+\s+){0,2}$/u.exec(scanner.rest.slice(0, found.index))?.[0] ?? '';
    const words = before.trim().split(/\s+/);
    const adjectives = words.slice(words.findLastIndex((word) => word === '' || isStop(word) || isMetric(word)) + 1);
    const kind = [...adjectives, noun.replace(/(?<=\w{3})s$/i, '')].join(' ');
    places.push(
      ...(HAS_COMPASS.test(codes) ? [codes] : [...codes.matchAll(CODES)].flat()).map((code) => `${kind} ${code}`),
    );
    scanner.cut(
      found.index - adjectives.join(' ').length - (adjectives.length > 0 ? 1 : 0),
      found.index + found[0].length,
    );
  }
  return places;
}

/** `temp zone b` asks for the temperature of Zone B. */
function isMetric(word: string): boolean {
  return isKnownMetric(resolveMetric(word));
}

function isStop(word: string): boolean {
  return STOP_WORDS.has(word.toLowerCase()) || PREPOSITION.test(word) || JOINS.test(word);
}

const PREPOSITION = /^(?:in|at|of|for|from|inside|near|on|about|around|within|vs|versus|than|between|to)$/i;
const JOINS = /^(?:and|or|with|vs|versus|than|to|plus)$/i;
// What is left of a request or names a whole class.
const NO_NAME = /^(?:print|open|(?:\w+\s+)?(?:rooms|zones|offices|labs|areas))$/i;
const PLACE_NOUN =
  /\b(?:room|zone|office|lab|lobby|hall|suite|kitchen|cafeteria|canteen|atrium|reception|garage|gym|auditorium|library|corridor|hallway|warehouse|workshop|lounge|foyer|toilet|restroom|stairwell|roof|cellar|space|area|wing|cent(?:er|re)|pantry|closet|studio)s?\b/i;

interface Chunk {
  readonly text: string;
  readonly afterPreposition: boolean;
}

/**
 * What is left as the name of a room or zone when everything else has been understood; at most four names.
 *
 * @param strict Only what stands where a name must: after a preposition, or with a code or a word for a place in it.
 */
export function leftoverPlaces(rest: string, strict: boolean): string[] {
  const chunks = chunksOf(rest);
  const introduced = chunks.filter(({ afterPreposition }) => afterPreposition);
  const marked = chunks.filter(({ text }) => PLACE_NOUN.test(text) || /\d/.test(text));
  const codes = chunks.filter(({ text }) => /^\d{1,3}[a-z]$/i.test(text));
  const sure = introduced.length > 0 ? [...introduced, ...codes] : marked;
  const likely = [...new Set(strict ? [...introduced, ...marked] : sure)];
  return (likely.length > 0 || strict ? likely : chunks).map(({ text }) => text).slice(0, 4);
}

function chunksOf(rest: string): Chunk[] {
  const chunks: Chunk[] = [];
  let words: string[] = [];
  let afterPreposition = false;
  let introduced = false;
  const close = (): void => {
    const text = words.join(' ');
    if (/[\p{L}\p{N}]/u.test(text) && !NO_NAME.test(text)) chunks.push({ text, afterPreposition: introduced });
    words = [];
  };
  for (const token of rest.split(/\s+/)) {
    const word = token.replace(/^[^\p{L}\p{N}-]+|(?:['’]s)?[^\p{L}\p{N}]+$|['’]s$/gu, '');
    const isName = word !== '' && (!isStop(word) || (words.length > 0 && /^room|^zone|^area|^unit|^floor/i.test(word)));
    if (isName) {
      if (words.length === 0) introduced = afterPreposition;
      words.push(word);
    } else {
      close();
      if (PREPOSITION.test(word)) afterPreposition = true;
      else if (!JOINS.test(word) && !/^(?:the|our|my|a|an|)$/i.test(word)) afterPreposition = false;
      else if (token === CUT) afterPreposition = false;
    }
    // The end of a clause ends a name.
    if (/[?!.,;:]$/.test(token)) close();
  }
  close();
  return chunks;
}

/** The name of the next place when only its code is said after another: `3A` after `Conference Room 3B`. */
export function withCodeOf(previous: string | undefined, code: string): string {
  const kind = previous === undefined ? undefined : /^(.*\S)\s+[A-Za-z]{0,2}-?\d?[\w.-]*$/.exec(previous)?.[1];
  return kind !== undefined && isBareCode(code) ? `${kind} ${code}` : code;
}

const KIND =
  /\b(?:(?:all|any|every|each|which|what)(?:\s+(?:of\s+)?the)?\s+(?<one>conference|meeting|training|quiet|print|board)\s+room|(?<many>conference|meeting|training|quiet|print|board)\s+rooms)\b(?!\s*\d)/i;

/** The kind of room in `all conference rooms` and `which meeting room`, where no single one is named. */
export function takeRoomKind(scanner: Scanner): string | undefined {
  const { one, many } = scanner.take(KIND)?.groups ?? {};
  return (one ?? many)?.toLowerCase();
}

/** A room said by its code alone: `3B`. */
export function isBareCode(text: string): boolean {
  return /^(?:[A-Za-z]{0,2}-?\d[\w.-]*|[A-Za-z])$/.test(text);
}
