import { cleanText, nearest } from '@nexus/models';
import { NUMBER, numberOf } from './numbers.ts';

const MAX_LENGTH = 500;

/** A question as the patterns read it: one line, compatibility characters folded (`CO₂` is `CO2`), cut to 500 characters. */
export function normalise(text: string): string {
  const plain = cleanText(text.slice(0, 4 * MAX_LENGTH), MAX_LENGTH)
    .normalize('NFKC')
    .replace(/[‘’´`]/g, "'")
    .replace(/[“”„«»]/g, '"')
    .replace(/[‐‑‒–—−]/g, '-')
    .replace(/\byear[- ]to[- ]date\b/gi, 'this year')
    .replace(/"[^"]*"|(?<![\w-])[a-z]+(?![\w-])/gi, (word) => SHORT_FORMS[word.toLowerCase()] ?? word)
    .replace(THOUSANDS, (figure) => (figure.startsWith('"') ? figure : figure.replaceAll(',', '')))
    .replace(/(?<![\w-])(?:fl|flr)\.?(?=\s*\d)/gi, 'floor ');
  return withClockTimes(plain).slice(0, MAX_LENGTH);
}

/** `1,000` is one figure; what stands in quotes is a name. */
const THOUSANDS = /"[^"]*"|(?<![\w.,])\d{1,3}(?:,\d{3})+(?![\w,])/g;
/** Without it there is no time in words, whose patterns are long to compile. */
const SPOKEN_SIGN = /past|quarter|o'clock/i;
const SPOKEN_TIME = new RegExp(String.raw`\b(half\s+past|(?:a\s+)?quarter\s+(?:past|to))\s+(${NUMBER})`, 'gi');
const O_CLOCK = new RegExp(String.raw`\b(${NUMBER})\s*o'clock\b`, 'gi');

/** `half past nine` is 9:30, and nine o'clock 9:00. */
function withClockTimes(text: string): string {
  if (!SPOKEN_SIGN.test(text)) return text;
  return text
    .replace(SPOKEN_TIME, (said: string, minutes: string, hour: string) => clockText(minutes, hour) ?? said)
    .replace(O_CLOCK, (said: string, hour: string) => clockText('', hour) ?? said);
}

function clockText(minutes: string, hourText: string): string | undefined {
  const hour = numberOf(hourText);
  if (hour === undefined || !Number.isInteger(hour) || hour < 1 || hour > 24) return undefined;
  if (/to$/i.test(minutes)) return `${hour - 1}:45`;
  return `${hour % 24}:${/^half/i.test(minutes) ? '30' : minutes === '' ? '00' : '15'}`;
}

/** What people write for words that stand in no name. */
const SHORT_FORMS: Readonly<Record<string, string>> = {
  yday: 'yesterday',
  wk: 'week',
  wks: 'weeks',
  hum: 'humidity',
  batt: 'battery',
  ytd: 'this year',
  tempreture: 'temperature',
};

const VOCABULARY = (
  'temperature temperatures humidity vibration occupancy pressure battery batteries energy electricity power consumption ' +
  'current currently latest readings reading average maximum minimum highest lowest median statistics standard deviation ' +
  'devices device sensors sensor meters controllers offline online degraded updating decommissioned unreachable minutes hours ' +
  'yesterday today floor floors building buildings zones rooms firmware version report weekly daily monthly compare trend chart ' +
  'room zone temp meter controller hour minute metric anomaly lock locks light lights people ' +
  'anomalous anomalies unusual baseload hottest coldest warmest which where what show signal metrics carbon dioxide illuminance'
).split(' ');
const KNOWN = new Set(VOCABULARY);

/** The text with its misspelt pattern words put right, one letter each; undefined when there is none. */
export function correctSpelling(text: string): string | undefined {
  const corrected = text.replace(/(?<![\w"-])[A-Za-z]{4,15}(?![\w"-])/g, (word) => {
    const lower = word.toLowerCase();
    if (KNOWN.has(lower)) return word;
    const [candidate] = nearest(lower, VOCABULARY, 1);
    return candidate !== undefined && isOneSlipAway(lower, candidate) ? candidate : word;
  });
  return corrected === text ? undefined : corrected;
}

/** One letter left out, doubled, mistaken or swapped; the first letter is hardly ever wrong. */
function isOneSlipAway(word: string, candidate: string): boolean {
  if (word.charAt(0) !== candidate.charAt(0) || candidate.length < 5) return false;
  if (word.length === candidate.length) {
    const differing = word.split('').flatMap((letter, at) => (letter === candidate.charAt(at) ? [] : [at]));
    const [a = 0, b = 0] = differing;
    const swapped = b === a + 1 && word.charAt(a) === candidate.charAt(b) && word.charAt(b) === candidate.charAt(a);
    return differing.length === 1 || (differing.length === 2 && swapped);
  }
  const [short, long] = word.length < candidate.length ? [word, candidate] : [candidate, word];
  if (long.length - short.length !== 1) return false;
  return long.split('').some((_letter, at) => long.slice(0, at) + long.slice(at + 1) === short);
}
