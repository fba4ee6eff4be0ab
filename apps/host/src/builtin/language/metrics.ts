import { isKnownMetric, resolveMetric } from '@nexus/models';
import { CUT, type Scanner } from './scanner.ts';

/** What people say instead of a metric's name. */
const SAYINGS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/\b(?:how\s+many|what)\s+degrees?\b/i, ['temperature']],
  [/\b(?:is|are)\s+(?:there\s+)?(?:still\s+)?(?:anyone|anybody|someone|somebody)\b/i, ['occupancy_count']],
  [/\bthe\s+air(?=\s+(?:in|on|at|of)\b)/i, ['co2_ppm', 'pm25_ugm3', 'voc_ppb']],
  [/\b(?:air\s+quality|quality\s+of\s+the\s+air|indoor\s+air)\b/i, ['co2_ppm', 'pm25_ugm3', 'voc_ppb']],
  [/\b(?:hot|warm|cold|cool|chilly|freezing)(?:t?est|t?er)?\b/i, ['temperature']],
  [/\b(?:(?:humid|moist|damp|muggy)(?:est|er)?|dry(?:est|er)?|driest|drier)\b/i, ['humidity']],
  [/\b(?:stuff(?:y|ier|iest)|carbon\s+dioxide)\b/i, ['co2_ppm']],
  [
    /\b(?:crowded|busy|busiest|occupied|in\s+use|headcount|free|(?<=rooms?\s+(?:are|is)\s+)empty|empty(?=\s+rooms?))\b/i,
    ['occupancy_count'],
  ],
  [/\b(?:bright(?:est|er|ness)?|dark(?:est|er)?)\b/i, ['illuminance_lux']],
  [/\bbatteries\b/i, ['battery_pct']],
  [/\bvibrat(?:ing|es?)\b/i, ['vibration_mms']],
  [/\bdust(?:y|iest)?\b|\bpm\s?2\.5\b/i, ['pm25_ugm3']],
];

/** Who complains is not counted. */
const COMPLAINT =
  /\b(?:people|someone|somebody|everybody|everyone)\s+(?:say|says|said|complain\w*|report\w*|told|thinks?)\b/i;
const OWN_NAME = /(?<![\w-])[a-z][a-z0-9]*(?:_[a-z0-9]+)+(?![\w-])/;
const LONGEST_NAME = 4;

/** The metrics that a sentence names, in everyday words or as the platform does; at most six. */
export function takeMetrics(scanner: Scanner): string[] {
  scanner.take(COMPLAINT);
  const metrics = [...takeKnown(scanner), ...takeSayings(scanner)];
  for (const [name] of scanner.takeAll(OWN_NAME, 3)) metrics.push(resolveMetric(name));
  return [...new Set(metrics)].slice(0, 6);
}

function takeSayings(scanner: Scanner): string[] {
  return SAYINGS.flatMap(([pattern, metrics]) => (scanner.take(pattern) ? metrics : []));
}

function takeKnown(scanner: Scanner): string[] {
  const found: string[] = [];
  const words = scanner.rest.split(/(?<=\s)/);
  for (let at = 0; at < words.length; at += 1) {
    const length = metricLength(words, at);
    if (length === 0) continue;
    found.push(resolveMetric(bare(words.slice(at, at + length))));
    words.splice(at, length, ` ${CUT} `, trailing(words[at + length - 1] ?? ''));
  }
  scanner.rest = words.join('');
  return found;
}

function metricLength(words: readonly string[], at: number): number {
  for (let length = Math.min(LONGEST_NAME, words.length - at); length > 0; length -= 1) {
    const phrase = bare(words.slice(at, at + length));
    if (!/[a-z]/i.test(phrase) || phrase.includes(CUT) || !isKnownMetric(resolveMetric(phrase))) continue;
    // In `server room temperature` the room belongs to the name before it, and a room may be called after what is in it.
    if (length > 1 && /^room\s/i.test(phrase)) continue;
    return /^(?:room|lab|laborator|office|hall|cent(?:er|re)\b)/i.test(words[at + length] ?? '') ? 0 : length;
  }
  return 0;
}

function bare(words: readonly string[]): string {
  return words
    .join('')
    .trim()
    .replace(/(?:'s|[?!.,;:])+$/i, '');
}

function trailing(word: string): string {
  return /[?!.,;:]/.exec(word)?.[0] ?? '';
}
