import { isDeepStrictEqual } from 'node:util';
import { isNotFound, type Outcome, type ToolRequest } from './outcome.ts';

interface Named {
  /** What came back, a call that was made again under a full name standing where the first one stood. */
  readonly outcomes: readonly Outcome[];
  /** Calls to be made again, since one candidate only can be meant. */
  readonly again: readonly ToolRequest[];
}

/** People say `3B` or `conf room 3b` for Conference Room 3B: where the candidates leave no choice, that one is taken. */
export function namedAgain(outcomes: readonly Outcome[]): Named {
  const settled: Outcome[] = [];
  const again: ToolRequest[] = [];
  const repeated = new Set<Outcome>();
  for (const outcome of outcomes) {
    if (repeated.has(outcome)) continue;
    let last = outcome;
    // A call that names two rooms is made again for each of them.
    for (let request = renamed(last); request !== undefined; request = renamed(last)) {
      const repeat = outcomes.find((other) => isDeepStrictEqual(other.request, request));
      if (repeat === undefined) {
        again.push(request);
        break;
      }
      repeated.add(repeat);
      last = repeat;
    }
    settled.push(last);
  }
  return { outcomes: settled, again };
}

const UNKNOWN = /there is no (?:zone|device) "([^"]+)"/i;
const CANDIDATE = /([^(),]+) \(([^(),]+)(?:,[^()]*)?\)/g;

/** The call under the id of the only candidate that its name may mean. */
function renamed(outcome: Outcome): ToolRequest | undefined {
  const name = UNKNOWN.exec(outcome.text)?.[1];
  const [, nearest = ''] = /\bNearest: (.*)/.exec(outcome.text) ?? [];
  if (name === undefined || !isNotFound(outcome)) return undefined;
  const meant = [...nearest.matchAll(CANDIDATE)].filter(([, candidate = '']) => mayMean(name, candidate));
  const id = meant.length === 1 ? meant[0]?.[2] : undefined;
  if (id === undefined) return undefined;
  const { tool, arguments: given } = outcome.request;
  const replaced: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(given)) replaced[key] = withId(value, name, id);
  const request: ToolRequest = { tool, arguments: replaced };
  return isDeepStrictEqual(request, outcome.request) ? undefined : request;
}

function withId(value: unknown, name: string, id: string): unknown {
  if (Array.isArray(value)) return value.map((one: unknown) => withId(one, name, id));
  return typeof value === 'string' && value.trim().toLowerCase() === name.trim().toLowerCase() ? id : value;
}

/** Whether each word of a name is one of the candidate's, or begins one; codes such as `3B` are whole. */
function mayMean(name: string, candidate: string): boolean {
  const words = wordsOf(candidate);
  return wordsOf(name).every((part) =>
    words.some((word) => word === part || (/^\p{L}{3,}$/u.test(part) && word.startsWith(part))),
  );
}

function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
}
