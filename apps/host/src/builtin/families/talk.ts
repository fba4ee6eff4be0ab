import { type Family, talk } from '../family.ts';
import { localTime } from '../present/window.ts';

/** What the help offers: each is understood, which a test makes sure of. */
export const HELP_EXAMPLES: readonly string[] = [
  'What is the current CO2 level in conference room 3B?',
  'Show me all devices in Zone A that have been offline for more than 10 minutes',
  'Generate a weekly energy consumption report for floors 2 through 5',
  'average temperature in the lobby yesterday',
  'What is wrong in the building right now?',
  'Which rooms on floor 3 are hottest?',
  'Which firmware versions do the HVAC controllers in building North run?',
];

const WHAT_I_DO =
  'I answer without a language model, by the pattern of a sentence: readings now, statistics and trends over a time, comparisons, ' +
  'anomalies, offline devices, lists of devices and zones, energy, alerts and their rules, firmware and roll-outs, registered tools. ' +
  'What changes something (firmware, alerts, rules, a status) I do when you say so and confirm it.';

function examplesText(): string {
  return ['For example:', ...HELP_EXAMPLES.map((example) => `  ${example}`)].join('\n');
}

const NOTHING_NAMED = 0;
const named = ({
  metrics,
  devices,
  floors,
  spans,
}: {
  metrics: readonly string[];
  devices: readonly string[];
  floors: readonly number[];
  spans: readonly unknown[];
}): number => metrics.length + devices.length + floors.length + spans.length;

const help = talk(
  'help',
  ['help', 'What can you do?', 'What can I ask you?', 'How does this work?', 'Who are you?'],
  (sentence) =>
    named(sentence) === NOTHING_NAMED &&
    /^(?:\?|help\b.{0,20}|what (?:can|do) (?:you|i|we) (?:do|ask|know|answer)\b.{0,30}|what can i (?:say|type)\b.*|how does (?:this|it) work\W*|who are you\W*|what are you\W*|commands\W*|examples\W*)$/.test(
      sentence.words,
    ),
  () => `${WHAT_I_DO}\n${examplesText()}\nNames with unusual words go in quotes: all readings in "Hall of Fame".`,
);

const greeting = talk(
  'greeting',
  ['Hello', 'Good morning!', 'hi there', 'Hey'],
  (sentence) =>
    named(sentence) === NOTHING_NAMED &&
    /^(?:hi|hello|hey|good (?:morning|afternoon|evening|day)|greetings|servus|moin)\b(?:\W*(?:there|all|everyone|nexus|again))?\W*$/.test(
      sentence.words,
    ),
  () => `Hello. Ask me about the building.\n${examplesText()}`,
);

const thanks = talk(
  'thanks and goodbye',
  ['Thanks!', 'thank you very much', 'bye', 'ok, great'],
  (sentence) =>
    named(sentence) === NOTHING_NAMED &&
    /^(?:(?:ok(?:ay)?|great|perfect|cool|nice|good)\W*)*(?:thanks|thank you|thx|cheers|bye|goodbye|see you|ok(?:ay)?|great|perfect)\b(?:\W*(?:very much|a lot|so much|again|great|perfect|nexus))?\W*$/.test(
      sentence.words,
    ),
  () => 'You are welcome. Ask whenever you need the building.',
);

const clock = talk(
  'time of the building',
  ['What time is it?', "What's the date today?", 'Which time zone do you use?'],
  ({ words, metrics, places, devices }) =>
    metrics.length + places.length + devices.length === 0 &&
    /\b(?:what time is it|time is it|what(?:'s| is) (?:the|today's) (?:time|date)|which day is (?:it|today)|time ?zone|what day is (?:it|today))\b/.test(
      words,
    ),
  (time) =>
    `It is ${localTime(time.iso(time.nowMs()), time)} in the building (${time.zone}). Days and weeks follow that zone; weeks begin on Monday.`,
);

export const talks: readonly Family[] = [help, greeting, thanks, clock];

/** The answer to a sentence of no family. */
export function unknownText(): string {
  return `I did not understand that. ${WHAT_I_DO}\n${examplesText()}\nA language model understands more: set NEXUS_LLM_BACKEND and its settings.`;
}
