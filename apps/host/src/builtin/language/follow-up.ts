import { withCodeOf } from './places.ts';
import type { Sentence } from './sentence.ts';

const FOLLOW_UP =
  /^(?:(?:ok(?:ay)?|so|now|then|right|great|thanks)[,.]?\s+)*(?:and|but|what about|how about|what of|also|same|or|then|now|only|just)\b/i;

/** How an answer is wanted: in what steps, in what form, how severe. It goes over into the question before. */
const STEPS =
  /\b(?:(?:per|by|each|every) (?:hour|day|week|floor|zone|room|building|meter|device|square met(?:re|er)|m2)|hourly|daily|hour by hour|day by day)\b/;
const FORM = /\b(?:trend|chart|graph|plot|histor(?:y|ic)|statistics)\b/;
const SEVERITY = /\b(?:critical|warning|info)\b/;
const FILLER = String.raw`(?:(?:ok|and|now|then|please|can you|show|give|draw|list|split|break|same|me|it|that|this|them|down|as|a|in|the|only|just|with|what about)\s+)*`;
const SHAPE = new RegExp(
  String.raw`^${FILLER}(?:(?:${STEPS.source}|${FORM.source}|${SEVERITY.source}(?:\s+ones?)?)(?:\s+(?:please|too|instead|only))?\W*$|compare\b)`,
);

/** The words of a question with the shape of another: `show it per hour` after `co2 in 3B yesterday`. */
function shapedAs(shape: string, words: string): string {
  let shaped = words;
  for (const pattern of [STEPS, FORM, SEVERITY]) {
    const [wanted] = pattern.exec(shape) ?? [];
    if (wanted !== undefined) shaped = `${shaped.replace(pattern, '').replace(/[?!.,;:\s]+$/, '')} ${wanted}`;
  }
  return shaped;
}

/** `compare with yesterday` keeps the time before it. */
function spansOf(previous: Sentence, next: Sentence): Sentence['spans'] {
  const [before] = previous.spans;
  const [wanted, another] = next.spans;
  if (wanted === undefined) return previous.spans;
  const compares = /\b(?:compared?|versus|vs|against|than)\b/.test(next.words);
  return compares && before !== undefined && another === undefined ? [before, wanted] : next.spans;
}

/** Whether a sentence only says how the answer before it is wanted. */
export function isShapeAlone({ words, metrics, devices, places, floors, building }: Sentence): boolean {
  const subjects = metrics.length + devices.length + places.length + floors.length;
  return SHAPE.test(words) && subjects === 0 && building === undefined;
}

/** Whether a sentence may only complete the one before it: it opens so, or is short and names something for certain. */
export function looksLikeFollowUp(sentence: Sentence): boolean {
  const { words, metrics, devices, places, floors, spans, aggregates, building, device_type, status, limit } = sentence;
  const certain = metrics.length + devices.length + floors.length + spans.length + aggregates.length;
  const described = [building, device_type, status, limit].some((entity) => entity !== undefined);
  const named = certain > 0 || described;
  if (isShapeAlone(sentence)) return true;
  // A time alone: `since the beginning of the month`.
  if (
    certain === spans.length &&
    certain > 0 &&
    !described &&
    places.length === 0 &&
    /^(?:since|in|on|over|during|for|from)\b/.test(words)
  )
    return true;
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
    text: previous.text,
    words: shapedAs(next.words, previous.words),
    future: next.future,
    ...(fahrenheit !== undefined && { fahrenheit }),
    metrics: next.metrics.length > 0 ? next.metrics : previous.metrics,
    devices: moved ? next.devices : previous.devices,
    places: moved ? places : next.building !== undefined ? [] : previous.places,
    floors: moved || next.building !== undefined ? next.floors : previous.floors,
    spans: spansOf(previous, next),
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
