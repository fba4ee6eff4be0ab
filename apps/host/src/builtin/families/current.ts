import { family, type Family } from '../family.ts';
import { isBareCode, withCodeOf } from '../language/places.ts';
import type { Sentence } from '../language/sentence.ts';
import { faultsOf, resultOf, type Outcome, type ToolRequest } from '../outcome.ts';
import { metricLabel } from '../present/amount.ts';
import { isStale, placeText, readingsIn } from '../present/reading.ts';
import {
  allReadingsText,
  comparisonText,
  readingTable,
  roomReading,
  snapshotText,
  subjectText,
} from '../present/snapshot.ts';
import { latest, secondGuess, type Subject, subjectOf, subjectsOf } from '../subject.ts';
import { Snapshot } from '../wire.ts';

interface Ask {
  readonly subject: Subject;
  readonly metrics: readonly string[];
}

const plan = ({ subject, metrics }: Ask): ToolRequest[] => [latest(subject, metrics)];
const next = ({ subject, metrics }: Ask, outcomes: readonly Outcome[]): readonly ToolRequest[] =>
  secondGuess(subject, outcomes, (other) => latest(other, metrics));

function shown(outcomes: readonly Outcome[], show: (snapshot: Snapshot) => string): string {
  const snapshot = outcomes.map((outcome) => resultOf(outcome, Snapshot)).find((result) => result !== undefined);
  return snapshot === undefined ? faultsOf(outcomes) : show(snapshot);
}

const isNow = ({ spans, limit }: Sentence): boolean => spans.length === 0 && limit === undefined;

const roomNow = family<Ask>({
  name: 'metric of a room now',
  examples: [
    'What is the current CO₂ level in conference room 3B?',
    'how hot is the lobby?',
    'Temperature in Server Room',
    "conference room 3B's humidity please",
    'How many people are in the cafeteria right now?',
    'Is Conference Room 3B too stuffy?',
    'co2 and humidity in Zone A',
    'What is the temperature in conference room 3B in building North?',
    'air quality in the "Hall of Fame"',
    'curent temprature in zone a',
    'temp zone b',
    '3b co2?',
    'how many degree in the lobby',
    'People say it is freezing in open office north 3',
    'is anyone in conference room 2A?',
    'temperature in the lobby in fahrenheit',
  ],
  match(sentence) {
    const subject = subjectOf(sentence);
    const { metrics } = sentence;
    return subject?.kind === 'zone' && metrics.length > 0 && isNow(sentence) ? { subject, metrics } : undefined;
  },
  plan,
  next,
  present: ({ subject, metrics }, outcomes) =>
    shown(outcomes, (snapshot) => snapshotText(snapshot, metrics, subject.name)),
});

const deviceNow = family<Ask>({
  name: 'metric of a device now',
  examples: [
    'What is the temperature of DEV-TEMP-0003?',
    'current CO2 of CO2 Sensor 3B',
    'power at meter DEV-MTR-0007 now',
    'How much does DEV-HVAC-0002 vibrate? Show its vibration',
  ],
  match(sentence) {
    const subject = subjectOf(sentence);
    const { metrics } = sentence;
    return subject?.kind === 'device' && metrics.length > 0 && isNow(sentence) ? { subject, metrics } : undefined;
  },
  plan,
  next,
  present: ({ subject, metrics }, outcomes) =>
    shown(outcomes, (snapshot) => snapshotText(snapshot, metrics, subject.name)),
});

const COMFORT = ['temperature', 'humidity', 'co2_ppm'];

const comfort = family<Ask>({
  name: 'comfort of a room',
  examples: [
    'Is it comfortable in the lobby?',
    'How is the comfort in conference room 3B?',
    'indoor climate in Zone A',
  ],
  match(sentence) {
    const subject = subjectOf(sentence);
    const asks = /\b(?:comfort\w*|climate|pleasant)\b/.test(sentence.words);
    return asks && subject?.kind === 'zone' && isNow(sentence) ? { subject, metrics: COMFORT } : undefined;
  },
  plan,
  next,
  present: ({ subject, metrics }, outcomes) =>
    shown(outcomes, (snapshot) => snapshotText(snapshot, metrics, subject.name)),
});

const ALL =
  /\b(?:all|every|everything|readings?|values?|measurements?|conditions?|situation|data|snapshot|overview|going on|sensors? (?:say|show|report|measure)|doing)\b/;

const everything = family<Ask>({
  name: 'all readings of a room or device',
  examples: [
    'Show me all readings in conference room 3B',
    'What are the conditions in the lobby?',
    'latest readings of DEV-AQ-0001',
    'What is going on in Zone A?',
    'How is the Server Room doing?',
  ],
  match(sentence) {
    const subject = subjectOf(sentence);
    const { metrics, words } = sentence;
    return subject && metrics.length === 0 && isNow(sentence) && ALL.test(words) ? { subject, metrics } : undefined;
  },
  plan,
  next,
  present: ({ subject }, outcomes) => shown(outcomes, (snapshot) => allReadingsText(snapshot, subject.name)),
});

const doubtful = family<Ask>({
  name: 'stale or doubtful readings of a room',
  examples: [
    'Which readings in Zone A are stale?',
    'Are there bad quality readings in conference room 3B?',
    'Does anything in the lobby send old values?',
    'unreliable data in Server Room',
  ],
  match(sentence) {
    const subject = subjectOf(sentence);
    const asks = /\b(?:stale|bad|poor|doubtful|uncertain|unreliable|outdated|old|invalid)\b/.test(sentence.words);
    const about = /\b(?:readings?|values?|data|quality|measurements?)\b/.test(sentence.words);
    return asks && about && subject && isNow(sentence) ? { subject, metrics: sentence.metrics } : undefined;
  },
  plan,
  next,
  present: ({ subject }, outcomes) =>
    shown(outcomes, (snapshot) => {
      const readings = readingsIn(snapshot);
      const poor = readings.filter((reading) => reading.quality !== 'good' || isStale(reading));
      const where = subjectText(snapshot, subject.name);
      if (poor.length === 0) return `All ${readings.length} readings from ${where} are fresh and of good quality.`;
      const head = `${poor.length} of ${readings.length} readings from ${where} are stale or not of good quality:`;
      return `${head}\n${readingTable(poor)}`;
    }),
});

interface Comparison {
  readonly subjects: readonly Subject[];
  readonly metric: string;
}

function codesOnly(subjects: readonly Subject[]): boolean {
  return subjects.every(({ kind, name }) => kind === 'zone' && isBareCode(name));
}

const compareRooms = family<Comparison>({
  name: 'two rooms or devices compared now',
  examples: [
    'Compare the temperature in conference rooms 3A and 3B',
    'temperature difference between the lobby and conference room 3B',
    'Is it warmer in Zone A than in Zone B?',
    'CO2 in the cafeteria vs the lobby',
    'compare humidity of DEV-HUM-0001 and DEV-HUM-0002',
    'is 3a warmer than 3b?',
  ],
  match(sentence) {
    const subjects = subjectsOf(sentence).slice(0, 3);
    const [metric] = sentence.metrics;
    return subjects.length > 1 && metric !== undefined && isNow(sentence) ? { subjects, metric } : undefined;
  },
  // The first of `3A and 3B` tells what kind of room is meant, so that three calls do.
  plan: ({ subjects, metric }) =>
    subjects.slice(0, codesOnly(subjects) ? 1 : undefined).map((subject) => latest(subject, [metric])),
  next({ subjects, metric }, outcomes) {
    const zone = outcomes.length === 1 && codesOnly(subjects) ? resultOf(outcomes[0], Snapshot)?.zone : undefined;
    if (zone === undefined) return [];
    return subjects.slice(1).map(({ name }) => latest({ kind: 'zone', name: withCodeOf(zone.name, name) }, [metric]));
  },
  present({ subjects, metric }, outcomes) {
    const rooms = outcomes.flatMap((outcome, at) => {
      const snapshot = resultOf(outcome, Snapshot);
      if (snapshot === undefined) return [];
      const asked = subjects[at]?.name ?? metricLabel(metric);
      const subject = snapshot.zone === undefined ? subjectText(snapshot, asked) : placeText(snapshot.zone, asked);
      return [{ subject, reading: roomReading(snapshot, metric) }];
    });
    if (rooms.length === outcomes.length) return comparisonText(rooms, metric);
    return [faultsOf(outcomes), ...(rooms.length > 0 ? [comparisonText(rooms, metric)] : [])].join('\n');
  },
});

export const doubtfulReadings: readonly Family[] = [doubtful];
export const comparisons: readonly Family[] = [compareRooms];
export const current: readonly Family[] = [comfort, roomNow, deviceNow];
export const wholeRooms: readonly Family[] = [everything];
