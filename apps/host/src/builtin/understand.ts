import type { BuildingTime } from '@nexus/models';
import { FAMILIES, LAST_FAMILIES, unknownText } from './families/index.ts';
import type { Family, Reply } from './family.ts';
import { correctSpelling, normalise } from './language/normalise.ts';
import { looksLikeFollowUp, mergeSentences, readSentence, type Sentence } from './language/sentence.ts';

/** Questions further back have no bearing on the last one. */
const MEMORY = 6;

/** What the last of some questions asks, read alone or as a follow-up of those before it. */
export function understand(questions: readonly string[], time: BuildingTime): Reply {
  let context: Sentence | undefined;
  let reply: Reply | undefined;
  for (const question of questions.slice(-MEMORY)) ({ reply, context } = step(question, context, time));
  return reply ?? said('unknown', unknownText());
}

interface Step {
  readonly reply: Reply | undefined;
  /** What a follow-up builds on: the last sentence that was understood. */
  readonly context: Sentence | undefined;
}

function step(question: string, context: Sentence | undefined, time: BuildingTime): Step {
  const text = normalise(question);
  const corrected = correctSpelling(text);
  const readings = [text, ...(corrected === undefined ? [] : [corrected])].map((one) => readSentence(one, time));
  for (const sentence of readings) {
    if (sentence.unclear_date !== undefined) return { reply: unclearDate(sentence.unclear_date), context };
  }
  const attempts: readonly (readonly [Sentence, readonly Family[]])[] = [
    ...readings.map((sentence) => [sentence, FAMILIES] as const),
    ...(context === undefined
      ? []
      : readings.filter(looksLikeFollowUp).map((sentence) => [mergeSentences(context, sentence), FAMILIES] as const)),
    ...readings.map((sentence) => [sentence, LAST_FAMILIES] as const),
  ];
  for (const [sentence, families] of attempts) {
    const reply = firstReply(families, sentence, time);
    if (reply !== undefined) return { reply, context: sentence };
  }
  return { reply: undefined, context };
}

function firstReply(families: readonly Family[], sentence: Sentence, time: BuildingTime): Reply | undefined {
  for (const family of families) {
    const reply = family.read(sentence, time);
    if (reply !== undefined) return reply;
  }
  return undefined;
}

function unclearDate(date: string): Reply {
  return said(
    'unclear date',
    `I cannot tell which day "${date}" is. Write the date as year-month-day, for example 2026-03-01.`,
  );
}

function said(family: string, text: string): Reply {
  return { family, calls: () => [], present: () => text };
}
