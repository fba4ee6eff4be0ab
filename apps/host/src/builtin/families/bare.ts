import { family, type Family, talk } from '../family.ts';
import { faultsOf, resultOf } from '../outcome.ts';
import { metricWord } from '../present/amount.ts';
import { allReadingsText } from '../present/snapshot.ts';
import { latest, secondGuess, type Subject, subjectOf } from '../subject.ts';
import { Snapshot } from '../wire.ts';

// A code has a digit and a letter: a number alone says nothing.
const ROOM =
  /\d\s?[a-z]|[a-z].*\d|\b(?:room|zone|office|lobby|lab|hall|suite|cafeteria|kitchen|library|gym|reception|atrium|garage|workshop|dock)\b/i;

/** What is tried last, when not even the question before helps: a name alone, a metric alone. */
const place = family<Subject>({
  name: 'a room alone',
  examples: ['conference room 3B', 'Zone A?', 'the lobby'],
  match(sentence) {
    const subject = subjectOf(sentence);
    const { metrics, spans, floors, device_type, words } = sentence;
    const alone =
      metrics.length + spans.length + floors.length === 0 && device_type === undefined && words.split(' ').length <= 5;
    const isRoom = subject?.kind === 'zone' && (ROOM.test(subject.name) || words.startsWith('the '));
    return alone && isRoom ? subject : undefined;
  },
  plan: (subject) => [latest(subject, [])],
  next: (subject, outcomes) => secondGuess(subject, outcomes, (other) => latest(other, [])),
  present(subject, outcomes) {
    const snapshot = outcomes.map((outcome) => resultOf(outcome, Snapshot)).find((result) => result !== undefined);
    return snapshot === undefined ? faultsOf(outcomes) : allReadingsText(snapshot, subject.name);
  },
});

const floorFigures = talk(
  'figures of a whole floor or building over a time',
  ['average co2 of floor 3 yesterday', 'humidity trend in building South', 'maximum temperature on floor 2 last week'],
  ({ metrics, floors, building }) => metrics.length > 0 && (floors.length > 0 || building !== undefined),
  () =>
    'I give figures over a time for one room or device at a time, for example "average CO2 in conference room 3B yesterday".\nOf a floor or building I give the readings of now, for example "CO2 on floor 3", and the energy of any time.',
);

const metric = family<string>({
  name: 'a metric without a place',
  examples: ['What is the humidity?', 'temperature', 'average CO2 yesterday', 'show me the vibration trend'],
  match: ({ metrics }) => metrics[0],
  plan: () => [],
  present: (name) =>
    `Where? Name a room, a floor, a building or a device, for example "${metricWord(name)} in conference room 3B", "${metricWord(name)} on floor 2" or "${metricWord(name)} of DEV-CO2-0017".`,
});

const statisticsOfNothing = talk(
  'figures without a metric',
  [
    'maximum of OFFICE-1 in December 2013',
    'average of conference room 3B yesterday',
    'median of DEV-TEMP-0003 last week',
  ],
  (sentence) =>
    subjectOf(sentence) !== undefined &&
    sentence.metrics.length === 0 &&
    sentence.spans.length + sentence.aggregates.length > 0,
  () =>
    'Of which measurement? For example "maximum temperature of OFFICE-1 in December 2013". "What metrics does OFFICE-1 have?" lists what there is.',
);

export const bare: readonly Family[] = [statisticsOfNothing, floorFigures, metric, place];
