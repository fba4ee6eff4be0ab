import type { Sentence } from '../language/sentence.ts';
import { subjectOf } from '../subject.ts';

/** Whose alerts are meant, and how severe ones. */
export interface AlertPlace {
  readonly device_id?: string;
  readonly zone_id?: string;
  readonly building?: string;
  readonly severity?: string;
}

export const ALERT = /\b(?:alarms?|alerts?)\b/;
/** Of an alert; it names no place. */
const QUALIFIER =
  /^(?:active|current|open|critical|warning|acknowledged|shelved|snoozed|unacknowledged|new|past|recent|raised|fire[ds]?|flood(?:ing|ed|s)?|chatter(?:ing|s)?|rules?|often|taken)$/i;
const NUMBERED = /\b(?:alert|alarm)[-\s#]*(\d{1,12})\b/i;

/** `ALERT-12` of `alert 12`. */
export function alertIdIn(text: string): string | undefined {
  const number = NUMBERED.exec(text)?.[1];
  return number === undefined ? undefined : `ALERT-${number}`;
}

export function placeOf(sentence: Sentence): AlertPlace {
  const named = subjectOf(sentence);
  const subject = named && isNoPlace(named.name) ? undefined : named;
  const { building, words } = sentence;
  const severity = /\b(?:critical|warning)\b/.exec(words)?.[0];
  return {
    ...(subject?.kind === 'device' && { device_id: subject.name }),
    ...(subject?.kind === 'zone' && { zone_id: subject.name }),
    ...(building !== undefined && { building }),
    ...(severity !== undefined && { severity }),
  };
}

function isNoPlace(name: string): boolean {
  const isState = /\b(?:acknowledged|shelved|snoozed)\b/i.test(name);
  return isState || name.split(' ').every((word) => QUALIFIER.test(word)) || NUMBERED.test(name);
}
