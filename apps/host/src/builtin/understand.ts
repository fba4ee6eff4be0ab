import type { BuildingTime } from '@nexus/models';
import { FAMILIES, LAST_FAMILIES, unknownText } from './families/index.ts';
import type { Family, Reply } from './family.ts';
import { correctSpelling, normalise } from './language/normalise.ts';
import { number } from './present/amount.ts';
import { isShapeAlone, looksLikeFollowUp, mergeSentences } from './language/follow-up.ts';
import { readSentence, type Sentence } from './language/sentence.ts';

/** Questions further back have no bearing on the last one. */
const MEMORY = 6;
/** What may be asked in half a sentence: nothing is changed on the strength of one. */
const READING = FAMILIES.filter(({ changes }) => !changes);

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
  const asWritten = readSentence(text, time);
  const asCorrected = corrected === undefined ? undefined : readSentence(corrected, time);
  const readings = asCorrected === undefined ? [asWritten] : inOrder(asWritten, asCorrected);
  for (const sentence of readings) {
    if (sentence.unclear_date !== undefined) return { reply: unclearDate(sentence.unclear_date), context };
  }
  const texts = corrected === undefined ? [text] : [text, corrected];
  const alone = readings.map((sentence) => [sentence, FAMILIES] as const);
  const completed =
    context === undefined ? [] : followUps(context, texts, time).map((sentence) => [sentence, READING] as const);
  const attempts: readonly (readonly [Sentence, readonly Family[]])[] = [
    ...(readings.some(isShapeAlone) ? [...completed, ...alone] : [...alone, ...completed]),
    ...readings.map((sentence) => [sentence, LAST_FAMILIES] as const),
  ];
  for (const [sentence, families] of attempts) {
    const found = firstReply(families, sentence, time);
    if (found !== undefined) return { reply: found.reply, context: found.changes ? context : sentence };
  }
  return { reply: undefined, context };
}

/** A short question, completed by the one before it; the week before is the one before that one's. */
function followUps(context: Sentence, texts: readonly string[], time: BuildingTime): Sentence[] {
  return texts
    .map((text) => readSentence(text, time, context.spans[0]))
    .filter(looksLikeFollowUp)
    .map((sentence) => mergeSentences(context, sentence));
}

/** A slip in a word that is part of no name is put right before anything is understood; in a name it may be no slip. */
function inOrder(asWritten: Sentence, asCorrected: Sentence): Sentence[] {
  const names = ({ places, devices, building }: Sentence): string => JSON.stringify([places, devices, building]);
  return names(asWritten) === names(asCorrected) ? [asCorrected] : [asWritten, asCorrected];
}

function firstReply(
  families: readonly Family[],
  sentence: Sentence,
  time: BuildingTime,
): { reply: Reply; changes: boolean } | undefined {
  for (const family of families) {
    const reply = family.read(sentence, time);
    if (reply !== undefined)
      return { reply: sentence.fahrenheit === true ? inFahrenheit(reply) : reply, changes: family.changes };
  }
  return undefined;
}

const CELSIUS = /(?<!standard deviation )(-?[\d,]+\.\d+) °C(?! (?:higher|lower))/g;
const MAX_CONVERTED = 8;

/** The servers speak °C; what stands in the answer is said in °F as well. */
function inFahrenheit(reply: Reply): Reply {
  return {
    ...reply,
    present(outcomes) {
      const text = reply.present(outcomes);
      const figures = [...new Set([...text.matchAll(CELSIUS)].map(([, figure = '']) => figure))].slice(
        0,
        MAX_CONVERTED,
      );
      const converted = figures.map(
        (figure) => `${figure} °C = ${number(Number(figure.replaceAll(',', '')) * 1.8 + 32, 1)} °F`,
      );
      return converted.length === 0 ? text : `${text}\n  ${converted.join(', ')}`;
    },
  };
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
