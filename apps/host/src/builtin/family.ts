import type { BuildingTime } from '@nexus/models';
import type { Sentence } from './language/sentence.ts';
import { namedAgain } from './named-again.ts';
import { faultsOf, type Outcome, type ToolRequest } from './outcome.ts';

/** More calls than this no question needs. */
export const MAX_CALLS = 3;

/** A family of sentences that ask the same thing. */
interface FamilySpec<Intent> {
  readonly name: string;
  /** Sentences of this family: its documentation, and its tests. */
  readonly examples: readonly [string, ...string[]];
  /** Its calls may change something: a follow-up never leads to one, and nothing follows up on it. */
  readonly changes?: true;
  /** What the sentence asks, if it is one of this family. Pure. */
  readonly match: (sentence: Sentence, time: BuildingTime) => Intent | undefined;
  /** The calls that come first; none when the answer needs no data. */
  readonly plan: (intent: Intent) => readonly ToolRequest[];
  /** The calls that the outcomes so far make necessary. */
  readonly next?: (intent: Intent, outcomes: readonly Outcome[]) => readonly ToolRequest[];
  /** What is said before the calls that come next, where a person has to decide on them. */
  readonly preamble?: (intent: Intent, outcomes: readonly Outcome[]) => string | undefined;
  readonly present: (intent: Intent, outcomes: readonly Outcome[], time: BuildingTime) => string;
}

/** What a family makes of one sentence, its intent closed over. */
export interface Reply {
  readonly family: string;
  calls(outcomes: readonly Outcome[]): readonly ToolRequest[];
  preamble?(outcomes: readonly Outcome[]): string | undefined;
  present(outcomes: readonly Outcome[]): string;
}

export interface Family {
  readonly name: string;
  readonly changes: boolean;
  readonly examples: readonly [string, ...string[]];
  read(sentence: Sentence, time: BuildingTime): Reply | undefined;
}

export function family<Intent>(spec: FamilySpec<Intent>): Family {
  return {
    name: spec.name,
    changes: spec.changes ?? false,
    examples: spec.examples,
    read(sentence, time) {
      const intent = spec.match(sentence, time);
      if (intent === undefined) return undefined;
      return {
        family: spec.name,
        calls(made) {
          const { outcomes, again } = namedAgain(made);
          const next = (): readonly ToolRequest[] =>
            outcomes.length === 0 ? spec.plan(intent) : (spec.next?.(intent, outcomes) ?? []);
          return (again.length > 0 ? again : next()).slice(0, MAX_CALLS - made.length);
        },
        preamble: (made) => spec.preamble?.(intent, namedAgain(made).outcomes),
        present(made) {
          const { outcomes } = namedAgain(made);
          // Where no result could be read, there may be nothing to say.
          return spec.present(intent, outcomes, time) || faultsOf(outcomes);
        },
      };
    },
  };
}

/** A family that answers without data. */
export function talk(
  name: string,
  examples: readonly [string, ...string[]],
  match: (sentence: Sentence) => boolean,
  answer: (time: BuildingTime) => string,
): Family {
  return family<true>({
    name,
    examples,
    match: (sentence) => (match(sentence) ? true : undefined),
    plan: () => [],
    present: (_intent, _outcomes, time) => answer(time),
  });
}
